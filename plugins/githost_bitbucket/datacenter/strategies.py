"""Data Center's words for the ways to merge."""

from collections.abc import Mapping
from typing import Final

from githost.model import MergeStrategy

__all__ = ["STRATEGY_IDS"]

STRATEGY_IDS: Final[Mapping[MergeStrategy, str]] = {
    MergeStrategy.MERGE: "no-ff",
    MergeStrategy.SQUASH: "squash",
    MergeStrategy.FAST_FORWARD: "ff",
    MergeStrategy.FAST_FORWARD_ONLY: "ff-only",
    MergeStrategy.SQUASH_FAST_FORWARD: "squash-ff-only",
    MergeStrategy.REBASE_MERGE: "rebase-no-ff",
    MergeStrategy.REBASE_FAST_FORWARD: "rebase-ff-only",
}
