"""The figures of an activity report, and their JSON."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, Literal

import attrs

from githost.reports.period import Period

__all__ = [
    "Author",
    "Figures",
    "OpenPullRequest",
    "Person",
    "RepositoryFigures",
    "Reviewer",
    "Spread",
    "Unread",
    "Week",
    "figures_json",
    "spread",
]

#: Of the JSON: raised where a field is renamed, removed, or changes its meaning.
_VERSION: Final = 1


@attrs.frozen(kw_only=True)
class Spread:
    """How some durations are spread."""

    #: How many there are, from 1.
    count: int
    #: Seconds: half of them are no longer.
    median: float
    #: Seconds: nine tenths of them are no longer.
    ninetieth: float


def spread(seconds: Iterable[float]) -> Spread | None:
    """Return the spread of some durations, None where there are none.

    A percentile that falls between two of them is placed between the two in proportion.
    """
    ranked = sorted(seconds)
    if not ranked:
        return None
    return Spread(
        count=len(ranked), median=_percentile(ranked, 50), ninetieth=_percentile(ranked, 90)
    )


def _percentile(ranked: list[float], percent: int) -> float:
    below, rest = divmod((len(ranked) - 1) * percent, 100)
    if not rest:
        return ranked[below]
    return ranked[below] + (ranked[below + 1] - ranked[below]) * rest / 100


@attrs.frozen(kw_only=True)
class Person:
    """Somebody who commits or reviews."""

    #: The host's id; for a commit's author whom it does not recognise, the address that the commit
    #: names, else the name.
    id: str
    #: As shown to people.
    name: str = attrs.field(eq=False)


@attrs.frozen(kw_only=True)
class Week:
    """What happened in a week, as far as it lies in the period."""

    #: Its Monday, at midnight UTC.
    begins: datetime
    #: A commit that several repositories hold counts once.
    commits: int
    #: Pull requests.
    opened: int
    merged: int
    #: Without a merge.
    closed: int
    #: Of those opened in the week, how many nobody else has looked at yet.
    unreviewed: int
    #: Of those opened in the week: from the opening to the first review. None where there is none.
    first_review: Spread | None
    #: Of those merged in the week: from the opening to the merge. None where there is none.
    merge: Spread | None


@attrs.frozen(kw_only=True)
class Author:
    """Whose commits they are."""

    person: Person
    commits: int
    #: The same by week, in the order of `Figures.weeks`.
    by_week: tuple[int, ...]


@attrs.frozen(kw_only=True)
class RepositoryFigures:
    """What happened in a repository."""

    name: str
    url: str | None
    commits: int
    opened: int
    merged: int
    closed: int
    #: How many pull requests are open now.
    open: int


@attrs.frozen(kw_only=True)
class Reviewer:
    """What somebody did about other people's pull requests, and what waits for them."""

    person: Person
    #: How many pull requests they said something about.
    pull_requests: int
    comments: int
    approvals: int
    changes_requested: int
    #: How many open pull requests ask for their verdict and do not have it.
    waiting: int


@attrs.frozen(kw_only=True)
class OpenPullRequest:
    """A pull request that is open now."""

    repository: str
    number: int
    title: str
    url: str | None
    #: None for a deleted account.
    author: Person | None
    opened_at: datetime
    #: Seconds since it was opened.
    age: float
    draft: bool


@attrs.frozen(kw_only=True)
class Unread:
    """What could not be read, and is missing from the figures."""

    what: str
    why: str


@attrs.frozen(kw_only=True)
class Figures:
    """What happened in some repositories during a period."""

    #: Address of the host.
    host: str
    #: What the host is, as `Bitbucket Cloud`.
    product: str
    #: The namespaces and repositories that were asked for.
    targets: tuple[str, ...]
    #: The time that is told of.
    period: Period
    #: When the host was read.
    at: datetime
    #: All weeks of the period, oldest first; the first and the last may lie only partly in it.
    weeks: tuple[Week, ...]
    #: Most commits first.
    authors: tuple[Author, ...]
    #: Busiest first: by commits and opened pull requests.
    repositories: tuple[RepositoryFigures, ...]
    #: Most pull requests first.
    reviewers: tuple[Reviewer, ...]
    #: Oldest first.
    open: tuple[OpenPullRequest, ...]
    #: Of the whole period.
    first_review: Spread | None
    #: Of the whole period.
    merge: Spread | None
    #: What could not be read, and is not counted.
    unread: tuple[Unread, ...] = ()
    #: What the host does not tell, and what was taken instead, in whole sentences.
    notes: tuple[str, ...] = ()

    def total(self, count: Literal["commits", "opened", "merged", "closed", "unreviewed"]) -> int:
        """Return a count of the whole period."""
        return sum(getattr(week, count) for week in self.weeks)


def figures_json(figures: Figures) -> str:
    """Return the figures as JSON: times as ISO 8601 in UTC, durations in seconds.

    `version` is raised where a field is renamed, removed or changes its meaning, and not where one
    is added.
    """
    document = {"format": "githost-activity", "version": _VERSION, **attrs.asdict(figures)}
    return json.dumps(document, indent=1, default=_moment) + "\n"


def _moment(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} has no JSON")
    return value.astimezone(UTC).isoformat()
