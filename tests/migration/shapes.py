"""The shapes that pull requests have: where they come from, and how they end."""

import enum
from typing import Final

import attrs

from githost.model import MergeStrategy

__all__ = ["SHAPES", "Outcome", "Shape"]


class Outcome(enum.Enum):
    """How a pull request ends."""

    MERGED = "merged"
    DECLINED = "declined"


@attrs.frozen(kw_only=True)
class Shape:
    """One kind of pull request."""

    #: None for one that is left open.
    outcome: Outcome | None = None
    strategy: MergeStrategy | None = None
    #: Whether its branch goes when it ends.
    deletes: bool = False
    draft: bool = False
    fork: bool = False
    #: Whether it is for a branch of its own, which has not moved, so that it can be fast-forwarded.
    own_target: bool = False
    #: Whether its author pushes once more after people have commented.
    rescoped: bool = False
    conflicting: bool = False


#: One of each, in the order in which they come.
SHAPES: Final = (
    Shape(),
    Shape(outcome=Outcome.MERGED, strategy=MergeStrategy.MERGE, deletes=True),
    Shape(outcome=Outcome.MERGED, strategy=MergeStrategy.SQUASH),
    Shape(draft=True),
    Shape(outcome=Outcome.DECLINED, deletes=True),
    Shape(
        outcome=Outcome.MERGED,
        strategy=MergeStrategy.FAST_FORWARD_ONLY,
        own_target=True,
        deletes=True,
    ),
    Shape(fork=True),
    Shape(outcome=Outcome.MERGED),
    Shape(rescoped=True),
    Shape(outcome=Outcome.DECLINED),
    Shape(outcome=Outcome.MERGED, strategy=MergeStrategy.SQUASH, fork=True),
    Shape(conflicting=True),
    Shape(outcome=Outcome.MERGED, strategy=MergeStrategy.REBASE_MERGE, rescoped=True),
)
