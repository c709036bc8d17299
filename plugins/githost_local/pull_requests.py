"""Pull requests."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import attrs

from githost.errors import (
    ConfigurationError,
    ConflictError,
    NotMergeableError,
    ValidationError,
    WrongStateError,
)
from githost.interface import (
    PullRequests,
    RepoLike,
    Subject,
    author_ref,
    commit_sha,
    limits,
    pull_number,
    ref_name,
    repo_ref,
    reviewer_refs,
)
from githost.model import (
    Activity,
    Change,
    Commit,
    Mergeability,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    RepoRef,
    UserRef,
)
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalPullRequests"]

_STRATEGIES: Final = {
    MergeStrategy.MERGE: records.MergeStrategy.MERGE_COMMIT,
    MergeStrategy.SQUASH: records.MergeStrategy.SQUASH,
    MergeStrategy.FAST_FORWARD: records.MergeStrategy.FAST_FORWARD,
    MergeStrategy.FAST_FORWARD_ONLY: records.MergeStrategy.FAST_FORWARD_ONLY,
    MergeStrategy.SQUASH_FAST_FORWARD: records.MergeStrategy.SQUASH_FAST_FORWARD_ONLY,
    MergeStrategy.REBASE_MERGE: records.MergeStrategy.REBASE_MERGE,
    MergeStrategy.REBASE_FAST_FORWARD: records.MergeStrategy.REBASE_FAST_FORWARD,
}
_DRAFT: Final = "it is a draft"


@attrs.frozen
class LocalPullRequests(PullRequests):
    """Operations on pull requests. Who can read a repository can open one and change their own."""

    access: Access

    @limits(state=frozenset(PullRequestState) - {PullRequestState.UNKNOWN})
    def list(
        self,
        repo: RepoLike,
        *,
        state: PullRequestState | None = PullRequestState.OPEN,
        author: Subject | None = None,
        source: str | None = None,
        target: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PullRequest]:
        ref = repo_ref(repo)
        who = None if author is None else author_ref(author)
        begin, end = _branch(source), _branch(target)
        states = None if state is None else [records.PullRequestState(state.value)]

        def select(session: Session, offset: int, limit: int) -> Slice[records.PullRequest]:
            repository = session.repository(ref)
            try:
                by = None if who is None else session.account(who)
            except NotFound:
                # Nobody of that name has opened any.
                return Slice((), 0)
            pull_requests = session.forge.pull_requests
            waiting = [records.PullRequestState.OPEN]
            session.follow_sources(pull_requests.list(repository=repository, states=waiting))
            return pull_requests.list(
                repository=repository,
                states=states,
                author=by,
                source_branch=begin,
                target_branch=end,
                updated_since=updated_after,
                offset=offset,
                limit=limit,
            )

        return self.access.pages(select, decode.pull_request, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, number: int) -> Op[PullRequest]:
        ref, n = repo_ref(repo), pull_number(number)
        return (
            yield from self.access.read(
                lambda session: decode.pull_request(session, session.pull_request(ref, n))
            )
        )

    def create(
        self,
        repo: RepoLike,
        *,
        title: str,
        source: str,
        target: str | None = None,
        source_repo: RepoLike | None = None,
        description: str = "",
        reviewers: Iterable[Subject] = (),
        draft: bool = False,
        delete_source: bool = False,
    ) -> Op[PullRequest]:
        ref = repo_ref(repo)
        origin = None if source_repo is None else repo_ref(source_repo)
        asked = reviewer_refs(reviewers, "pull_requests.create")
        begin, end = ref_name(source, "branch"), _branch(target)

        def create(session: Session) -> PullRequest:
            made = session.forge.pull_requests.create(
                session.active_repository(ref, Level.READ),
                title=title,
                source_branch=begin,
                target_branch=end,
                source=None if origin is None else session.repository(origin),
                description=description,
                reviewers=_people(session, asked),
                draft=draft,
                delete_source=delete_source,
                actor=session.actor,
            )
            return decode.pull_request(session, made)

        return (yield from self.access.write(create))

    def update(
        self,
        repo: RepoLike,
        number: int,
        *,
        title: str | None = None,
        description: str | None = None,
        target: str | None = None,
        reviewers: Iterable[Subject] | None = None,
        draft: bool | None = None,
        revision: str | None = None,
    ) -> Op[PullRequest]:
        ref, n, version = repo_ref(repo), pull_number(number), _version(revision)
        asked = None if reviewers is None else reviewer_refs(reviewers, "pull_requests.update")
        end = _branch(target)

        def update(session: Session) -> PullRequest:
            new = session.forge.pull_requests.update(
                _changeable(session, ref, n),
                title=title,
                description=description,
                target_branch=end,
                reviewers=None if asked is None else _people(session, asked),
                draft=draft,
                expected_version=version,
                actor=session.actor,
            )
            return decode.pull_request(session, new)

        return (yield from self.access.write(update))

    @limits(strategy=frozenset(_STRATEGIES))
    def merge(
        self,
        repo: RepoLike,
        number: int,
        *,
        strategy: MergeStrategy | None = None,
        message: str | None = None,
        delete_source: bool = False,
        source_commit: str | None = None,
        revision: str | None = None,
    ) -> Op[PullRequest]:
        ref, n, version = repo_ref(repo), pull_number(number), _version(revision)
        way = _STRATEGIES[strategy or MergeStrategy.MERGE]
        expected = None if source_commit is None else commit_sha(source_commit)

        def merge(session: Session) -> PullRequest:
            session.active_repository(ref, Level.WRITE)
            found = session.pull_request(ref, n)
            _check_open(found)
            if found.draft:
                raise NotMergeableError(
                    f"{ref}#{n} cannot be merged: {_DRAFT}; update it with draft=False",
                    vetoes=(_DRAFT,),
                )
            if expected is not None and not found.source_commit.startswith(expected):
                raise ConflictError(
                    f"the source of {ref}#{n} has moved from {expected} to {found.source_commit}; "
                    "look at what came, and merge that"
                )
            merged = session.forge.pull_requests.merge(
                found,
                strategy=way,
                message=message,
                # None lets count what the pull request was opened with.
                delete_source=delete_source or None,
                expected_version=version,
                actor=session.actor,
            )
            return decode.pull_request(session, merged)

        return (yield from self.access.write(merge))

    def close(self, repo: RepoLike, number: int, *, revision: str | None = None) -> Op[PullRequest]:
        ref, n, version = repo_ref(repo), pull_number(number), _version(revision)

        def close(session: Session) -> PullRequest:
            new = session.forge.pull_requests.close(
                _changeable(session, ref, n), expected_version=version, actor=session.actor
            )
            return decode.pull_request(session, new)

        return (yield from self.access.write(close))

    def reopen(
        self, repo: RepoLike, number: int, *, revision: str | None = None
    ) -> Op[PullRequest]:
        ref, n, version = repo_ref(repo), pull_number(number), _version(revision)

        def reopen(session: Session) -> PullRequest:
            new = session.forge.pull_requests.reopen(
                _changeable(session, ref, n), expected_version=version, actor=session.actor
            )
            return decode.pull_request(session, new)

        return (yield from self.access.write(reopen))

    def mergeability(self, repo: RepoLike, number: int) -> Op[Mergeability]:
        ref, n = repo_ref(repo), pull_number(number)

        def look(session: Session) -> Mergeability:
            found = session.pull_request(ref, n)
            _check_open(found)
            answer = session.forge.pull_requests.mergeability(found)
            vetoes = [f"conflict in {path}" for path in answer.conflicts]
            if found.draft:
                vetoes.append(_DRAFT)
            if session.forge.pull_requests.source_head(found) is None:
                vetoes.append(f"the source branch {found.source_branch} no longer exists")
            return Mergeability(
                can_merge=not vetoes, conflicted=not answer.clean, vetoes=tuple(vetoes)
            )

        return (yield from self.access.read(look))

    def commits(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        ref, n = repo_ref(repo), pull_number(number)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Commit]:
            return session.forge.pull_requests.commits(
                session.pull_request(ref, n), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.commit, page_size=page_size, cursor=cursor)

    def diff(self, repo: RepoLike, number: int) -> Op[bytes]:
        ref, n = repo_ref(repo), pull_number(number)
        return (
            yield from self.access.read(
                lambda session: session.forge.pull_requests.diff(session.pull_request(ref, n))
            )
        )

    def changes(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        ref, n = repo_ref(repo), pull_number(number)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Change]:
            return session.forge.pull_requests.changes(
                session.pull_request(ref, n), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.change, page_size=page_size, cursor=cursor)

    def activity(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Activity]:
        ref, n = repo_ref(repo), pull_number(number)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Activity]:
            return session.forge.pull_requests.activity(
                session.pull_request(ref, n), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.activity, page_size=page_size, cursor=cursor)


def _changeable(session: Session, ref: RepoRef, number: int) -> records.PullRequest:
    """Return a pull request for its author, and for who can write to the repository."""
    found = session.active_pull_request(ref, number)
    repository = session.forge.repos.get(found.repository_id)
    session.check_own(found.author_id, repository, Level.WRITE, f"repository {ref}")
    return found


def _people(session: Session, asked: Iterable[UserRef]) -> list[records.Account]:
    """Return the accounts that are asked to review."""
    found = []
    for who in asked:
        try:
            found.append(session.account(who))
        except NotFound as error:
            raise ValidationError(
                f"{who} cannot be asked to review, for there is no such account",
                fields={"reviewers": (f"{who} is no account",)},
            ) from error
    return found


def _check_open(found: records.PullRequest) -> None:
    if found.state is not records.PullRequestState.OPEN:
        raise WrongStateError(
            f"pull request {found.number} is {found.state.value}, and must be open for this"
        )


def _version(revision: str | None) -> int | None:
    if revision is None:
        return None
    if not (revision.isascii() and revision.isdigit()):
        raise ConfigurationError(
            f"{revision!r} is no revision of the local host; take the pull request's, unchanged"
        )
    return int(revision)


def _branch(name: str | None) -> str | None:
    return None if name is None else ref_name(name, "branch")
