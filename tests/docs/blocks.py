"""The fenced blocks of a page, in order, and the commands in those that are typed in a shell.

A line that is nothing but "`some/file.py`:" before a block names the file that the block is.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

__all__ = ["PAGES", "ROOT", "Block", "Typed", "blocks", "is_shown", "named", "typed"]

ROOT: Final = Path(__file__).parents[2]
#: Every page that people read.
PAGES: Final = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))

_BLOCK: Final = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`:\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@attrs.frozen
class Block:
    """One of them."""

    language: str
    text: str
    #: The file that it is, None where it is none.
    path: str | None


@attrs.frozen
class Typed:
    """A command that somebody types."""

    #: The whole line, which may hold other commands and a comment.
    line: str
    words: list[str]
    #: What the page prints below it; empty for nothing.
    printed: str = ""


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page's text."""
    return [
        Block(language=found["language"], text=found["text"], path=found["path"])
        for found in _BLOCK.finditer(page)
    ]


def named(page: Path) -> str:
    """Return a page's name, as the ids of tests have it."""
    return str(page.relative_to(ROOT))


def typed(block: Block) -> Iterator[Typed]:
    """Give the commands of a block: a console's follow `$ `, and what they print; else each line is one."""
    if block.language != "console":
        for line in block.text.splitlines():
            for words in _commands(line):
                yield Typed(line, words)
        return
    for piece in f"\n{block.text}".split("\n$ ")[1:]:
        line, _, printed = piece.partition("\n")
        *before, last = _commands(line)
        for words in before:
            yield Typed(line, words)
        yield Typed(line, last, printed.rstrip("\n"))


def _commands(line: str) -> list[list[str]]:
    """Return the words of each command of a line; `&&` joins them, and a comment is none."""
    found: list[list[str]] = [[]]
    for word in shlex.split(line, comments=True):
        if word == "&&":
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]


def is_shown(shown: str, printed: str) -> bool:
    """Say whether a page shows what was printed; an ellipsis stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, shown.split("…"))), printed, re.DOTALL) is not None
