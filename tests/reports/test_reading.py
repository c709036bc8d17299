"""What is read from a host, on every host."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import githost
from githost import emulation
from githost.client.sync import Host
from githost.errors import (
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
)
from githost.model import (
    AccountKind,
    Activity,
    ActivityKind,
    Commit,
    NamespaceRef,
    PullRequestState,
    RepoRef,
    Signature,
    User,
    UserRef,
)
from githost.reports.activity import measure
from githost.reports.figures import Figures, Spread
from githost.reports.period import Period, period
from githost.reports.pulls import life
from githost.reports.reading import read, target
from githost.wire import Page
from tests.reports.forges import DAY, START, fill
from tests.reports.worlds import ALICE, BOB, MONDAY, PERIOD, pull

#: From the Monday of week 30 on.
LATER = period(date(2025, 9, 29), date(2025, 12, 31))
HOUR = 3600.0


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the forge, for each host to take a copy of."""
    folder = tmp_path_factory.mktemp("forge")
    fill(folder)
    return folder


@pytest.fixture(scope="module", params=["bitbucket-cloud", "bitbucket-datacenter", "local"])
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, forge: Path
) -> Iterator[Host]:
    """Open a host on the forge."""
    folder = tmp_path_factory.mktemp("host") / "forge"
    shutil.copytree(forge, folder)
    if request.param == "local":
        credential = githost.Basic("admin", "admin")
        with githost.connect(f"local:{folder}", credential=credential) as host:
            yield host
        return
    with (
        emulation.serve(request.param, data=folder) as server,
        githost.connect(
            server.url, provider=server.provider, credential=server.credential()
        ) as host,
    ):
        yield host


@pytest.fixture(scope="module")
def namespace(host: Host) -> str:
    """Give the address of the one namespace."""
    (found,) = host.namespaces.list()
    return found.path


@pytest.fixture(scope="module")
def figures(host: Host, namespace: str) -> Figures:
    """Measure the whole namespace."""
    return measure(host, [namespace], period=LATER)


def test_weeks_are_counted(figures: Figures) -> None:
    """Two commits come by the merge; what was before the period is left out."""
    assert [week.commits for week in figures.weeks] == [3, *[1] * 9, 0, 0, 0, 0]
    first, second, *later = figures.weeks
    assert (first.opened, first.merged, first.closed, first.unreviewed) == (3, 1, 0, 1)
    assert (second.opened, second.merged, second.closed) == (0, 0, 1)
    assert not any(week.opened or week.merged or week.closed for week in later)
    assert (figures.unread, figures.notes) == ((), ())


def test_first_review_is_the_first_word_of_somebody_else(figures: Figures) -> None:
    """After 3 and 7 hours; the author's own comment is none."""
    assert figures.first_review == Spread(count=2, median=5 * HOUR, ninetieth=round(6.6 * HOUR))
    assert figures.merge == Spread(count=1, median=24 * HOUR, ninetieth=24 * HOUR)


def test_authors_are_told_apart(figures: Figures) -> None:
    """By account, whatever the host calls it."""
    assert [(one.person.name, one.commits) for one in figures.authors] == [
        ("Alice Adams", 11),
        ("Bob Brown", 1),
    ]


def test_reviewers_are_told_what_waits_for_them(figures: Figures) -> None:
    """Bob's request for changes counts, and the one that asks for him."""
    alice, bob = sorted(figures.reviewers, key=lambda one: one.person.name)
    assert (alice.pull_requests, alice.comments, alice.approvals, alice.waiting) == (1, 2, 1, 0)
    assert (bob.pull_requests, bob.changes_requested, bob.waiting) == (1, 1, 1)


def test_repositories_without_activity_are_there(figures: Figures, namespace: str) -> None:
    """An empty one is no error."""
    assert [(one.name, one.commits, one.open) for one in figures.repositories] == [
        (f"{namespace}/site", 12, 1),
        (f"{namespace}/empty", 0, 0),
        (f"{namespace}/old", 0, 0),
    ]
    (waiting,) = figures.open
    assert waiting.title == "Day 213"
    assert waiting.opened_at == START + 213 * DAY


def test_repository_may_be_named(host: Host, namespace: str) -> None:
    """And is read once, if its namespace is named as well."""
    site = measure(host, [f"{namespace}/site"], period=LATER)
    assert [one.name for one in site.repositories] == [f"{namespace}/site"]
    both = measure(host, [f"{namespace}/site", NamespaceRef(namespace)], period=LATER)
    assert len(both.repositories) == 3
    assert both.targets == (f"{namespace}/site", namespace)


@pytest.mark.parametrize("name", ["nowhere", "{namespace}/nothing"])
def test_what_is_not_there_ends_it(host: Host, namespace: str, name: str) -> None:
    """A name that is mistyped gives no empty report."""
    with pytest.raises(NotFoundError):
        measure(host, [name.format(namespace=namespace)], period=LATER)


def test_progress_is_told(host: Host, namespace: str) -> None:
    """By stage: how many are done, of how many."""
    told: list[tuple[str, int, int]] = []
    measure(host, [namespace], period=LATER, concurrency=2, watch=lambda *news: told.append(news))
    assert told == [
        *[("repositories", done, 3) for done in range(4)],
        *[("pull requests", done, 3) for done in range(4)],
    ]


def test_what_cannot_be_read_is_named(
    host: Host, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the rest is counted; nobody takes a pull request that cannot be read for one without review."""
    real = host.commits.list
    activity = host.pull_requests.activity

    def commits(repo: RepoRef, **named: Any) -> Any:
        if repo.name == "old":
            raise PermissionDeniedError("403: no access")
        return real(repo, **named)

    def happened(repo: RepoRef, number: int) -> Any:
        if number == 1:
            raise PermissionDeniedError("403: no access")
        return activity(repo, number)

    monkeypatch.setattr(host.commits, "list", commits)
    monkeypatch.setattr(host.pull_requests, "activity", happened)
    found = measure(host, [namespace], period=LATER)
    assert [one.what for one in found.unread] == [f"{namespace}/old", f"{namespace}/site#1"]
    assert found.total("commits") == 12
    assert found.first_review == Spread(count=1, median=7 * HOUR, ninetieth=7 * HOUR)
    assert found.total("unreviewed") == 1


@pytest.mark.parametrize("error", [AuthenticationError("401"), ConfigurationError("no")])
def test_what_everything_else_would_end_in_ends_it(
    host: Host, namespace: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A token that was revoked makes no empty report."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(host.commits, "list", refuse)
    with pytest.raises(type(error)):
        measure(host, [namespace], period=LATER)


@attrs.frozen
class Listed:
    """A list of commits that counts the pages that were asked for."""

    ages: list[list[int]]
    asked: list[int]

    def pages(self) -> Iterator[Page[Commit]]:
        for number, ages in enumerate(self.ages):
            self.asked.append(number)
            commits = tuple(
                Commit(
                    sha=f"{number}-{place}",
                    author=Signature(name="Alice", email="Alice@Example.com"),
                    authored_at=MONDAY + timedelta(days=age),
                )
                for place, age in enumerate(ages)
            )
            yield Page(commits)


@pytest.fixture
def commits_of(
    host: Host, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[list[int]]], tuple[list[str], list[int]]]:
    """Give a function that reads pages of commits, by their age in days; returns SHAs and pages."""

    def read_them(ages: list[list[int]]) -> tuple[list[str], list[int]]:
        listed = Listed(ages, [])
        monkeypatch.setattr(host.commits, "list", lambda repo, **named: listed)
        found = read(host, [RepoRef(namespace, "site")], PERIOD)
        (repo,) = found.repos
        assert {one.author.id for one in repo.commits} <= {"alice@example.com"}
        return [one.sha for one in repo.commits], listed.asked

    return read_them


def test_reading_ends_behind_the_period(
    commits_of: Callable[[list[list[int]]], tuple[list[str], list[int]]],
) -> None:
    """With the first page that has nothing of it."""
    assert commits_of([[20, 9], [3, -1], [-2, -3], [-4]]) == (["0-0", "0-1", "1-0"], [0, 1, 2])


def test_one_old_date_does_not_end_reading(
    commits_of: Callable[[list[list[int]]], tuple[list[str], list[int]]],
) -> None:
    """A rebased commit keeps the date of its writing."""
    assert commits_of([[-300, 20], [9, -300], [-5]])[0] == ["0-1", "1-0"]


def test_what_came_after_the_period_does_not_end_reading(
    commits_of: Callable[[list[list[int]]], tuple[list[str], list[int]]],
) -> None:
    """Reports may be of a time long ago."""
    assert commits_of([[90, 80], [70, 60], [5, 0], [-1]]) == (["2-0", "2-1"], [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("word", "ref"),
    [
        ("acme", NamespaceRef("acme")),
        ("group/sub/", NamespaceRef("group/sub")),
        ("acme/site", RepoRef("acme", "site")),
        ("group/sub/site", RepoRef("group/sub", "site")),
    ],
)
def test_word_names_a_namespace_or_a_repository(word: str, ref: NamespaceRef | RepoRef) -> None:
    """By its slashes."""
    assert target(word) == ref


@pytest.mark.parametrize("word", ["", "/", "acme//site", "a?b"])
def test_word_that_names_nothing_is_refused(word: str) -> None:
    """As everywhere."""
    with pytest.raises(ConfigurationError):
        target(word)


def happened(hours: float, who: str, kind: ActivityKind, account: AccountKind) -> Activity:
    """Return an entry of a pull request's log."""
    user = User(id=who, ref=UserRef(who), name=who, kind=account)
    return Activity(
        id=f"{hours}", kind=kind, actor=user, created_at=MONDAY + timedelta(hours=hours)
    )


def test_service_account_does_not_review() -> None:
    """Nor does the author, nor whoever only reopens; the oldest review comes first."""
    person, service = AccountKind.USER, AccountKind.SERVICE
    found = life(
        pull(1, ALICE, 0).pull,
        (
            happened(9, "2", ActivityKind.APPROVED, person),
            happened(7, "2", ActivityKind.COMMENTED, person),
            happened(4, "2", ActivityKind.REOPENED, person),
            happened(2, "ci", ActivityKind.COMMENTED, service),
            happened(1, "1", ActivityKind.COMMENTED, person),
        ),
    )
    assert found.remarks is not None
    assert [(one.person.id, one.kind) for one in found.remarks] == [
        ("2", ActivityKind.COMMENTED),
        ("2", ActivityKind.APPROVED),
    ]


def test_end_is_taken_from_what_happened_where_the_list_does_not_tell() -> None:
    """The last one counts, if it was closed twice; the last update stands for it where nothing tells."""
    closed = attrs.evolve(
        pull(1, BOB, 0).pull,
        state=PullRequestState.CLOSED,
        updated_at=MONDAY + timedelta(hours=50),
    )
    entries = tuple(
        happened(hours, "2", kind, AccountKind.USER)
        for hours, kind in (
            (30, ActivityKind.CLOSED),
            (20, ActivityKind.REOPENED),
            (10, ActivityKind.CLOSED),
        )
    )
    told = life(closed, entries)
    assert (told.ended_at, told.guessed) == (MONDAY + timedelta(hours=30), False)
    guessed = life(closed, ())
    assert (guessed.ended_at, guessed.guessed) == (closed.updated_at, True)
    assert life(closed, None).remarks is None
    assert life(pull(1, BOB, 0).pull, entries).ended_at is None


def test_guesses_are_told(host: Host, namespace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence of the report."""
    real = host.pull_requests.list

    def pulls(repo: RepoRef, **named: Any) -> Any:
        return [attrs.evolve(one, closed_at=None) for one in real(repo, **named)]

    monkeypatch.setattr(host.pull_requests, "list", pulls)
    monkeypatch.setattr(host.pull_requests, "activity", lambda repo, number: [])
    found = read(host, [RepoRef(namespace, "site")], Period(since=LATER.since, until=LATER.until))
    assert len(found.notes) == 1
    assert found.notes[0].startswith("Of 2 merged or closed pull requests the host does not tell")
