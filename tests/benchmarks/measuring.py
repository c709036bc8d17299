"""How the benchmarks measure, and what they measure against."""

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

import attrs
import httpx

import githost
from githost.client.sync import Host

__all__ = [
    "LISTS",
    "ROUNDS",
    "TOKEN",
    "ListKind",
    "Row",
    "bare",
    "core_only",
    "host_of",
    "listing",
    "ratio",
]

ROUNDS: Final = 7
TOKEN: Final = githost.Token("benchmark")


@attrs.frozen
class Row:
    """One line of the table."""

    what: str
    #: The measured figure, and what it may be at the most (or at the least); None is merely told.
    value: float
    target: float | None
    unit: str = "times"
    #: Whether more is better.
    more: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        if self.target is None:
            return True
        return self.value >= self.target if self.more else self.value <= self.target


@attrs.frozen
class ListKind:
    """One kind of list, and what a typed walk over it may cost."""

    what: str
    provider: str
    noun: str
    where: str
    path: str
    core: float
    fast: float


LISTS: Final = (
    ListKind(
        "Cloud repositories",
        "bitbucket-cloud",
        "repos",
        "acme",
        "/2.0/repositories/acme",
        1.4,
        0.6,
    ),
    ListKind(
        "Cloud pull requests",
        "bitbucket-cloud",
        "pull_requests",
        "acme/site",
        "/2.0/repositories/acme/site/pullrequests",
        1.6,
        0.75,
    ),
    ListKind(
        "Data Center repositories",
        "bitbucket-datacenter",
        "repos",
        "SHOP",
        "/rest/api/1.0/projects/SHOP/repos",
        1.6,
        0.75,
    ),
    ListKind(
        "Data Center pull requests",
        "bitbucket-datacenter",
        "pull_requests",
        "SHOP/site",
        "/rest/api/1.0/projects/SHOP/repos/site/pull-requests",
        1.6,
        0.75,
    ),
)


def core_only() -> bool:
    """Whether the extra `fast` is not there."""
    try:
        import msgspec  # noqa: F401  # only whether it can be imported
    except ImportError:
        return True
    return False


def ratio(
    ours: Callable[[], int],
    theirs: Callable[[], int],
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Return the median of what ours takes for each thing, over what theirs takes."""
    found = []
    ours()
    theirs()
    for _ in range(ROUNDS):
        pair = []
        for work in (ours, theirs):
            began = clock()
            count = work()
            pair.append((clock() - began) / count)
        found.append(pair[0] / pair[1])
    return statistics.median(found)


def host_of(url: str, provider: str, **options: Any) -> Host:
    """Connect to the server as a product."""
    return githost.connect(
        url, provider=provider, credential=TOKEN, options=githost.Options(**options)
    )


def bare(url: str, kind: ListKind) -> Callable[[], int]:
    """Return the reference: an HTTP client and JSON, over the same pages."""

    def following(page: Any) -> str | None:
        if "nextPageStart" not in page:
            return str(page["next"]) if "next" in page else None
        start = page["nextPageStart"]
        return None if start is None else f"{url}{kind.path}?limit=100&start={start}"

    def walk() -> int:
        count, address = 0, f"{url}{kind.path}"
        with httpx.Client() as client:
            while address:
                page = client.get(address).json()
                count += len(page["values"])
                address = following(page) or ""
        return count

    return walk


def listing(url: str, kind: ListKind) -> Callable[[], int]:
    """Return our walk over a list, client included."""

    def walk() -> int:
        with host_of(url, kind.provider) as host:
            return sum(1 for _ in getattr(host, kind.noun).list(kind.where))

    return walk
