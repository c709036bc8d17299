"""Pull requests on Data Center.

Rule 1: what changes one carries the version that was read; the server refuses an older one. Where
the caller names no revision, a change that came in between is read, and the call made once more.
Rule 2: an update must carry title, description and all reviewers: reviewers left out are removed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from githost.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    ResponseError,
    StaleRevisionError,
)
from githost.interface import (
    Began,
    OnSite,
    PullRequests,
    RepoLike,
    Subject,
    adopting,
    author_ref,
    commit_sha,
    limits,
    pull_number,
    repo_ref,
    reviewer_refs,
    since,
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
)
from githost.wire import Op, Pages, QueryValue, Request, Response, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.branches import delete_branch
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import branch_id, branch_name, pull_path, repo_path
from githost_bitbucket.datacenter.repos import default_branch
from githost_bitbucket.datacenter.strategies import STRATEGY_IDS
from githost_bitbucket.datacenter.users import written_by

__all__ = ["DataCenterPullRequests", "read_pull"]

_STATES: Final[Mapping[PullRequestState | None, str]] = {
    PullRequestState.OPEN: "OPEN",
    PullRequestState.MERGED: "MERGED",
    PullRequestState.CLOSED: "DECLINED",
    None: "ALL",
}
_DRAFTS: Final = since("8.18")


def read_pull(repo: RepoRef, number: int) -> Op[payloads.PullRequest]:
    """Read a pull request as the server sends it."""
    response = yield from send(Request("GET", pull_path(repo, number)))
    return decoder.decode(response, payloads.PullRequest).value


class DataCenterPullRequests(OnSite, PullRequests):
    """Pull requests."""

    @limits(state=(PullRequestState.OPEN, PullRequestState.MERGED, PullRequestState.CLOSED))
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
        """List the pull requests into a repository; open ones unless told.

        The server compares `state`, `author` and `target`. `source` is compared here, for the
        server compares it only for pull requests *from* the repository, which leaves out those from
        forks. So is `updated_after`, of which the server knows nothing.
        """
        query: dict[str, QueryValue] = {"state": _STATES.get(state, "ALL")}
        if author is not None:
            query.update({"role.1": "AUTHOR", "username.1": author_ref(author).id})
        if target is not None:
            query.update({"at": branch_id(target), "direction": "INCOMING"})
        found = paged(
            self.site,
            repo_path(repo_ref(repo), "pull-requests"),
            payloads.PullRequest,
            decode.pull_request,
            query=query,
            page_size=page_size,
            cursor=cursor,
        )
        if source is not None:
            branch = branch_name(source)
            found = found.filter(lambda pull: pull.source.branch == branch)
        if updated_after is not None:
            found = found.filter(
                lambda pull: pull.updated_at is not None and pull.updated_at > updated_after
            )
        return found

    def get(self, repo: RepoLike, number: int) -> Op[PullRequest]:
        path = pull_path(repo_ref(repo), pull_number(number))
        return _pull_request((yield from send(Request("GET", path))))

    @limits(draft=_DRAFTS, delete_source="give it to pull_requests.merge")
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
        del delete_source  # refused by the limits above
        into = repo_ref(repo)
        origin = into if source_repo is None else repo_ref(source_repo)
        people = _reviewers(reviewers, "create")
        if target is None:
            target = yield from _default_target(into)
        body: dict[str, Any] = {
            "title": title,
            "description": description,
            "fromRef": {"id": branch_id(source), "repository": _named(origin)},
            "toRef": {"id": branch_id(target), "repository": _named(into)},
            "reviewers": people,
        }
        if draft:
            body["draft"] = True
        return (
            yield from adopting(
                _created(into, body),
                self._made(into, origin, source, target, title, Began()),
                what=f"a pull request from {source} into {target} in {into}",
            )
        )

    def _made(
        self, into: RepoRef, origin: RepoRef, source: str, target: str, title: str, began: Began
    ) -> Op[PullRequest | None]:
        ours = yield from written_by(began)
        open_ones = self.list(into, source=source, target=target)
        for one in (yield from walk(open_ones)):
            home = one.source.repo is not None and _same(one.source.repo, origin)
            if ours.covers(one) and home and one.title == title:
                return (yield from self.get(into, one.number))
        return None

    @limits(draft=_DRAFTS)
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
        ref, number = repo_ref(repo), pull_number(number)
        path = pull_path(ref, number)
        wanted = None if revision is None else _version(revision)
        people = None if reviewers is None else _reviewers(reviewers, "update")

        def write(current: payloads.PullRequest) -> Request:
            _check_version(ref, current, wanted)
            asked = [{"user": {"name": one.user.name}} for one in current.reviewers or ()]
            body: dict[str, Any] = {
                "version": current.version,
                "title": current.title if title is None else title,
                "description": (current.description or "") if description is None else description,
                "reviewers": asked if people is None else people,
            }
            if target is not None:
                body["toRef"] = {"id": branch_id(target)}
            if draft is not None:
                body["draft"] = draft
            return Request("PUT", path, json=body, repeatable=False)

        if all(one is None for one in (title, description, target, reviewers, draft)):
            response = yield from send(Request("GET", path))
            _check_version(ref, decoder.decode(response, payloads.PullRequest).value, wanted)
            return _pull_request(response)
        return _pull_request((yield from _change(ref, number, write, once=wanted is not None)))

    @limits(strategy=tuple(STRATEGY_IDS))
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
        """Merge a pull request, and wait until that is done.

        With `delete_source` the branch is deleted afterwards, if it is still where it was merged;
        where the server refuses that, `ConflictError` says that the merge itself is done.
        """
        ref, number = repo_ref(repo), pull_number(number)
        expected = None if source_commit is None else commit_sha(source_commit)
        given: dict[str, Any] = {}
        if strategy is not None:
            given["strategyId"] = STRATEGY_IDS[strategy]
        if message is not None:
            # Else the server puts a subject of its own before the message.
            given.update({"message": message, "autoSubject": False})
        if revision is not None and expected is None:
            request = _transition(ref, number, "merge", _version(revision), given)
            merging = send(request)
        else:
            wanted = None if revision is None else _version(revision)

            def write(current: payloads.PullRequest) -> Request:
                _check_source(ref, current, expected)
                version = current.version if wanted is None else wanted
                return _transition(ref, number, "merge", version, given)

            merging = _change(ref, number, write, once=wanted is not None)
        merged = yield from adopting(
            merging,
            _reached(ref, number, PullRequestState.MERGED),
            what=f"the merge of {ref}#{number}",
        )
        if delete_source:
            yield from _delete_source(ref, decoder.decode(merged, payloads.PullRequest).value)
        return _pull_request(merged)

    def close(self, repo: RepoLike, number: int, *, revision: str | None = None) -> Op[PullRequest]:
        ref, number = repo_ref(repo), pull_number(number)
        closing = adopting(
            _move(ref, number, "decline", revision),
            _reached(ref, number, PullRequestState.CLOSED),
            what=f"the end of {ref}#{number}",
        )
        return _pull_request((yield from closing))

    def reopen(
        self, repo: RepoLike, number: int, *, revision: str | None = None
    ) -> Op[PullRequest]:
        ref, number = repo_ref(repo), pull_number(number)
        reopening = adopting(
            _move(ref, number, "reopen", revision),
            _reached(ref, number, PullRequestState.OPEN),
            what=f"the reopening of {ref}#{number}",
        )
        return _pull_request((yield from reopening))

    def mergeability(self, repo: RepoLike, number: int) -> Op[Mergeability]:
        path = pull_path(repo_ref(repo), pull_number(number), "merge")
        return single(
            (yield from send(Request("GET", path))), payloads.Mergeability, decode.mergeability
        )

    def commits(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        return paged(
            self.site,
            pull_path(repo_ref(repo), pull_number(number), "commits"),
            payloads.Commit,
            decode.commit,
            page_size=page_size,
            cursor=cursor,
        )

    def diff(self, repo: RepoLike, number: int) -> Op[bytes]:
        path = repo_path(repo_ref(repo), "pull-requests", f"{pull_number(number)}.diff")
        response = yield from send(Request("GET", path, headers={"accept": "text/plain"}))
        return response.body

    def changes(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        return paged(
            self.site,
            pull_path(repo_ref(repo), pull_number(number), "changes"),
            payloads.Change,
            decode.change,
            page_size=page_size,
            cursor=cursor,
        )

    def activity(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Activity]:
        return paged(
            self.site,
            pull_path(repo_ref(repo), pull_number(number), "activities"),
            payloads.Activity,
            decode.activity,
            page_size=page_size,
            cursor=cursor,
        )


def _pull_request(response: Response) -> PullRequest:
    return single(response, payloads.PullRequest, decode.pull_request)


def _created(into: RepoRef, body: dict[str, Any]) -> Op[PullRequest]:
    request = Request("POST", repo_path(into, "pull-requests"), json=body)
    return _pull_request((yield from send(request)))


def _reached(repo: RepoRef, number: int, state: PullRequestState) -> Op[Response | None]:
    """Read a pull request, and return the answer if it is in `state`."""
    response = yield from send(Request("GET", pull_path(repo, number)))
    return response if _pull_request(response).state is state else None


def _same(one: RepoRef, other: RepoRef) -> bool:
    return str(one).casefold() == str(other).casefold()


def _named(repo: RepoRef) -> dict[str, Any]:
    return {"slug": repo.name, "project": {"key": repo.namespace}}


def _reviewers(subjects: Iterable[Subject], method: str) -> list[dict[str, Any]]:
    people = reviewer_refs(subjects, f"pull_requests.{method}")
    return [{"user": {"name": one.id}} for one in people]


def _version(revision: str) -> int:
    if not (revision.isascii() and revision.isdecimal()):
        raise ConfigurationError(
            f"{revision!r} is no revision of this host; give PullRequest.revision as it was read"
        )
    return int(revision)


def _default_target(repo: RepoRef) -> Op[str]:
    found = yield from default_branch(repo)
    if found is None:
        raise NotFoundError(f"{repo} has no default branch yet; push one, or give target=…")
    return found.id


def _check_version(repo: RepoRef, current: payloads.PullRequest, wanted: int | None) -> None:
    if wanted is not None and current.version != wanted:
        raise StaleRevisionError(
            f"{repo}#{current.id} has been changed: revision {wanted} was given, and it is at "
            f"{current.version}. Read it again and repeat the change",
            current=str(current.version),
        )


def _check_source(repo: RepoRef, current: payloads.PullRequest, expected: str | None) -> None:
    tip = current.fromRef.latestCommit
    if expected is not None and (tip is None or not tip.startswith(expected)):
        raise ConflictError(
            f"{repo}#{current.id} was not merged: its source is at {tip} and no longer at "
            f"{expected}. Look at what was pushed, and merge again"
        )


def _delete_source(repo: RepoRef, merged: payloads.PullRequest) -> Op[None]:
    end = merged.fromRef
    # A fork that is gone took its branch along; a tag that was merged stays.
    if end.repository is None or not end.id.startswith("refs/heads/"):
        return
    origin = decode.repo_ref_of(end.repository)
    try:
        yield from delete_branch(origin, end.id, tip=end.latestCommit)
    except ResponseError as error:
        raise error.becoming(
            ConflictError,
            f"{repo}#{merged.id} was merged, but its source {end.displayId} was not deleted: {error}",
        ) from error


def _transition(
    repo: RepoRef, number: int, verb: str, version: int, more: Mapping[str, Any]
) -> Request:
    return Request(
        "POST",
        pull_path(repo, number, verb),
        # Releases differ in where they look for the version: the query, or the body.
        query={"version": version},
        json={"version": version, **more},
    )


def _change(
    repo: RepoRef,
    number: int,
    write: Callable[[payloads.PullRequest], Request],
    *,
    once: bool,
) -> Op[Response]:
    """Read a pull request and send what `write` makes of it; again if it changed in between."""
    try:
        return (yield from send(write((yield from read_pull(repo, number)))))
    except StaleRevisionError:
        if once:
            raise
    return (yield from send(write((yield from read_pull(repo, number)))))


def _move(repo: RepoRef, number: int, verb: str, revision: str | None) -> Op[Response]:
    if revision is not None:
        return (yield from send(_transition(repo, number, verb, _version(revision), {})))

    def write(current: payloads.PullRequest) -> Request:
        return _transition(repo, number, verb, current.version, {})

    return (yield from _change(repo, number, write, once=False))
