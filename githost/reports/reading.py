"""Reads from a host what an activity report counts, through the neutral interface.

Rule 1: commits come newest first, but in the order of the graph, and their dates are whatever their
authors' clocks said. Reading ends behind the first page on which no commit is of the period or
younger, not at the first old commit.
Rule 2: what happened to a pull request is asked of each one that is open or was updated since the
period began. No list tells who reviewed it first, and Cloud's do not tell when it was closed.
Rule 3: what cannot be read is named, and the rest is counted.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

import attrs

from githost.client.sync import Host
from githost.errors import AuthenticationError, ConfigurationError, NotFoundError
from githost.interface.addresses import namespace_ref, repo_ref
from githost.model import (
    Activity,
    ActivityKind,
    Commit,
    NamespaceRef,
    PullRequest,
    PullRequestState,
    RepoRef,
    Repository,
    Signature,
    User,
    Verdict,
)
from githost.reports.figures import Person, Unread
from githost.reports.period import Period

__all__ = ["Committed", "Pull", "Readings", "Remark", "Repo", "Watch", "read", "target"]

#: Is told the stage (`repositories`, `pull requests`), how many are done and how many there are.
Watch: TypeAlias = Callable[[str, int, int], None]

#: What counts as a review.
_REVIEWS = {ActivityKind.COMMENTED, ActivityKind.APPROVED, ActivityKind.CHANGES_REQUESTED}
_ENDINGS = {
    PullRequestState.MERGED: ActivityKind.MERGED,
    PullRequestState.CLOSED: ActivityKind.CLOSED,
}


@attrs.frozen(kw_only=True)
class Committed:
    """A commit of the period."""

    sha: str
    at: datetime
    author: Person


@attrs.frozen(kw_only=True)
class Remark:
    """Somebody other than the author commented, approved or requested changes."""

    at: datetime
    person: Person
    kind: ActivityKind


@attrs.frozen(kw_only=True)
class Pull:
    """A pull request, and what was said about it."""

    pull: PullRequest
    #: When it was merged or closed; None while open.
    ended_at: datetime | None
    #: Whether `ended_at` is only its last update, for the host tells no better.
    guessed: bool
    #: Oldest first; None where they could not be read.
    remarks: tuple[Remark, ...] | None
    #: Who is asked for a verdict and has given none.
    awaited: tuple[Person, ...]


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
class _Lists:
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
    told = watch or (lambda stage, done, total: None)
    unread: list[Unread] = []
    can_commits, can_pulls, can_activity = (
        bool(host.supports(name))
        for name in ("commits.list", "pull_requests.list", "pull_requests.activity")
    )
    found = tuple(_repositories(host, targets))

    def lists(repository: Repository) -> _Lists:
        return _Lists(
            repository=repository,
            commits=tuple(_commits(host, repository, period)) if can_commits else (),
            pulls=tuple(_pulls(host, repository.ref, period)) if can_pulls else (),
        )

    told("repositories", 0, len(found))
    listed: list[_Lists] = []
    for outcome in host.map(lists, found, concurrency=concurrency):
        told("repositories", len(listed) + len(unread) + 1, len(found))
        if outcome.error is not None:
            unread.append(_unread(str(outcome.item.ref), outcome.error))
        else:
            listed.append(outcome.result())

    pulls = [pull for one in listed for pull in one.pulls]
    told("pull requests", 0, len(pulls) if can_activity else 0)
    read_of: dict[object, tuple[Activity, ...] | None] = {}
    if can_activity:

        def activity(pull: PullRequest) -> tuple[Activity, ...]:
            return tuple(host.pull_requests.activity(pull.ref.repo, pull.number))

        for outcome_of in host.map(activity, pulls, concurrency=concurrency):
            if outcome_of.error is not None:
                unread.append(_unread(str(outcome_of.item.ref), outcome_of.error))
            read_of[outcome_of.item.ref] = outcome_of.value
            told("pull requests", len(read_of), len(pulls))
    repos = tuple(
        Repo(
            name=str(one.repository.ref),
            url=one.repository.url,
            commits=one.commits,
            pulls=tuple(_pull(pull, read_of.get(pull.ref)) for pull in one.pulls),
        )
        for one in listed
    )
    notes = [
        f"{host.provider.title} cannot do {name}, so {missing} are not counted."
        for can, name, missing in (
            (can_commits, "commits.list", "commits"),
            (can_pulls, "pull_requests.list", "pull requests"),
            (can_activity, "pull_requests.activity", "reviews"),
        )
        if not can
    ]
    return Readings(repos=repos, unread=tuple(unread), notes=(*notes, *_guesses(repos)))


def _unread(what: str, error: Exception) -> Unread:
    """Note an error, but for one that everything else will end in too."""
    if isinstance(error, AuthenticationError | ConfigurationError):
        raise error
    return Unread(what=what, why=str(error))


def _repositories(
    host: Host, targets: Sequence[NamespaceRef | RepoRef]
) -> Iterable[Repository]:
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
    for pull in host.pull_requests.list(repo, state=None, updated_after=period.since):
        found[pull.number] = pull
    return found.values()


def _pull(pull: PullRequest, happened: tuple[Activity, ...] | None) -> Pull:
    ended_at, guessed = _ended(pull, happened or ())
    remarks = None if happened is None else tuple(_remarks(pull, happened))
    return Pull(
        pull=pull,
        ended_at=ended_at,
        guessed=guessed,
        remarks=remarks,
        awaited=tuple(
            Person(id=review.reviewer.id, name=_shown(review.reviewer))
            for review in pull.reviews
            if isinstance(review.reviewer, User)
            and review.verdict is Verdict.NONE
            and not _is_author(pull, review.reviewer)
        ),
    )


def _ended(pull: PullRequest, happened: Iterable[Activity]) -> tuple[datetime | None, bool]:
    """Return when a pull request was merged or closed, and whether that is a guess."""
    ending = _ENDINGS.get(pull.state)
    if ending is None or pull.closed_at is not None:
        return pull.closed_at, False
    told = [one.created_at for one in happened if one.kind is ending and one.created_at is not None]
    return (max(told), False) if told else (pull.updated_at, True)


def _remarks(pull: PullRequest, happened: Iterable[Activity]) -> list[Remark]:
    found = [
        Remark(at=one.created_at, person=_account(one.actor), kind=one.kind)
        for one in happened
        if one.kind in _REVIEWS
        and one.created_at is not None
        and one.actor is not None
        and not _is_author(pull, one.actor)
    ]
    return sorted(found, key=lambda remark: remark.at)


def _is_author(pull: PullRequest, user: User) -> bool:
    return pull.author is not None and pull.author.id == user.id


def _account(user: User) -> Person:
    return Person(id=user.id, name=_shown(user))


def _shown(user: User) -> str:
    return user.display_name or user.name


def _signer(signature: Signature | None) -> Person:
    if signature is None:
        return Person(id="", name="nobody known")
    if signature.user is not None:
        return _account(signature.user)
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
