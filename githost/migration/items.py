"""What became of everything that was to be moved: the account that a verification gives."""

import enum
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import attrs

__all__ = ["Fate", "Item", "Verification"]


class Fate(enum.StrEnum):
    """What became of one thing."""

    #: It is on the target as it was on the source.
    KEPT = "kept"
    #: It is on the target, but something of it could not be carried: `Item.why` says what.
    DEGRADED = "degraded"
    #: It is not on the target, and `Item.why` says why.
    DROPPED = "dropped"
    #: The sides differ, and nothing explains it.
    DIFFERS = "differs"


@attrs.frozen(kw_only=True)
class Item:
    """One thing, and what became of it."""

    #: What kind of thing: `branches`, `pull_requests`, `comments`, `permissions` and so on.
    part: str
    #: The repository on the source that it belongs to, as `PROJ/site`.
    repository: str
    #: What people call it, as `#12 Fix the login` or `hook https://ci.example/hook`.
    name: str
    #: What became of it.
    fate: Fate
    #: How it is degraded, why it was dropped, or how the sides differ; empty for what was kept.
    why: str = ""
    #: Its web page on the source; None where it has none.
    source_url: str | None = None
    #: Its web page on the target; None where it has none.
    target_url: str | None = None


@attrs.frozen(kw_only=True)
class Verification:
    """Everything that was to be moved, and what became of it."""

    #: Address of the host that was moved from.
    source: str
    #: Address of the host that was moved to.
    target: str
    #: When both sides were read.
    at: datetime
    #: Those of what holds repositories first, then by repository in the order of the plan.
    items: tuple[Item, ...]

    @property
    def clean(self) -> bool:
        """Whether every difference is explained."""
        return all(item.fate is not Fate.DIFFERS for item in self.items)

    def totals(self) -> Mapping[str, Mapping[Fate, int]]:
        """Count the fates of each part, in the order in which the parts come."""
        counted: dict[str, Counter[Fate]] = {}
        for item in self.items:
            counted.setdefault(item.part, Counter())[item.fate] += 1
        return {part: {fate: counts[fate] for fate in Fate} for part, counts in counted.items()}
