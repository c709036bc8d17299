r"""What commands print: tables on a terminal; tab-separated lines, or one JSON object a line, elsewhere.

Rule 1: one object a line. Line ends and tabs inside a value are written as `\n` and `\t`.
Rule 2: what a host says is never let through to a terminal's controls.
Rule 3: results go to standard output and everything else to standard error.
"""

import inspect
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from itertools import islice
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args

import attrs
import typer

from githost.cli.fields import chosen, field_names, formatted, lookup, plain, template, text
from githost.cli.options import Shared
from githost.cli.progress import counted
from githost.errors import ConfigurationError

__all__ = ["Listing", "Single", "is_terminal", "say", "write", "write_bytes"]

M = TypeVar("M")

#: How many items a terminal is shown unless told.
_SCREENFUL = 30
#: How much of a commit's hash a terminal is shown.
_SHORT = 12
#: Columns of words that have a colour, and the colours.
_WORDS = frozenset({"state", "verdict"})
_STYLES = {
    "open": "green",
    "merged": "magenta",
    "closed": "red",
    "success": "green",
    "failure": "red",
    "approved": "green",
    "changes_requested": "red",
}
#: Unicode categories of control characters, lone surrogates, and line and paragraph separators.
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: What turns the direction of writing around (https://trojansource.codes).
_REORDERING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_JSON = Annotated[
    str | None,
    typer.Option(
        "--json",
        metavar="[FIELD,…]",
        help="One JSON object a line, with these fields; alone: with all of them.",
    ),
]
_FORMAT = Annotated[
    str | None,
    typer.Option("--format", metavar="TEXT", help="A line as '{id} {name}', with fields' names."),
]
_LIMIT = Annotated[
    int | None,
    typer.Option(
        "--limit", "-L", min=1, help="At most so many; default: 30 on a terminal, else all."
    ),
]
_ALL = Annotated[bool, typer.Option("--all", help="All of them, on a terminal too.")]


def is_terminal() -> bool:
    """Say whether results are read by a person."""
    return sys.stdout.isatty()


def say(message: str) -> None:
    """Tell people something beside the results."""
    sys.stderr.write(f"{_harmless(message)}\n")


def write(line: str) -> None:
    """Print one line of results; a terminal is not let see control characters."""
    sys.stdout.write((_harmless(line, keep="\n\t") if is_terminal() else line) + "\n")


def write_bytes(content: bytes) -> None:
    """Print results that are no lines: a file, a diff."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


class _Chosen(Shared):
    """What `--json` and `--format` have in common for both kinds of results."""

    @classmethod
    def declared(cls, *types: type[Any]) -> tuple[inspect.Parameter, ...]:
        """Complete the fields of the model behind `--json`."""
        return tuple(
            _completing(one, types[0]) if one.name == "json" else one
            for one in super().declared(*types)
        )


def _completing(parameter: inspect.Parameter, model: Any) -> inspect.Parameter:
    base, option = get_args(parameter.annotation)
    completing = copy(option)

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [f"{before}{comma}{one}" for one in field_names(model) if one.startswith(last)]

    completing.autocompletion = complete
    return parameter.replace(annotation=Annotated[base, completing])


@attrs.frozen
class _Lines:
    """How an item becomes a line."""

    fields: tuple[str, ...] | None
    form: str | None

    @classmethod
    def of(cls, model: Any, json: str | None, form: str | None) -> "_Lines":
        if json is not None and form is not None:
            raise ConfigurationError("--json and --format are two forms of one line; say one")
        return cls(
            None if json is None else chosen(model, json),
            None if form is None else template(model, form),
        )

    @property
    def is_plain(self) -> bool:
        return self.fields is None and self.form is None

    def line(self, item: Mapping[str, Any]) -> str:
        if self.form is not None:
            return formatted(self.form, item)
        names = self.fields or ()
        return json.dumps({name: lookup(item, name) for name in names}, ensure_ascii=False)


@attrs.frozen
class Listing(_Chosen, Generic[M]):
    """Many results."""

    _lines: _Lines
    _limit: int | None

    @classmethod
    @contextmanager
    def opened(
        cls,
        model: Any,
        /,
        json: _JSON = None,
        form: _FORMAT = None,
        limit: _LIMIT = None,
        all_of_them: _ALL = False,
    ) -> "Iterator[Listing[M]]":
        """Take the options of a list."""
        if all_of_them and limit is not None:
            raise ConfigurationError("--all and --limit contradict each other; say one")
        most = limit if limit or all_of_them or not is_terminal() else _SCREENFUL
        yield cls(_Lines.of(model, json, form), most)

    def show(self, items: Iterable[M], *columns: str) -> None:
        """Print `items`, as they come; `columns` are the fields that a table has."""
        walk = iter(items)
        taken = walk if self._limit is None else islice(walk, min(self._limit, sys.maxsize))
        if not self._lines.is_plain:
            shown = taken if is_terminal() else counted(taken)
            for item in shown:
                write(self._lines.line(plain(item)))
        elif is_terminal():
            _show_table([plain(item) for item in counted(taken)], columns)
        else:
            for item in counted(taken):
                write(_separated(lookup(plain(item), name) for name in columns))
        if self._limit is not None and is_terminal() and next(walk, None) is not None:
            say(f"the first {self._limit}; there are more: --all, or --limit N")


@attrs.frozen
class Single(_Chosen, Generic[M]):
    """One result."""

    _lines: _Lines
    #: Fields that a person is not shown.
    _HIDDEN: ClassVar[frozenset[str]] = frozenset({"revision"})

    @classmethod
    @contextmanager
    def opened(
        cls, model: Any, /, json: _JSON = None, form: _FORMAT = None
    ) -> "Iterator[Single[M]]":
        """Take the options of one result."""
        yield cls(_Lines.of(model, json, form))

    def show(self, item: M) -> None:
        """Print `item`, a field a line unless told."""
        found = plain(item)
        if not self._lines.is_plain:
            write(self._lines.line(found))
            return
        rows = [row for row in _flat(found) if row[0] not in self._HIDDEN]
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            if is_terminal():
                indented = text(value).rstrip().replace("\n", "\n" + " " * (width + 3))
                write(f"{name + ':':{width + 2}} {indented}")
            else:
                write(_separated((name, value)))


def _flat(item: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give what is told of an item: fields of fields by their names with dots, empty ones left out."""
    for name, value in item.items():
        if value in (None, "", []):
            continue
        if isinstance(value, Mapping) and not {"name", "reviewer"} & set(value):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, Mapping) and name == "value":
            yield from _flat(value)
        else:
            yield before + name, value


def _separated(values: Iterable[Any]) -> str:
    return "\t".join(_harmless(text(value)) for value in values)


def _harmless(value: str, keep: str = "") -> str:
    """Write control characters as escapes, but those in `keep`."""
    if value.isprintable():
        return value
    return "".join(repr(one)[1:-1] if _controls(one) and one not in keep else one for one in value)


def _controls(character: str) -> bool:
    """Say whether a character moves, colours or reorders what a terminal shows."""
    return unicodedata.category(character) in _CONTROLS or character in _REORDERING


def _show_table(items: list[Any], columns: tuple[str, ...]) -> None:
    """Print a table without the columns that are empty."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not items:
        say("nothing there")
        return
    cells = [[_glanced(name, lookup(item, name)) for name in columns] for item in items]
    filled = [place for place in range(len(columns)) if any(row[place] for row in cells)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place in filled:
        heading = columns[place].partition(".")[0].replace("_", " ").upper()
        table.add_column(heading, overflow="fold")
    for row in cells:
        table.add_row(*(Text(row[place], _style(columns[place], row[place])) for place in filled))
    Console().print(table)


def _style(name: str, value: str) -> str:
    return _STYLES.get(value, "") if name in _WORDS else ""


def _glanced(name: str, value: Any) -> str:
    """Return what a table has of a value: a text's first line, times to the minute, short hashes."""
    shown = _harmless(text(value).partition("\n")[0])
    if name.endswith("_at"):
        return shown[:16].replace("T", " ")
    is_hash = name.rpartition(".")[2] in {"commit", "sha"}
    return shown[:_SHORT] if is_hash else shown
