"""How far a long list is, on standard error, where a person looks at it."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["counted"]

T = TypeVar("T")

#: Seconds that a list may take before anything is shown of it.
_PATIENCE = 0.5
#: Seconds between two counts.
_PACE = 0.1


def counted(items: Iterable[T]) -> Iterator[T]:
    """Give `items`, and count them in one line on standard error that is gone at the end."""
    if not sys.stderr.isatty():
        yield from items
        return
    told = time.monotonic() + _PATIENCE - _PACE
    shown = ""
    try:
        for number, item in enumerate(items, 1):
            if time.monotonic() - told >= _PACE:
                told = time.monotonic()
                shown = f"{number} …"
                sys.stderr.write(f"\r{shown}")
                sys.stderr.flush()
            yield item
    finally:
        if shown:
            sys.stderr.write(f"\r{' ' * len(shown)}\r")
            sys.stderr.flush()
