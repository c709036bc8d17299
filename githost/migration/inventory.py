"""What there is to move, what of it cannot be carried and why, and how long it may take."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from githost.client.paginator import Paginator
from githost.client.sync import Host
from githost.errors import ResponseError
from githost.interface.addresses import NamespaceLike, namespace_ref
from githost.migration.drafting import namespaces_of
from githost.migration.everybody import everybody
from githost.migration.obstacles import Obstacle, Seen, obstacles
from githost.model import PullRequest, PullRequestState, RepoRef, Repository

__all__ = ["Estimate", "Inventory", "Stock", "inventory"]

T = TypeVar("T")
#: Of how many pull requests of a repository, the newest ones, comments are counted unless told.
_SAMPLE = 20


@attrs.frozen(kw_only=True)
class Stock:
    """What one repository holds. None where it could not be read."""

    #: Its address on the source.
    repo: RepoRef
    #: How many branches.
    branches: int | None = None
    #: How many tags.
    tags: int | None = None
    #: How many pull requests, by their state.
    pull_requests: Mapping[PullRequestState, int] = attrs.field(factory=dict)
    #: Comments on pull requests: counted, or reckoned from a sample.
    comments: int | None = None
    #: Whether comments of all pull requests were counted.
    comments_counted: bool = True
    #: How many permissions, of users and groups.
    grants: int | None = None
    #: How many hooks.
    hooks: int | None = None
    #: How many branch rules.
    branch_rules: int | None = None
    #: How many deploy keys.
    deploy_keys: int | None = None
    #: Bytes, where the host tells.
    size: int | None = None
    #: What could not be read, and why.
    unread: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Estimate:
    """What a move costs one side."""

    #: How many requests.
    requests: int
    #: Seconds that the requests wait for the host's rate limit; what the host needs to answer is not in it.
    seconds: float


@attrs.frozen(kw_only=True)
class Inventory:
    """What is to be moved."""

    #: Address of the host that is moved from.
    source: str
    #: Address of the host that is moved to; None where none was named.
    target: str | None
    #: What each repository holds.
    repositories: tuple[Stock, ...]
    #: How many people are named in what was read.
    users: int
    #: How many groups are.
    groups: int
    #: What cannot be carried, or not as it is; empty where no target was named.
    obstacles: tuple[Obstacle, ...]
    #: Reading the source once.
    reading: Estimate
    #: Making everything on the target; None where none was named.
    writing: Estimate | None

    @property
    def totals(self) -> Mapping[str, int]:
        """Everything that was counted, added up."""
        sums: Counter[str] = Counter(repositories=len(self.repositories))
        for stock in self.repositories:
            for name in _COUNTED:
                sums[name] += getattr(stock, name) or 0
            for state, count in stock.pull_requests.items():
                sums[f"{state.value}_pull_requests"] += count
        return dict(sums)


_COUNTED = (
    *("branches", "tags", "comments", "grants", "hooks", "branch_rules", "deploy_keys"),
    "size",
)


def inventory(
    source: Host,
    target: Host | None,
    namespaces: Iterable[NamespaceLike] = (),
    *,
    repos: Iterable[RepoRef] = (),
    sample: int = _SAMPLE,
    progress: Callable[[str], object] = lambda _: None,
) -> Inventory:
    """Count what the repositories of `namespaces`, and `repos`, of the `source` hold. Changes nothing.

    With a `target` it is also said what cannot be carried there, and what that costs.

    Comments are counted in the newest `sample` pull requests of a repository and reckoned from
    there where it has more: `Stock.comments_counted` says which. What the caller may not read is
    told in `Stock.unread`, and the rest counted. `progress` hears the name of each repository.

    Requests: about fifteen for each repository, one for each pull request of the sample, and a page
    for every hundred pull requests or so.

    Raises `ConfigurationError` for a namespace that is not there.
    """
    refs = [*repos]
    paths = [namespace_ref(one).path for one in namespaces]
    for namespace in namespaces_of(source, paths):
        refs += [repo.ref for repo in source.repos.list(namespace)]
    seen = Seen()
    stocks = []
    for outcome in source.map(lambda ref: _stock(source, ref, sample), dict.fromkeys(refs)):
        stock, here = outcome.result()
        stocks.append(stock)
        seen.add(here)
        progress(str(stock.repo))
    who = everybody(source, [stock.repo for stock in stocks], details=False)
    reading, writing = _requests(stocks)
    return Inventory(
        source=source.url,
        target=None if target is None else target.url,
        repositories=tuple(stocks),
        users=len(who.users),
        groups=len(who.groups),
        obstacles=() if target is None else tuple(obstacles(source, target, seen)),
        reading=_estimate(source, reading),
        writing=None if target is None else _estimate(target, writing),
    )


def _estimate(host: Host, requests: int) -> Estimate:
    return Estimate(requests=requests, seconds=host.budget.estimate(requests))


class _Reader:
    """Reads lists of one repository, and notes what could not be read."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.unread: list[str] = []

    def read(self, operation: str, do: Callable[[], T]) -> T | None:
        """Return what `do` gives; None where the host has no `operation`, or refuses it."""
        if not self._host.supports(operation):
            return None
        try:
            return do()
        except ResponseError as error:
            self.unread.append(f"{operation}: {error}")
            return None

    def listed(self, operation: str, listing: Callable[[], Paginator[T]]) -> list[T] | None:
        """Return a whole list, None where it cannot be read."""
        return self.read(operation, lambda: list(listing()))


def _stock(host: Host, ref: RepoRef, sample: int) -> tuple[Stock, Seen]:
    reader = _Reader(host)
    repository = reader.read("repos.get", lambda: host.repos.get(ref))
    pulls = reader.listed("pull_requests.list", lambda: host.pull_requests.list(ref, state=None))
    grants = reader.listed("permissions.list", lambda: host.permissions.list(ref))
    hooks = reader.listed("hooks.list", lambda: host.hooks.list(ref))
    rules = reader.listed("branch_rules.list", lambda: host.branch_rules.list(ref))
    keys = reader.listed("deploy_keys.list", lambda: host.deploy_keys.list(ref))
    newest = sorted(pulls or (), key=lambda one: one.number, reverse=True)[:sample]
    comments = reader.read("comments.list", lambda: _comments(host, ref, newest))
    everything = len(newest) == len(pulls or ())
    if comments is not None and not everything:
        comments = round(comments * len(pulls or ()) / max(1, len(newest)))
    stock = Stock(
        repo=ref,
        branches=reader.read("branches.list", lambda: _count(host.branches.list(ref))),
        tags=reader.read("tags.list", lambda: _count(host.tags.list(ref))),
        pull_requests=Counter(one.state for one in pulls or ()),
        comments=comments,
        comments_counted=everything,
        grants=_len(grants),
        hooks=_len(hooks),
        branch_rules=_len(rules),
        deploy_keys=_len(keys),
        size=_size(repository),
        unread=tuple(reader.unread),
    )
    seen = Seen.of(
        repository=repository,
        pulls=pulls or (),
        grants=grants or (),
        hooks=hooks or (),
        rules=rules or (),
        keys=keys or (),
        comments=comments or 0,
    )
    return stock, seen


def _len(items: list[Any] | None) -> int | None:
    return None if items is None else len(items)


def _count(listing: Paginator[Any]) -> int:
    """Count a list: as the host tells, else item by item."""
    told = listing.count()
    return sum(1 for _ in listing) if told is None else told


def _comments(host: Host, ref: RepoRef, pulls: Iterable[PullRequest]) -> int:
    return sum(_count(host.comments.list(ref, pull.number)) for pull in pulls)


def _size(repository: Repository | None) -> int | None:
    """Return the bytes that a host tells in its own object; the neutral model has none."""
    told = (repository.raw or {}).get("size") if repository is not None else None
    return told if isinstance(told, int) else None


def _requests(stocks: Iterable[Stock]) -> tuple[int, int]:
    """Reckon the requests that reading the source once, and making everything on the target, take."""
    reading = writing = 0
    for stock in stocks:
        pulls = sum(stock.pull_requests.values())
        closed = pulls - stock.pull_requests.get(PullRequestState.OPEN, 0)
        held = sum(
            one or 0 for one in (stock.grants, stock.hooks, stock.branch_rules, stock.deploy_keys)
        )
        # Each list once, the statuses of each branch, and each pull request's comments, tasks and statuses.
        reading += 12 + (stock.branches or 0) + pulls // 50 + 3 * pulls
        # What is there is looked at; pull requests are looked for, opened, given tasks and statuses.
        writing += 12 + held + 5 * pulls + closed + (stock.comments or 0)
    return reading, writing
