"""How many requests a host still grants, and when the next may go. Pure.

What was sent is kept as marks, (start of a slot, requests in it), in order; a mark counts until its
whole slot has left the rolling window, so the count errs on the host's side. A request that must
wait is marked at the moment it may go, so those that wait form a queue.
"""

import math
from collections.abc import Iterable

import attrs

from githost.interface.rates import Allowance
from githost.options import Budget
from githost.value import Value

__all__ = ["Quota", "Usage", "emptied", "estimate", "learned", "reserved", "restored", "used"]

_SLOTS = 120

Mark = tuple[float, int]


@attrs.frozen
class Quota(Value):
    """What one may use of a limit."""

    #: The host's own limit.
    limit: int
    #: The rolling window, in seconds.
    seconds: float
    #: How much of the limit is used at the most.
    requests: int
    #: Up to here nothing waits.
    free: int

    @classmethod
    def of(cls, limit: int, seconds: float, budget: Budget) -> "Quota":
        """Return what `budget` allows to use of `limit` requests in `seconds`."""
        requests = max(1, math.floor(limit * budget.share))
        return cls(limit, seconds, requests, math.floor(requests * budget.pace_from))

    @property
    def slot(self) -> float:
        """Seconds that are counted as one moment."""
        return self.seconds / _SLOTS

    @property
    def gap(self) -> float:
        """Seconds between two requests at the rate at which the host grants them."""
        return self.seconds / self.requests

    def leaves(self, mark: Mark) -> float:
        """Return when `mark` no longer counts."""
        return mark[0] + self.slot + self.seconds


@attrs.frozen
class Usage(Value):
    """What one credential has used of one limit."""

    marks: tuple[Mark, ...] = ()
    #: When the latest request went, or is to go.
    last: float = 0.0
    #: Until then the host wants nothing.
    closed_until: float = 0.0
    #: What the host told of the limit itself.
    requests: int | None = None
    seconds: float | None = None


def used(usage: Usage, quota: Quota, now: float) -> int:
    """Return how many requests count at `now`, with those that wait for their turn."""
    return sum(count for _, count in _living(usage, quota, now))


def restored(usage: Usage, quota: Quota, now: float) -> float | None:
    """Return when all that is used will be granted anew; None where nothing is used."""
    marks = _living(usage, quota, now)
    return quota.leaves(marks[-1]) if marks else None


def reserved(usage: Usage, quota: Quota, now: float) -> tuple[float, Usage]:
    """Return when the next request may go, and the usage with it.

    Up to `quota.free` at once, then at the rate at which the host grants requests, and where all
    are used when the oldest of them leaves the window.
    """
    marks = _living(usage, quota, now)
    count = sum(number for _, number in marks)
    last = usage.last if marks else 0.0
    at = max(now, usage.closed_until, last + (quota.gap if count >= quota.free else 0.0))
    if count >= quota.requests:
        at = max(at, _departure(marks, quota, count - quota.requests + 1))
    return at, attrs.evolve(usage, marks=_with(marks, [(at, 1)], quota), last=at)


def learned(usage: Usage, quota: Quota, allowance: Allowance, now: float) -> Usage:
    """Return the usage after the host told what is left: others may use the same limit."""
    marks = _living(usage, quota, now)
    if allowance.left is not None:
        seen = sum(number for start, number in marks if start <= now)
        missing = quota.limit - allowance.left - seen
        if missing > 0:
            marks = _with(marks, _spread(missing, quota, now), quota)
        elif missing < 0 and allowance.exact:
            marks = _without_oldest(marks, -missing)
    return attrs.evolve(usage, marks=marks)


def emptied(usage: Usage, quota: Quota | None, retry_after: float | None, now: float) -> Usage:
    """Return the usage after the host refused a request because nothing was left."""
    if retry_after is not None:
        usage = attrs.evolve(usage, closed_until=max(usage.closed_until, now + retry_after))
    if quota is None:
        return usage
    return learned(usage, quota, Allowance(left=0, exact=False), now)


def estimate(usage: Usage, quota: Quota, requests: int, now: float) -> float:
    """Return after how many seconds the last of `requests` more goes, about.

    The time that the host itself takes to answer is not in it.
    """
    if requests < 1:
        return 0.0
    windows, rest = divmod(requests - 1, quota.requests)
    rest += 1
    marks = _living(usage, quota, now)
    count = sum(number for _, number in marks)
    seconds = max(0.0, usage.closed_until - now)
    seconds = max(seconds, quota.gap * min(rest, count + rest - quota.free))
    if count + rest > quota.requests:
        seconds = max(seconds, _departure(marks, quota, count + rest - quota.requests) - now)
    return windows * (quota.seconds + quota.slot) + seconds


def _living(usage: Usage, quota: Quota, now: float) -> tuple[Mark, ...]:
    marks = tuple(mark for mark in usage.marks if quota.leaves(mark) > now)
    # A clock that was set back leaves marks in the future only, which nothing else does.
    return () if marks and marks[0][0] > now else marks


def _departure(marks: Iterable[Mark], quota: Quota, number: int) -> float:
    """Return when the oldest `number` requests no longer count."""
    at = 0.0
    for mark in marks:
        if number <= 0:
            break
        at = quota.leaves(mark)
        number -= mark[1]
    return at


def _with(marks: Iterable[Mark], more: Iterable[Mark], quota: Quota) -> tuple[Mark, ...]:
    counts: dict[float, int] = dict(marks)
    for at, number in more:
        # Rounding may put the start of a slot after `at`, and a mark must not lie in the future.
        start = min(at, math.floor(at / quota.slot) * quota.slot)
        counts[start] = counts.get(start, 0) + number
    return tuple(sorted(counts.items()))


def _spread(number: int, quota: Quota, now: float) -> Iterable[Mark]:
    """Give `number` requests as if they had been sent evenly over the window that ends now."""
    for slot in range(_SLOTS):
        share = number * (slot + 1) // _SLOTS - number * slot // _SLOTS
        if share:
            yield now - (_SLOTS - slot) * quota.slot, share


def _without_oldest(marks: Iterable[Mark], number: int) -> tuple[Mark, ...]:
    kept: list[Mark] = []
    for start, count in marks:
        taken = min(count, number)
        number -= taken
        if count > taken:
            kept.append((start, count - taken))
    return tuple(kept)
