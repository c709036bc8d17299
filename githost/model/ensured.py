"""What `ensure` found, and what it did about it."""

from enum import StrEnum
from typing import Generic, TypeVar

import attrs

from githost.value import Value

__all__ = ["EnsureOutcome", "Ensured"]

T = TypeVar("T")


class EnsureOutcome(StrEnum):
    """What `ensure` did."""

    #: It was not there.
    CREATED = "created"
    #: It was there, and differed.
    CHANGED = "changed"
    #: It was there as wanted; nothing was written.
    UNCHANGED = "unchanged"


@attrs.frozen(kw_only=True)
class Ensured(Value, Generic[T]):
    """The thing as it is now, and what was done to get it there."""

    #: The thing as the host reports it after the last write.
    value: T
    #: What was done.
    outcome: EnsureOutcome
    #: Names of the parameters that differed, in the order of the signature; empty unless CHANGED.
    changes: tuple[str, ...] = ()
