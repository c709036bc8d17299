"""From what was read to the figures of an activity report. Pure, but for `measure`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from githost.client.sync import Host
from githost.model import ActivityKind, NamespaceRef, PullRequestState, RepoRef
from githost.reports.figures import (
    Author,
    Figures,
    OpenPullRequest,
    Person,
    RepositoryFigures,
    Reviewer,
    Week,
    spread,
)
from githost.reports.page import web_link
from githost.reports.period import Period, week
from githost.reports.period import period as ninety_days
from githost.reports.pulls import Pull
from githost.reports.reading import Readings, Repo, Watch, read, target

__all__ = ["count", "measure"]


def measure(
    host: Host,
    targets: Iterable[str | NamespaceRef | RepoRef],
    *,
    period: Period | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
) -> Figures:
    """Read from `host` what happened in namespaces and repositories, and count it.

    `targets` are references or words: a namespace (`acme`, `group/sub/`) or a repository
    (`acme/site`). `concurrency` requests are under way at once. `period` None is the
    last 90 days. `watch` is told the stage, how many are done, and how many there are.

    Requests: those of `githost.reports.reading.read`: about three for each repository, and one for
    each pull request that is open or was updated since the period began.

    Raises `NotFoundError` where a target does not exist; `ConfigurationError` for a word that can be
    neither.
    """
    refs = [target(one) if isinstance(one, str) else one for one in targets]
    asked = ninety_days() if period is None else period
    readings = read(host, refs, asked, concurrency=concurrency, watch=watch)
    return count(
        readings,
        asked,
        host=host.url,
        product=host.provider.title,
        targets=[ref.path if isinstance(ref, NamespaceRef) else str(ref) for ref in refs],
        at=datetime.now(UTC).replace(microsecond=0),
    )


def count(
    readings: Readings,
    period: Period,
    *,
    host: str,
    product: str,
    targets: Sequence[str],
    at: datetime,
) -> Figures:
    """Count what was read; `at` is when that was."""
    pulls = [pull for repo in readings.repos for pull in repo.pulls]
    commits = {one.sha: one for repo in readings.repos for one in repo.commits}
    by_author: dict[Person, Counter[datetime]] = defaultdict(Counter)
    for one in commits.values():
        by_author[one.author][week(one.at)] += 1
    weeks = period.weeks()
    opened = [pull for pull in pulls if pull.pull.created_at in period]
    merged = [pull for pull in _ended(pulls, period) if _is_merged(pull)]
    return Figures(
        host=host,
        product=product,
        targets=tuple(targets),
        period=period,
        at=at,
        weeks=_weeks(weeks, by_author, opened, merged, _ended(pulls, period)),
        authors=_authors(by_author, weeks),
        repositories=_repositories(readings.repos, period),
        reviewers=_reviewers(pulls, period),
        open=_open(readings.repos, at),
        first_review=spread(_until_review(opened)),
        merge=spread(_until_merge(merged)),
        unread=readings.unread,
        notes=readings.notes,
    )


def _ended(pulls: Iterable[Pull], period: Period) -> list[Pull]:
    return [pull for pull in pulls if pull.ended_at in period]


def _is_merged(pull: Pull) -> bool:
    return pull.pull.state is PullRequestState.MERGED


def _until_review(pulls: Iterable[Pull]) -> list[float]:
    return [
        max(0.0, (pull.remarks[0].at - pull.pull.created_at).total_seconds())
        for pull in pulls
        if pull.remarks and pull.pull.created_at is not None
    ]


def _until_merge(pulls: Iterable[Pull]) -> list[float]:
    return [
        max(0.0, (pull.ended_at - pull.pull.created_at).total_seconds())
        for pull in pulls
        if pull.ended_at is not None and pull.pull.created_at is not None
    ]


def _weeks(
    weeks: Iterable[datetime],
    by_author: Mapping[Person, Counter[datetime]],
    opened: Iterable[Pull],
    merged: Iterable[Pull],
    ended: Iterable[Pull],
) -> tuple[Week, ...]:
    opened_in, merged_in, ended_in = (
        _by_week((pull, pull.pull.created_at) for pull in opened),
        _by_week((pull, pull.ended_at) for pull in merged),
        _by_week((pull, pull.ended_at) for pull in ended),
    )
    return tuple(
        Week(
            begins=begins,
            commits=sum(counts[begins] for counts in by_author.values()),
            opened=len(opened_in[begins]),
            merged=len(merged_in[begins]),
            closed=len(ended_in[begins]) - len(merged_in[begins]),
            unreviewed=sum(pull.remarks == () for pull in opened_in[begins]),
            first_review=spread(_until_review(opened_in[begins])),
            merge=spread(_until_merge(merged_in[begins])),
        )
        for begins in weeks
    )


def _by_week(dated: Iterable[tuple[Pull, datetime | None]]) -> Mapping[datetime, list[Pull]]:
    found: dict[datetime, list[Pull]] = defaultdict(list)
    for pull, at in dated:
        if at is not None:
            found[week(at)].append(pull)
    return found


def _authors(
    by_author: Mapping[Person, Counter[datetime]], weeks: Sequence[datetime]
) -> tuple[Author, ...]:
    found = [
        Author(
            person=person,
            commits=counts.total(),
            by_week=tuple(counts[begins] for begins in weeks),
        )
        for person, counts in by_author.items()
    ]
    return tuple(sorted(found, key=lambda author: (-author.commits, author.person.name)))


def _repositories(repos: Iterable[Repo], period: Period) -> tuple[RepositoryFigures, ...]:
    found = []
    for repo in repos:
        ended = _ended(repo.pulls, period)
        merged = sum(_is_merged(pull) for pull in ended)
        found.append(
            RepositoryFigures(
                name=repo.name,
                url=web_link(repo.url),
                commits=len(repo.commits),
                opened=sum(pull.pull.created_at in period for pull in repo.pulls),
                merged=merged,
                closed=len(ended) - merged,
                open=sum(pull.pull.state is PullRequestState.OPEN for pull in repo.pulls),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.commits - one.opened, one.name)))


def _reviewers(pulls: Iterable[Pull], period: Period) -> tuple[Reviewer, ...]:
    said: dict[Person, Counter[ActivityKind]] = defaultdict(Counter)
    looked_at: Counter[Person] = Counter()
    waiting: Counter[Person] = Counter()
    for pull in pulls:
        remarks = [remark for remark in pull.remarks or () if remark.at in period]
        looked_at.update({remark.person for remark in remarks})
        for remark in remarks:
            said[remark.person][remark.kind] += 1
        if pull.pull.state is PullRequestState.OPEN:
            waiting.update(pull.awaited)
    found = [
        Reviewer(
            person=person,
            pull_requests=looked_at[person],
            comments=said[person][ActivityKind.COMMENTED],
            approvals=said[person][ActivityKind.APPROVED],
            changes_requested=said[person][ActivityKind.CHANGES_REQUESTED],
            waiting=waiting[person],
        )
        for person in {**looked_at, **waiting}
    ]
    return tuple(sorted(found, key=lambda one: (-one.pull_requests, -one.waiting, one.person.name)))


def _open(repos: Iterable[Repo], at: datetime) -> tuple[OpenPullRequest, ...]:
    found = [
        OpenPullRequest(
            repository=repo.name,
            number=pull.pull.number,
            title=pull.pull.title,
            url=web_link(pull.pull.url),
            author=pull.author,
            opened_at=pull.pull.created_at,
            age=max(0.0, (at - pull.pull.created_at).total_seconds()),
            draft=pull.pull.draft,
        )
        for repo in repos
        for pull in repo.pulls
        if pull.pull.state is PullRequestState.OPEN and pull.pull.created_at is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.opened_at, one.repository, one.number)))
