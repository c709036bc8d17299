r"""Who wrote what was carried, when and where, in a form that people read and a later run parses back.

No host lets a client say who wrote a comment or opened a pull request, or when. So the text that is
created on the target says it above the text that was carried::

    _Ada Lovelace (ada) wrote this on 2025-03-03 09:00:00 UTC · [original](https://git.example/…)_

    [//]: # (githost:1:PROJ/site%235/comments/77)

    Please split this.

The form is fixed:

1. The line, in emphasis: the author's name and in parentheses the login, the verb, ` this`, ` on ` and the time in
   UTC, then each fact as ` · name: value`, last the web page of the original as a link. What is not known is
   left out; an author who is not known is `Somebody`.
2. An empty line, then the marker: a link reference definition, which Markdown does not show (CommonMark 0.31,
   section 4.7). It holds the version of this form and the id on the source, percent-encoded.
3. An empty line, then the text as it was, to the last character: even where it begins with the attribution
   of an earlier move. Of a text that is empty there is neither. All stands above it, because a
   text may leave a code block open, in which nothing below would be Markdown.

Names and values can neither break the form, nor become Markdown, nor ping anybody: what Markdown
knows is escaped by a backslash where every Markdown does (``\ ` * _ [ ] ( ) #``), and is a numeric
character reference else: `@` (`&#64;`), `< & ~ ·`, all that is not printable, blanks at either end.

Hosts may change line ends, and strip blanks at the end of what they are given; the form is read all the same.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, unquote

import attrs

__all__ = ["Origin", "Parsed", "attributed", "marked", "parse"]

_NOBODY: Final = "Somebody"
_BETWEEN: Final = " · "
_MARKER: Final = re.compile(r"^\[//\]: # \(githost:1:([^()\s]+)\)\r?$", re.MULTILINE)
_FORM: Final = re.compile(
    r"_(?P<line>[^\r\n]+)_\r?\n\r?\n"
    r"\[//\]: # \(githost:1:(?P<marker>[^()\s]+)\)"
    r"(?:\r?\n\r?\n(?P<body>.*)|\s*)",
    re.DOTALL,
)
_TEXT: Final = r"(?:[^\\`*_\[\]()#@<&~·]|\\[\\`*_\[\]()#]|&#\d+;)+"
_HEAD: Final = re.compile(
    rf"(?P<author>{_TEXT}?)(?: \((?P<login>{_TEXT})\))? (?P<verb>[A-Za-z-]+) this"
    r"(?: on (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC)?"
)
_FACT: Final = re.compile(rf"(?P<name>{_TEXT}?): (?P<value>{_TEXT})")
_LINK: Final = re.compile(r"\[original\]\((?P<url>[^()\s]+)\)")
_ESCAPED: Final = re.compile(r"\\(.)|&#(\d+);")


def _known(value: str | None) -> str | None:
    return value or None


def _to_the_second(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC).replace(microsecond=0)


def _in_a_link(value: str | None) -> str | None:
    """Percent-encode what would end a link's destination, ping somebody or be Markdown."""
    return quote(value, safe="%/:?#!$&',;=+", errors="surrogatepass") if value else None


def _told(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if name and value}


@attrs.frozen(kw_only=True)
class Origin:
    """Where a text comes from. An empty text is as good as None, and a fact that is empty as none."""

    #: What the author did, one word: `wrote`, `opened`.
    verb: str = attrs.field(validator=attrs.validators.matches_re("[A-Za-z-]+"))
    #: The author's name as people know it; None where it is not known.
    author: str | None = attrs.field(default=None, converter=_known)
    #: The author's login on the source; None where it is not known.
    login: str | None = attrs.field(default=None, converter=_known)
    #: When, to the second, in UTC; None where it is not known.
    at: datetime | None = attrs.field(default=None, converter=_to_the_second)
    #: The web page of the original; None where it has none.
    url: str | None = attrs.field(default=None, converter=_in_a_link)
    #: Small things that the target cannot hold, in order, as `state: merged`.
    facts: Mapping[str, str] = attrs.field(factory=dict, converter=_told)


@attrs.frozen(kw_only=True)
class Parsed:
    """A text taken apart: what was carried, and what stands above it."""

    body: str
    #: None where the text does not begin with the form.
    origin: Origin | None = None
    #: The id on the source; None where the text does not begin with the form.
    marker: str | None = None


def attributed(body: str, origin: Origin, marker: str) -> str:
    """Return `body` below the line that tells its `origin`, and the `marker` that names its source."""
    author = _NOBODY if origin.author is None else _escape(origin.author)
    if origin.author == _NOBODY:
        author = _reference(_NOBODY[0]) + _NOBODY[1:]
    login = f" ({_escape(origin.login)})" if origin.login is not None else ""
    at = f" on {origin.at.replace(tzinfo=None)} UTC" if origin.at is not None else ""
    parts = [f"{author}{login} {origin.verb} this{at}"]
    for name, value in origin.facts.items():
        parts.append(f"{_escape(name).replace(':', _reference(':'))}: {_escape(value)}")
    if origin.url is not None:
        parts.append(f"[original]({origin.url})")
    source = quote(marker, safe="/", errors="surrogatepass")
    above = f"_{_BETWEEN.join(parts)}_\n\n[//]: # (githost:1:{source})"
    return f"{above}\n\n{body}" if body else above


def parse(text: str) -> Parsed:
    """Take apart what `attributed` made; another text is all body."""
    form = _FORM.fullmatch(text)
    origin = _origin(form["line"]) if form is not None else None
    if form is None or origin is None:
        return Parsed(body=text)
    return Parsed(body=form["body"] or "", origin=origin, marker=_source(form["marker"]))


def marked(text: str) -> str | None:
    """Return the id on the source that the first marker in `text` names, None where there is none.

    Other than `parse`, this finds it below what somebody wrote above it.
    """
    found = _MARKER.search(text)
    return None if found is None else _source(found[1])


def _source(encoded: str) -> str:
    return unquote(encoded, errors="surrogatepass")


def _origin(line: str) -> Origin | None:
    first, *rest = line.split(_BETWEEN)
    head = _HEAD.fullmatch(first)
    link = _LINK.fullmatch(rest[-1]) if rest else None
    facts = [_FACT.fullmatch(part) for part in (rest if link is None else rest[:-1])]
    if head is None:
        return None
    told = {_plain(fact["name"]): _plain(fact["value"]) for fact in facts if fact is not None}
    if len(told) != len(facts):
        return None
    try:
        at = datetime.fromisoformat(head["at"] + "+00:00") if head["at"] else None
    except ValueError:
        return None
    return Origin(
        verb=head["verb"],
        author=None if head["author"] == _NOBODY else _plain(head["author"]),
        login=None if head["login"] is None else _plain(head["login"]),
        at=at,
        url=None if link is None else link["url"],
        facts=told,
    )


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def _escape(text: str) -> str:
    last = len(text) - 1
    return "".join(
        _reference(one)
        if one in "@<&~·" or not one.isprintable() or (one == " " and place in {0, last})
        else f"\\{one}"
        if one in "\\`*_[]()#"
        else one
        for place, one in enumerate(text)
    )


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda one: one[1] or _character(int(one[2])), text)


def _character(number: int) -> str:
    return chr(number) if number <= 0x10FFFF else "\ufffd"
