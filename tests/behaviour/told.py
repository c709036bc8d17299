"""The table of what hooks are told."""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

__all__ = ["Told", "told"]

W = TypeVar("W")


@attrs.frozen(kw_only=True)
class Told:
    """A row of the table: what is done, and what of it is told."""

    deed: str
    event: str
    #: What the body contains at least.
    says: Any
    #: Keys that the body does not have.
    lacks: frozenset[str]
    #: Prepares the deed, and returns it.
    prepare: Callable[[Any], Callable[[], object]]


def told(
    table: list[Told], deed: str, event: str, says: Any, *, lacks: tuple[str, ...] = ()
) -> Callable[[Callable[[W], Callable[[], object]]], Callable[[W], Callable[[], object]]]:
    """Add a row to a table."""

    def add(prepare: Callable[[W], Callable[[], object]]) -> Callable[[W], Callable[[], object]]:
        row = Told(deed=deed, event=event, says=says, lacks=frozenset(lacks), prepare=prepare)
        table.append(row)
        return prepare

    return add
