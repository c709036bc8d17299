"""Counts what another's client did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs
import pytest

from tests.floors import CLIENT_OPERATIONS
from tests.peers.faults import FAULTS

__all__ = ["Operations"]


@attrs.frozen
class Operations:
    """The operations of one client that were run and did what they should."""

    client: str
    _record: Callable[[str, object], None]
    names: set[str] = attrs.field(factory=set)
    faults: set[str] = attrs.field(factory=set)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Count an operation, unless it or what is asserted of it fails."""
        try:
            yield
        except Exception as error:
            error.add_note(f"in the operation {name!r} of {self.client}")
            raise
        self.names.add(name)

    @contextmanager
    def fault(self, name: str) -> Iterator[None]:
        """See an operation fail that is in the table of faults; it does not count."""
        assert name in self._known, f"{name!r} of {self.client} is not in the table of faults"
        try:
            yield
        except Exception:  # clients fail in any way
            self.faults.add(name)
        else:
            pytest.fail(f"{name!r} of {self.client} works; take it from the table of faults")

    def close(self) -> None:
        """Report how many there were; fail below the floor, and for faults that were not seen."""
        count = f"{len(self.names)} (at least {CLIENT_OPERATIONS})"
        self._record("measured", f"client operations of {self.client}: {count}")
        assert len(self.names) >= CLIENT_OPERATIONS, (
            f"{self.client} ran {len(self.names)} operations only"
        )
        assert self.faults == self._known, f"not seen to fail: {self._known - self.faults}"

    @property
    def _known(self) -> set[str]:
        return {fault.operation for fault in FAULTS if fault.client == self.client}
