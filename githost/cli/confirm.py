"""What cannot be taken back is asked about first, or has `--yes`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import attrs
import typer

from githost.cli.options import Shared
from githost.errors import ConfigurationError

__all__ = ["Confirmed", "Refused"]


class Refused(Exception):  # noqa: N818  # an answer, and no fault
    """The answer was no."""


@attrs.frozen
class Confirmed(Shared):
    """The option `--yes`, and the question that comes without it."""

    yes: bool

    @classmethod
    @contextmanager
    def opened(
        cls, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False
    ) -> "Iterator[Confirmed]":
        """Take the option."""
        yield cls(yes)

    def ask(self, what: str, *, word: str | None = None) -> None:
        """Ask whether to do `what`; with `word`, want that typed instead of a yes.

        Raises `ConfigurationError` where nobody can be asked, `Refused` for a no.
        """
        if self.yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise ConfigurationError(f"this would {what}; say --yes to do it")
        if word is None:
            if not typer.confirm(f"{what[0].upper()}{what[1:]}?", err=True):
                raise Refused
        elif (
            typer.prompt(f"To {what}, type {word}", err=True, default="", show_default=False)
            != word
        ):
            raise Refused
