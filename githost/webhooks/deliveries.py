"""Remembers which messages came already, for hosts send some twice."""

import threading
from collections import OrderedDict

from githost.errors import ConfigurationError

__all__ = ["SeenDeliveries"]


class SeenDeliveries:
    """The newest delivery ids, a bounded number of them.

    It guards against a host that tries again, not against a stranger who repeats what he overheard:
    no signature covers the id. Many threads may share one.

    .. versionadded:: 0.1
    """

    def __init__(self, limit: int = 10_000) -> None:
        if limit < 1:
            raise ConfigurationError(f"at least one delivery is remembered, not {limit}")
        #: How many are remembered; the oldest is forgotten first.
        self.limit = limit
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, delivery: str) -> bool:
        """Remember an id; say whether it is new."""
        with self._lock:
            if delivery in self._ids:
                return False
            self._ids[delivery] = None
            if len(self._ids) > self.limit:
                self._ids.popitem(last=False)
            return True

    def discard(self, delivery: str) -> None:
        """Forget an id, so that the next try is handled."""
        with self._lock:
            self._ids.pop(delivery, None)

    def __contains__(self, delivery: object) -> bool:
        with self._lock:
            return delivery in self._ids

    def __len__(self) -> int:
        with self._lock:
            return len(self._ids)
