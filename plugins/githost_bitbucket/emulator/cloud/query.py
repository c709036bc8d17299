"""The query language of `q=`, and `sort=`.

https://developer.atlassian.com/cloud/bitbucket/rest/intro/#querying: comparisons of a field with a
text, a number, a date, `null`, `true` or `false`, or of its membership `IN` a list, joined by AND
and OR, in parentheses. Fields are those of the answer, with dots; `~` is "contains", whatever the
case. A field that a list holds matches where one of its members does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from githost_bitbucket.emulator.cloud.errors import ApiError

#: Tells whether an answer's JSON is wanted.
Condition: TypeAlias = Callable[[Mapping[str, Any]], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<operator>!=|!~|>=|<=|=|~|>|<)
      | (?P<mark>[(),])
      | (?P<word>[^\s"!=~<>(),]+)
    )""",
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
#: Permissions are compared by how much they allow:
#: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/, "permissions".
_RANKS: Final = {"none": 0, "read": 1, "write": 2, "create-repo": 3, "admin": 4}


def condition(text: str) -> Condition:
    """Read a query."""
    return _Parser(text).parse()


def sort(
    documents: Iterable[Mapping[str, Any]], text: str, *, natural: bool = False
) -> list[Mapping[str, Any]]:
    """Return documents in the order of one or more fields; a minus before one turns it around.

    `natural` takes digits in texts as numbers: v9 comes before v10.
    """
    found = list(documents)
    for field in reversed([part.strip() for part in text.split(",") if part.strip()]):
        name = field.lstrip("-+")

        def key(document: Mapping[str, Any], name: str = name) -> tuple[int, Any]:
            return _sortable(next(iter(_values(document, name)), None), natural=natural)

        found.sort(key=key, reverse=field.startswith("-"))
    return found


class _Parser:
    """Reads a query from left to right; AND binds closer than OR."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def parse(self) -> Condition:
        found = self._either()
        if self._at != len(self._tokens):
            raise _wrong(f"unexpected {self._tokens[self._at][1]}")
        return found

    def _either(self) -> Condition:
        parts = [self._all()]
        while self._word("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda document: any(p(document) for p in parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._word("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda document: all(p(document) for p in parts)

    def _one(self) -> Condition:
        if self._mark("("):
            found = self._either()
            self._expect(")")
            return found
        kind, field = self._next()
        if kind != "word":
            raise _wrong(f"a field was expected, not {field}")
        if self._word("IN"):
            return _membership(field, self._list(), negated=False)
        if self._word("NOT"):
            if not self._word("IN"):
                raise _wrong("IN was expected after NOT")
            return _membership(field, self._list(), negated=True)
        kind, operator = self._next()
        if kind != "operator":
            raise _wrong(f"an operator was expected, not {operator}")
        return _comparison(field, operator, self._literal())

    def _list(self) -> list[Any]:
        self._expect("(")
        found = [self._literal()]
        while self._mark(","):
            found.append(self._literal())
        self._expect(")")
        return found

    def _literal(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "word":
            return _word_value(text)
        raise _wrong(f"a value was expected, not {text}")

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise _wrong("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _word(self, word: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at]
        if found and found[0] == "word" and found[1].upper() == word:
            self._at += 1
            return True
        return False

    def _mark(self, mark: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == ("mark", mark):
            self._at += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._mark(mark):
            raise _wrong(f"{mark} is missing")


def _tokens(text: str) -> Iterable[tuple[str, str]]:
    at = 0
    end = len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise _wrong(f"cannot be read from {text[at:].strip()!r} on")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _word_value(text: str) -> Any:
    words = {"null": None, "true": True, "false": False}
    if text.lower() in words:
        return words[text.lower()]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if (moment := _moment(text)) is not None:
        return moment
    raise _wrong(f"{text} is no value; texts stand in double quotes")


def _comparison(field: str, operator: str, wanted: Any) -> Condition:
    if operator in {"~", "!~"}:
        if not isinstance(wanted, str):
            raise _wrong(f"{operator} compares texts")
        part = wanted.lower()

        def contains(document: Mapping[str, Any]) -> bool:
            found = any(
                isinstance(value, str) and part in value.lower()
                for value in _values(document, field)
            )
            return found is (operator == "~")

        return contains
    if operator in {"=", "!="}:
        return _membership(field, [wanted], negated=operator == "!=")
    orders: dict[str, Callable[[Any, Any], bool]] = {
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
    }
    holds = orders[operator]

    def ordered(document: Mapping[str, Any]) -> bool:
        for value in _values(document, field):
            pair = _comparable(field, value, wanted)
            if pair is not None and holds(*pair):
                return True
        return False

    return ordered


def _membership(field: str, wanted: list[Any], *, negated: bool) -> Condition:
    def among(document: Mapping[str, Any]) -> bool:
        found = any(
            _equal(value, one) for value in _values(document, field) or [None] for one in wanted
        )
        return found is not negated

    return among


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, datetime):
        return isinstance(value, str) and _moment(value) == wanted
    if isinstance(value, bool) is not isinstance(wanted, bool):
        return False
    return bool(value == wanted)


def _comparable(field: str, value: Any, wanted: Any) -> tuple[Any, Any] | None:
    """Return both sides in a form that has an order, or None where there is none."""
    if field.rpartition(".")[2] == "permission":
        if value in _RANKS and wanted in _RANKS:
            return _RANKS[value], _RANKS[wanted]
        return None
    if isinstance(value, str):
        moment = _moment(value)
        other = wanted if isinstance(wanted, datetime) else _moment(str(wanted))
        if moment is not None and other is not None:
            return moment, other
        return (value, wanted) if isinstance(wanted, str) else None
    numbers = (int, float)
    if isinstance(value, numbers) and isinstance(wanted, numbers):
        return value, wanted
    return None


def _values(document: Any, field: str) -> list[Any]:
    """Return what a field holds: of each member, where there is a list on the way."""
    found = [document]
    for name in field.split("."):
        members = [m for v in found for m in (v if isinstance(v, list) else [v])]
        found = [m[name] for m in members if isinstance(m, Mapping) and name in m]
    return [m for v in found for m in (v if isinstance(v, list) else [v])]


def _sortable(value: Any, *, natural: bool) -> tuple[int, Any]:
    """Return a key under which values of different kinds have an order, nothing first."""
    if isinstance(value, bool | int | float):
        return 1, float(value)
    if isinstance(value, str):
        moment = _moment(value)
        if moment is not None:
            return 2, moment.timestamp()
        return (3, _natural(value)) if natural else (3, value.lower())
    return 0, 0


def _natural(text: str) -> list[tuple[int, str]]:
    pieces = re.split(r"(\d+)", text.lower())
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in pieces]


def _moment(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _wrong(why: str) -> ApiError:
    return ApiError(400, f"Invalid query: {why}")
