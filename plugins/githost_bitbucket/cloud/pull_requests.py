"""Pull requests on Cloud.

Rule 1: an update drops what it does not send (reviewers, a title), so it sends back what was read.
Rule 2: a list asked with `q` ignores `state`, so the state then stands in `q`.
Rule 3: a second one for the same branches is no error to Cloud, which returns the first one and
overwrites its title: it is looked for before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from githost.errors import (
    AlreadyExistsError,
    AmbiguousWriteError,
    ConfigurationError,
    ConflictError,
    DecodeError,
    NotMergeableError,
    ResponseError,
    ValidationError,
    WrongStateError,
)
from githost.interface import (
    PullRequests,
    RepoLike,
    Site,
    Subject,
    limits,
    repo_ref,
    subject_ref,
    unsupported,
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
from githost.wire import Op, Pages, QueryValue, Request, Response, send, wait, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.commits import main_branch
from githost_bitbucket.cloud.decode import decoder
from githost_bitbucket.cloud.filters import after, both, either, equals
from githost_bitbucket.cloud.paging import listed, paged, single
from githost_bitbucket.cloud.paths import pull_path, repo_path

__all__ = ["CloudPullRequests"]

#: A larger `pagelen` is refused with 400 on lists of pull requests and on their activity.
_LARGEST_PAGE: Final = 50
_STATES: Final[Mapping[PullRequestState | None, tuple[str, ...]]] = {
    PullRequestState.OPEN: ("OPEN",),
    PullRequestState.MERGED: ("MERGED",),
    PullRequestState.CLOSED: ("DECLINED", "SUPERSEDED"),
    None: ("OPEN", "MERGED", "DECLINED", "SUPERSEDED"),
}
#: Lists leave these out unless they are asked for.
_PEOPLE: Final = "+values.reviewers,+values.participants"
_NO_REVISION: Final = "Bitbucket Cloud has no revisions of pull requests; leave it out"
_TEXT: Final = {"accept": "text/plain"}
#: Seconds between two looks at a merge in the background: the first ones, and the longest.
_FIRST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 2.0
#: Seconds after which a merge in the background is no longer waited for.
_PATIENCE: Final = 300.0


@attrs.frozen
class CloudPullRequests(PullRequests):
    """Pull requests."""

    site: Site

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
        condition = both(
            None if author is None else _is_person("author", author),
            equals("source.branch.name", source),
            equals("destination.branch.name", target),
            after("updated_on", updated_after),
        )
        query: dict[str, QueryValue] = {"fields": _PEOPLE}
        if condition is None:
            query["state"] = _STATES[state]
        elif state is None:
            query["q"] = condition
        else:
            query["q"] = both(_in_state(state), condition)
        return paged(
            self.site,
            repo_path(repo, "pullrequests"),
            payloads.PullRequest,
            decode.pull_request,
            query=query,
            page_size=page_size,
            cursor=cursor,
            largest=_LARGEST_PAGE,
        )

    def get(self, repo: RepoLike, number: int) -> Op[PullRequest]:
        return _pull_request((yield from send(Request("GET", pull_path(repo, number)))))

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
        """Open a pull request.

        Requests: two, and one more where `target` is None; the first one looks for one that is open
        between the same branches, which Cloud would return and change instead of refusing.
        """
        into = repo_ref(repo)
        origin = into if source_repo is None else repo_ref(source_repo)
        body: dict[str, Any] = {
            "title": title,
            "description": description,
            "source": {"branch": {"name": source}},
            "reviewers": _reviewers(reviewers),
            "close_source_branch": delete_source,
            "draft": draft,
        }
        if source_repo is not None:
            body["source"]["repository"] = {"full_name": str(origin)}
        wanted = target if target is not None else (yield from main_branch(into))
        if wanted is not None:
            body["destination"] = {"branch": {"name": wanted}}
        yield from _refuse_second(into, origin, source, wanted)
        response = yield from send(Request("POST", repo_path(into, "pullrequests"), json=body))
        return _pull_request(response)

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
        _refuse_revision(revision)
        people = None if reviewers is None else _reviewers(reviewers)
        path = pull_path(repo, number)
        response = yield from send(Request("GET", path))
        if all(one is None for one in (title, description, target, reviewers, draft)):
            return _pull_request(response)
        found = decoder.decode(response, payloads.PullRequest).value
        was = decode.pull_request(found)
        body: dict[str, Any] = {
            "title": was.title if title is None else title,
            "description": was.description if description is None else description,
            "reviewers": _asked(found) if people is None else people,
            "close_source_branch": found.close_source_branch or False,
        }
        if target is not None:
            body["destination"] = {"branch": {"name": target}}
        if draft is not None:
            body["draft"] = draft
        return _pull_request((yield from send(Request("PUT", path, json=body))))

    @limits(strategy=tuple(decode.STRATEGY_WORDS))
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

        Cloud merges in the background. Requests: one, those of waiting (at the most one every two
        seconds after the first), and one more where `strategy` is None, for Cloud's own choice is
        then not the target branch's, or where `source_commit` is given.

        Raises: `AmbiguousWriteError` where Cloud still merges after five minutes.
        """
        _refuse_revision(revision)
        body: dict[str, Any] = {}
        if strategy is not None:
            body["merge_strategy"] = decode.STRATEGY_WORDS[strategy]
        if strategy is None or source_commit is not None:
            read = yield from send(Request("GET", pull_path(repo, number)))
            found = decoder.decode(read, payloads.PullRequest).value
            _check_source(repo_ref(repo), found, source_commit)
            usual = found.destination.branch.default_merge_strategy
            if strategy is None and usual is not None:
                body["merge_strategy"] = usual
        if message is not None:
            body["message"] = message
        if delete_source:
            body["close_source_branch"] = True
        path = pull_path(repo, number, "merge")
        try:
            response = yield from send(Request("POST", path, query={"async": True}, json=body))
            return (yield from _merged(response, repo_ref(repo), number))
        except ValidationError as error:
            raise _not_mergeable(error) from error

    def close(self, repo: RepoLike, number: int, *, revision: str | None = None) -> Op[PullRequest]:
        _refuse_revision(revision)
        request = Request("POST", pull_path(repo, number, "decline"), json={})
        return _pull_request((yield from send(request)))

    reopen = unsupported(
        "Bitbucket Cloud does not reopen a declined pull request; open a new one",
        source="PUT /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
    )

    def mergeability(self, repo: RepoLike, number: int) -> Op[Mergeability]:
        """Tell whether a pull request conflicts with its target.

        Requests: one a page of 100 changed files, the first one redirected.
        """
        words = yield from walk(
            paged(
                self.site,
                pull_path(repo, number, "diffstat"),
                payloads.Diffstat,
                lambda wire, _: wire.status or "",
                page_size=None,
            )
        )
        # The word is not in the published schema; Cloud's own clients read it.
        conflicted = any("conflict" in word for word in words)
        return Mergeability(can_merge=False if conflicted else None, conflicted=conflicted)

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
            pull_path(repo, number, "commits"),
            payloads.Commit,
            decode.commit,
            page_size=page_size,
            cursor=cursor,
        )

    def diff(self, repo: RepoLike, number: int) -> Op[bytes]:
        request = Request("GET", pull_path(repo, number, "diff"), headers=_TEXT)
        return (yield from send(request)).body

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
            pull_path(repo, number, "diffstat"),
            payloads.Diffstat,
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
            pull_path(repo, number, "activity"),
            dict[str, Any],
            decode.activity,
            page_size=page_size,
            cursor=cursor,
            largest=_LARGEST_PAGE,
        )


def _pull_request(response: Response) -> PullRequest:
    return single(response, payloads.PullRequest, decode.pull_request)


def _in_state(state: PullRequestState) -> str | None:
    return either(*(equals("state", word) for word in _STATES[state]))


def _person(subject: Subject) -> UserRef:
    ref = subject_ref(subject)
    if not isinstance(ref, UserRef):
        raise ConfigurationError(
            f"{ref} is a group; a pull request's author and reviewers are people on Bitbucket Cloud"
        )
    return ref


def _key(user: UserRef) -> str:
    """Return the name of the key that `user` is: a uuid stands in braces."""
    return "uuid" if user.id.startswith("{") else "account_id"


def _is_person(field: str, subject: Subject) -> str | None:
    user = _person(subject)
    return equals(f"{field}.{_key(user)}", user.id)


def _reviewers(subjects: Iterable[Subject]) -> list[dict[str, str]]:
    return [{_key(user): user.id} for user in map(_person, subjects)]


def _asked(found: payloads.PullRequest) -> list[dict[str, str]]:
    people = (decode.person(account) for account in found.reviewers or ())
    return [{_key(one.ref): one.ref.id} for one in people if one is not None]


def _refuse_revision(revision: str | None) -> None:
    if revision is not None:
        raise ConfigurationError(_NO_REVISION)


def _refuse_second(into: RepoRef, origin: RepoRef, source: str, target: str | None) -> Op[None]:
    condition = both(
        equals("state", "OPEN"),
        equals("source.branch.name", source),
        equals("source.repository.full_name", str(origin)),
        equals("destination.branch.name", target),
    )
    path = repo_path(into, "pullrequests")
    response = yield from send(Request("GET", path, query={"q": condition, "pagelen": 1}))
    found = listed(response, payloads.PullRequest, decode.pull_request, keep_raw=False).items
    if found:
        raise AlreadyExistsError(
            f"{into} has an open pull request from {source} into {target} already: "
            f"#{found[0].number}"
        )


def _check_source(repo: RepoRef, found: payloads.PullRequest, source_commit: str | None) -> None:
    if source_commit is None:
        return
    tip = found.source.commit.hash if found.source.commit is not None else None
    # Cloud shortens the hash to 12 digits.
    short = source_commit.lower()
    if tip is None or not (short.startswith(tip) or tip.startswith(short)):
        raise ConflictError(
            f"{repo}#{found.id} was not merged: its source is at {tip} and no longer at "
            f"{source_commit}. Look at what was pushed, and merge again"
        )


def _merged(response: Response, repo: RepoRef, number: int) -> Op[PullRequest]:
    """Return the merged pull request, waiting for it where Cloud merges in the background."""
    if response.status != 202:
        return _pull_request(response)
    task = _task_address(response, repo, number)
    pause, waited = _FIRST_WAIT, 0.0
    while True:
        response = yield from send(Request("GET", task))
        found = decoder.decode(response, payloads.MergeTask).value
        if found.merge_result is not None:
            wire = decoder.structure(found.merge_result, payloads.PullRequest, at="$.merge_result")
            return decode.pull_request(wire, found.merge_result)
        if found.task_status != "PENDING":
            return _pull_request((yield from send(Request("GET", pull_path(repo, number)))))
        if waited >= _PATIENCE:
            raise AmbiguousWriteError(
                f"Bitbucket Cloud still merges {repo}#{number} after {waited:.0f} s; look at the "
                "pull request before merging again"
            )
        yield from wait(pause)
        waited, pause = waited + pause, min(_LONGEST_WAIT, pause * 2)


def _task_address(response: Response, repo: RepoRef, number: int) -> str:
    """Return the address to ask how the merge goes: `Location`, or the task that the body names."""
    location = response.headers.get("location")
    if location is not None:
        return location if "://" in location else location.removeprefix("/2.0")
    document = response.json()
    task = document.get("task_id") if isinstance(document, dict) else None
    if not isinstance(task, str):
        raise DecodeError(
            f"{response.method} {response.url} answered 202 without naming a task to wait for; the "
            "merge goes on",
            path="$.task_id",
        )
    return pull_path(repo, number, "merge", "task-status", task)


def _not_mergeable(error: ValidationError) -> ResponseError:
    """Return what a refused merge means: that it is not open, or that it cannot be merged."""
    known: dict[str, Any] = {
        "status": error.status,
        "method": error.method,
        "url": error.url,
        "request_id": error.request_id,
    }
    if "newstatus" in error.fields:
        return WrongStateError(str(error), **known)
    said = str(error).partition(f" answered {error.status}: ")[2]
    return NotMergeableError(str(error), vetoes=(said,) if said else (), **known)
