"""Reads from a host what an activity report counts, through the neutral interface.

Rule 1: commits come newest first, but in the order of the graph, and their dates are whatever their
authors' clocks said. Reading ends behind the first page on which no commit is of the period or
younger, not at the first old commit.
Rule 2: what happened to a pull request is asked of each one that is open or was updated since the
period began. No list tells who reviewed it first, and Cloud's do not tell when it was closed.
Rule 3: what cannot be read is named, and the rest is counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

import attrs

from githost.client.sync import Host
from githost.errors import AuthenticationError, ConfigurationError, NotFoundError
from githost.interface.addresses import namespace_ref, repo_ref
from githost.model import (
    Activity,
    Commit,
    NamespaceRef,
    PullRequest,
    PullRequestRef,
    RepoRef,
    Repository,
    Signature,
)
from githost.reports.figures import Person, Unread
from githost.reports.period import Period
from githost.reports.pulls import Pull, life, person

__all__ = ["Committed", "Readings", "Repo", "Watch", "read", "target"]

I = TypeVar("I")  # noqa: E741  # an item
T = TypeVar("T")

#: Is told the stage (`repositories`, `pull requests`), how many are done and how many there are.
Watch: TypeAlias = Callable[[str, int, int], None]


@attrs.frozen(kw_only=True)
class Committed:
    """A commit of the period."""

    sha: str
    at: datetime
    author: Person


@attrs.frozen(kw_only=True)
class Repo:
    """What was read of a repository."""

    name: str
    url: str | None
    commits: tuple[Committed, ...]
    pulls: tuple[Pull, ...]


@attrs.frozen(kw_only=True)
class Readings:
    """Everything that was read."""

    repos: tuple[Repo, ...]
    unread: tuple[Unread, ...]
    notes: tuple[str, ...]


@attrs.frozen
class _Listed:
    """What the lists of a repository told."""

    repository: Repository
    commits: tuple[Committed, ...]
    pulls: tuple[PullRequest, ...]


def target(text: str) -> NamespaceRef | RepoRef:
    """Return what a word names: `acme` and `group/sub/` a namespace, `acme/site` a repository."""
    if text.endswith("/") or "/" not in text:
        return namespace_ref(text.rstrip("/"))
    return repo_ref(text)


def read(
    host: Host,
    targets: Sequence[NamespaceRef | RepoRef],
    period: Period,
    *,
    concurrency: int = 8,
    watch: Watch | None = None,
) -> Readings:
    """Read what happened in the repositories of `targets` during `period`.

    Requests: for each namespace one a page of repositories; for each repository two or three and
    what more pages there are; for each pull request that is open or was updated since the period
    began, one a page of its activity.

    Raises `NotFoundError` where a target does not exist; `AuthenticationError`.
    """
    unread: list[Unread] = []
    found = tuple(_repositories(host, targets))
    listed = _lists(host, found, period, _Run(concurrency, watch, unread))
    pulls = [pull for one in listed for pull in one.pulls]
    happened = _happened(host, pulls, _Run(concurrency, watch, unread))
    repos = tuple(
        Repo(
            name=str(one.repository.ref),
            url=one.repository.url,
            commits=one.commits,
            pulls=tuple(life(pull, happened.get(pull.ref)) for pull in one.pulls),
        )
        for one in listed
    )
    return Readings(repos=repos, unread=tuple(unread), notes=(*_lacking(host), *_guesses(repos)))


def _lists(
    host: Host, repositories: Sequence[Repository], period: Period, run: "_Run"
) -> list[_Listed]:
    can_commits = bool(host.supports("commits.list"))
    can_pulls = bool(host.supports("pull_requests.list"))

    def lists(repository: Repository) -> _Listed:
        return _Listed(
            repository=repository,
            commits=tuple(_commits(host, repository, period)) if can_commits else (),
            pulls=tuple(_pulls(host, repository.ref, period)) if can_pulls else (),
        )

    return [
        listed
        for _, listed in run.each(host, "repositories", lists, repositories, lambda one: one.ref)
    ]


def _happened(
    host: Host, pulls: Sequence[PullRequest], run: "_Run"
) -> Mapping[PullRequestRef, tuple[Activity, ...]]:
    """Read what happened to each; those that cannot be read are missing."""
    if not host.supports("pull_requests.activity"):
        return {}

    def activity(pull: PullRequest) -> tuple[Activity, ...]:
        return tuple(host.pull_requests.activity(pull.ref.repo, pull.number))

    return {
        pull.ref: happened
        for pull, happened in run.each(host, "pull requests", activity, pulls, lambda one: one.ref)
    }


@attrs.frozen
class _Run:
    """How many things are read."""

    concurrency: int
    watch: Watch | None
    unread: list[Unread]

    def each(
        self,
        host: Host,
        stage: str,
        function: Callable[[I], T],
        items: Sequence[I],
        ref: Callable[[I], object],
    ) -> Iterator[tuple[I, T]]:
        """Give each item with what `function` returns for it; note those that fail."""
        if self.watch:
            self.watch(stage, 0, len(items))
        outcomes = host.map(function, items, concurrency=self.concurrency)
        for done, (item, outcome) in enumerate(zip(items, outcomes, strict=True), 1):
            if outcome.error is None:
                yield item, outcome.result()
            elif isinstance(outcome.error, AuthenticationError | ConfigurationError):
                # Everything else would end in it, too.
                raise outcome.error
            else:
                self.unread.append(Unread(what=str(ref(item)), why=str(outcome.error)))
            if self.watch:
                self.watch(stage, done, len(items))


def _lacking(host: Host) -> Iterable[str]:
    """Say what the host cannot be asked."""
    for operation, missing in (
        ("commits.list", "commits"),
        ("pull_requests.list", "pull requests"),
        ("pull_requests.activity", "reviews"),
    ):
        support = host.supports(operation)
        if not support:
            yield f"{host.provider.title} cannot tell of {missing}: {support.reason}."


def _repositories(host: Host, targets: Sequence[NamespaceRef | RepoRef]) -> Iterable[Repository]:
    """Give each repository once, whether it was named or is in a namespace that was."""
    seen: set[RepoRef] = set()
    for ref in targets:
        found = host.repos.list(ref) if isinstance(ref, NamespaceRef) else [host.repos.get(ref)]
        for repository in found:
            if repository.ref not in seen:
                seen.add(repository.ref)
                yield repository


def _commits(host: Host, repository: Repository, period: Period) -> Iterable[Committed]:
    # To name the branch that is known saves Cloud a request.
    pages = host.commits.list(repository.ref, ref=repository.default_branch).pages()
    try:
        for page in pages:
            dated = [(commit, _date(commit)) for commit in page.items]
            for commit, at in dated:
                if at is not None and at in period:
                    yield Committed(sha=commit.sha, at=at, author=_signer(commit.author))
            if not any(at is not None and at >= period.since for _, at in dated):
                return
    except NotFoundError:
        # The default branch has no commit yet.
        return


def _date(commit: Commit) -> datetime | None:
    return commit.committed_at or commit.authored_at


def _pulls(host: Host, repo: RepoRef, period: Period) -> Iterable[PullRequest]:
    """Give the pull requests that are open, and those that were updated since the period began."""
    found = {pull.number: pull for pull in host.pull_requests.list(repo)}
    # A host may leave out what was updated at the very moment.
    after = period.since - timedelta(seconds=1)
    for pull in host.pull_requests.list(repo, state=None, updated_after=after):
        found[pull.number] = pull
    return found.values()


def _signer(signature: Signature | None) -> Person:
    if signature is None:
        return Person(id="", name="nobody known")
    if signature.user is not None:
        return person(signature.user)
    return Person(
        id=(signature.email or signature.name).lower(),
        name=signature.name or signature.email or "nobody known",
    )


def _guesses(repos: Iterable[Repo]) -> Iterable[str]:
    guessed = sum(pull.guessed for repo in repos for pull in repo.pulls)
    if guessed:
        yield (
            f"Of {guessed} merged or closed pull requests the host does not tell when that was; "
            "their last update stands for it."
        )
