"""Lists that go round in circles."""

from collections import OrderedDict
from typing import Final

__all__ = ["Circles"]

#: How many cursors are known at a time.
_KNOWN: Final = 1000


class Circles:
    """Notices that a cursor comes again, in memory that does not grow with the list.

    The last thousand cursors are known, so a circle of so many pages is seen as it closes. For
    longer ones another cursor is kept, for twice as many pages each time (Brent's algorithm): they
    are seen before four times as many pages came as there are.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, None] = OrderedDict()
        self._kept: int | None = None
        self._span = self._left = 1

    def closed_by(self, cursor: str) -> bool:
        """Say whether the list is in a circle that `cursor`, the next one, closes."""
        mark = hash(cursor)
        if mark in self._known or mark == self._kept:
            return True
        self._known[mark] = None
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        self._left -= 1
        if not self._left:
            self._kept = mark
            self._span = self._left = 2 * self._span
        return False
