"""Cloud's words for the ways to merge."""

from collections.abc import Mapping
from typing import Final

from githost.model import MergeStrategy

__all__ = ["STRATEGY_WORDS"]

STRATEGY_WORDS: Final[Mapping[MergeStrategy, str]] = {
    MergeStrategy.MERGE: "merge_commit",
    MergeStrategy.SQUASH: "squash",
    MergeStrategy.FAST_FORWARD_ONLY: "fast_forward",
    MergeStrategy.SQUASH_FAST_FORWARD: "squash_fast_forward",
    MergeStrategy.REBASE_MERGE: "rebase_merge",
    MergeStrategy.REBASE_FAST_FORWARD: "rebase_fast_forward",
}
