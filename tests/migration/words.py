"""What people write: titles, descriptions and remarks with everything that a move may spoil."""

# ruff: noqa: RUF001  # people write in every script

import random
from typing import Final

__all__ = ["description", "remark", "status_text", "task", "title"]

_VERBS: Final = ("Fix", "Add", "Remove", "Speed up", "Rewrite", "Document", "Test", "Simplify")
_THINGS: Final = (
    "the `login` form",
    "paging in lists",
    "größere Dateien",
    "поиск по имени",
    "日本語のラベル",
    "retries [again]",
    "the <head> of pages",
    "CSV & JSON exports",
    "50% of the *slow* tests",
    "emoji 🚀 in names",
    'the "quoted" path',
    "C:\\temp\\paths",
)
_SENTENCES: Final = (
    "This is what we agreed on in the meeting.",
    "Das sollte vor dem Release noch geprüft werden.",
    "Please look at `retry()` first.",
    "Measured: **3.1×** faster, ~40 MB less.",
    "See https://wiki.example.com/pages?id=7&x=%20y#top for the background.",
    "Это нужно проверить ещё раз.",
    "ユーザー名の扱いに注意してください。",
    "It was `null` | `0` before, and <nothing> after.",
    "Ping @alice and @bob, as in #1 and PROJ-17.",
    "I would rather not: it *really* is _slow_.",
)
_BLOCKS: Final = (
    "```python\ndef answer(path: str) -> int:\n    return 404  # ``` is not the end\n```",
    "    indented code\n\n    after a blank line",
    "- [ ] one\n- [x] two\n  1. three\n     > quoted\n     > twice",
    "| a | b |\n|---|---|\n| 1 | `|` |\n| ü | 𝔘 |",
    "> Somebody wrote:\n>\n> > Nested.\n\nMy answer.",
    "![a picture](https://img.example.com/a.png) and [a link](<https://e.example/a b>)",
    "First line\nSecond line  \nthird after a hard break\\\nfourth",
    "---\n\n# Heading\n\n## Another\n\n***",
    "<details><summary>More</summary>\n\nHidden &amp; escaped\n\n</details>",
    "~~~\ntildes\n~~~",
)
_REMARKS: Final = (
    "LGTM",
    "👍",
    "Nit: name this `count`.",
    "Why not simply\n\n```\nreturn 0\n```\n\n?",
    "```suggestion\n    return len(self)\n```",
    "Done in the next commit.",
    "Ist das noch aktuell?\n\nDer Test ist rot.",
    "Не понимаю эту строку.",
    "ここは必要ですか?",
    "مرحبا — right to left",
    "1. first\n2. second\n\n   with a paragraph",
    "Windows\r\nline\r\nends",
    "A tab\there, a zero\u200bwidth space, an e\u0301 of two characters.",
    "`code with `` two ticks` and \\*escaped\\* stars",
    "[//]: # (somebody's own hidden note)\n\nSeen?",
    "_Ada Lovelace wrote this on 2025-03-03_, she says.",
    "I disagree, and here is why: " + "it would break the callers. " * 12,
)


def title(chance: random.Random, number: int) -> str:
    """Return a title; each is different."""
    text = f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} ({number})"
    if number % 9 == 4:
        text = f"WIP: {text} " + "and everything that hangs on it, " * 5 + "at last"
    return text


def description(chance: random.Random, number: int) -> str:
    """Return a description: none, a line, a page, or ten kilobytes."""
    if number % 7 == 3:
        return ""
    if number % 10 == 5:
        return _pieces(chance, 10 * 1024)
    return _pieces(chance, chance.choice((40, 200, 900)))


def _pieces(chance: random.Random, least: int) -> str:
    pieces: list[str] = []
    while sum(map(len, pieces)) < least:
        pieces.append(chance.choice(_SENTENCES + _BLOCKS))
    return "\n\n".join(pieces)


def remark(chance: random.Random) -> str:
    """Return the text of a comment."""
    if chance.random() < 0.15:
        return _pieces(chance, 600)
    if chance.random() < 0.4:
        return chance.choice(_SENTENCES)
    return chance.choice(_REMARKS)


def task(chance: random.Random, number: int) -> str:
    """Return the text of a task."""
    return f"{chance.choice(_VERBS)} {chance.choice(_THINGS)}, please ({number})"


def status_text(chance: random.Random) -> str:
    """Return what a build says."""
    return chance.choice(("", "All 212 tests passed", "3 von 212 Tests rot", "ビルド中"))
