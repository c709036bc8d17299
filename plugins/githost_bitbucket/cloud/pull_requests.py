"""Pull requests on Cloud.

Rule 1: an update drops what it does not send (reviewers, a title), so it sends back what was read.
Rule 2: a list asked with `q` was seen to ignore `state`, so the state then stands in both.
Rule 3: a second one for the same branches is no error to Cloud, which returns the first one and
overwrites its title: it is looked for before.
Rule 4: what only an open one takes is refused in words that are not documented, so its state tells.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    NotMergeableError,
    PermissionDeniedError,
    ResponseError,
    ValidationError,
    WrongStateError,
)
from githost.interface import (
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
    unsupported,
    without_secrets,
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
from githost.wire import Op, Pages, QueryValue, Request, Response, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.commits import AS_TEXT, main_branch
from githost_bitbucket.cloud.decode import decoder
from githost_bitbucket.cloud.filters import after, both, either, equals
from githost_bitbucket.cloud.merges import merged
from githost_bitbucket.cloud.paging import listed, paged, single
from githost_bitbucket.cloud.paths import branch_name, pull_path, repo_path
from githost_bitbucket.cloud.strategies import STRATEGY_WORDS
from githost_bitbucket.cloud.users import account_key

__all__ = ["CloudPullRequests", "is_at", "only_open", "read_pull"]

T = TypeVar("T")

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


def read_pull(repo: RepoLike, number: int) -> Op[payloads.PullRequest]:
    """Read a pull request as Cloud sends it."""
    response = yield from send(Request("GET", pull_path(repo, number)))
    return decoder.decode(response, payloads.PullRequest).value


def only_open(repo: RepoLike, number: int, operation: Op[T]) -> Op[T]:
    """Do what only an open pull request takes; refused for another, it is `WrongStateError`.

    Requests: those of `operation`, and one more where it was refused.
    """
    try:
        return (yield from operation)
    except (ValidationError, NotMergeableError) as error:
        refusal: ResponseError = error
    found = yield from read_pull(repo, number)
    if _is_open(found):
        raise refusal
    raise refusal.becoming(
        WrongStateError,
        f"{repo_ref(repo)}#{number} is {found.state} and no longer open: {refusal}",
    ) from refusal


def is_at(end: payloads.Endpoint, commit: str) -> bool:
    """Say whether `end` is at `commit`; Cloud shortens the hash there to 12 digits."""
    tip, wanted = end.commit.hash if end.commit is not None else None, commit.lower()
    return tip is not None and (wanted.startswith(tip) or tip.startswith(wanted))


def _is_open(found: payloads.PullRequest) -> bool:
    return found.state == "OPEN"


class CloudPullRequests(OnSite, PullRequests):
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
        condition = both(
            None if author is None else _is_author(author),
            None if source is None else equals("source.branch.name", branch_name(source)),
            None if target is None else equals("destination.branch.name", branch_name(target)),
            after("updated_on", updated_after),
        )
        if condition is not None and state is not None:
            condition = both(_in_state(state), condition)
        query: dict[str, QueryValue] = {
            "state": _STATES[state],
            "q": condition,
            "fields": _PEOPLE,
        }
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
        branch = branch_name(source)
        body: dict[str, Any] = {
            "title": title,
            "description": description,
            "source": {"branch": {"name": branch}},
            "reviewers": _reviewers(reviewers, "create"),
            "close_source_branch": delete_source,
            "draft": draft,
        }
        if origin != into:
            body["source"]["repository"] = _named(origin)
        wanted = branch_name(target) if target is not None else (yield from main_branch(into))
        if wanted is not None:
            body["destination"] = {"branch": {"name": wanted}}
        yield from _refuse_second(into, origin, branch, wanted)
        return (
            yield from adopting(
                _created(into, body),
                self._made(into, origin, branch, wanted, title),
                what=f"a pull request from {branch} into {wanted} in {into}",
            )
        )

    def _made(
        self, into: RepoRef, origin: RepoRef, source: str, target: str | None, title: str
    ) -> Op[PullRequest | None]:
        # None was open between these branches before.
        found = yield from _between(into, origin, source, target)
        if found is None or found.title != title:
            return None
        return (yield from self.get(into, found.number))

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
        people = None if reviewers is None else _reviewers(reviewers, "update")
        path = pull_path(repo, number)
        response = yield from send(Request("GET", path))
        if all(one is None for one in (title, description, target, reviewers, draft)):
            return _pull_request(response)
        found = decoder.decode(response, payloads.PullRequest).value
        _refuse_ended(repo_ref(repo), found, "changed")
        was = decode.pull_request(found)
        body: dict[str, Any] = {
            "title": was.title if title is None else title,
            "description": was.description if description is None else description,
            "reviewers": _asked(found) if people is None else people,
            "close_source_branch": found.close_source_branch or False,
        }
        if target is not None:
            body["destination"] = {"branch": {"name": branch_name(target)}}
        if draft is not None or found.draft is not None:
            body["draft"] = found.draft if draft is None else draft
        write = send(Request("PUT", path, json=body))
        return _pull_request((yield from only_open(repo, number, write)))

    @limits(strategy=tuple(STRATEGY_WORDS))
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

        `source_commit` is compared before the merge, for Cloud does not take it: what is pushed in
        the moment between goes in.

        Cloud merges in the background. Requests: one, those of waiting (at the most one every two
        seconds after the first), and one more where `strategy` is None, for Cloud's own choice is
        then not the target branch's, or where `source_commit` is given.

        Raises: `AmbiguousWriteError` where Cloud still merges after five minutes.
        """
        _refuse_revision(revision)
        ref, number = repo_ref(repo), pull_number(number)
        expected = None if source_commit is None else commit_sha(source_commit)
        body: dict[str, Any] = {}
        if strategy is not None:
            body["merge_strategy"] = STRATEGY_WORDS[strategy]
        if strategy is None or expected is not None:
            found = yield from read_pull(ref, number)
            _refuse_ended(ref, found, "merged")
            _check_source(ref, found, expected)
            usual = found.destination.branch.default_merge_strategy
            if strategy is None and usual is not None:
                body["merge_strategy"] = usual
        if message is not None:
            body["message"] = message
        if delete_source:
            body["close_source_branch"] = True
        merging = adopting(
            merged(ref, number, body),
            _reached(ref, number, PullRequestState.MERGED),
            what=f"the merge of {ref}#{number}",
        )
        return (yield from only_open(ref, number, merging))

    def close(self, repo: RepoLike, number: int, *, revision: str | None = None) -> Op[PullRequest]:
        _refuse_revision(revision)
        ref, number = repo_ref(repo), pull_number(number)
        closing = adopting(
            _declined(ref, number),
            _reached(ref, number, PullRequestState.CLOSED),
            what=f"the end of {ref}#{number}",
        )
        return (yield from only_open(ref, number, closing))

    reopen = unsupported(
        "Bitbucket Cloud does not reopen a declined pull request; open a new one",
        source="PUT /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
    )

    def mergeability(self, repo: RepoLike, number: int) -> Op[Mergeability]:
        """Tell whether a pull request is open and conflicts with its target.

        Requests: two, of which the second is redirected; one for a pull request that is not open.

        Where Cloud refuses the second one, which it did to API tokens until August 2026,
        `conflicted` is None.

        Source: `GET …/pullrequests/{pull_request_id}/conflicts`. The diffstat no longer marks
        conflicts: that ended in September 2026 with the parameter `merge`. See
        https://github.com/BitbucketPHP/Client/issues/121 and the announcement linked there.
        """
        if not _is_open((yield from read_pull(repo, number))):
            return Mergeability(can_merge=False, conflicted=None)
        try:
            response = yield from send(Request("GET", pull_path(repo, number, "conflicts")))
        except PermissionDeniedError:
            return Mergeability(can_merge=None, conflicted=None)
        # A page of the files that conflict. One is enough.
        read = decoder.decode(response, payloads.Page)
        conflicted = bool(read.value.values)
        return Mergeability(
            can_merge=False if conflicted else None,
            conflicted=conflicted,
            raw=without_secrets(read.document),
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
            pull_path(repo, number, "commits"),
            payloads.Commit,
            decode.commit,
            page_size=page_size,
            cursor=cursor,
        )

    def diff(self, repo: RepoLike, number: int) -> Op[bytes]:
        request = Request("GET", pull_path(repo, number, "diff"), headers=AS_TEXT)
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


def _is_author(subject: Subject) -> str | None:
    ((key, value),) = account_key(author_ref(subject)).items()
    return equals(f"author.{key}", value)


def _reviewers(subjects: Iterable[Subject], method: str) -> list[dict[str, str]]:
    return [account_key(one) for one in reviewer_refs(subjects, f"pull_requests.{method}")]


def _asked(found: payloads.PullRequest) -> list[dict[str, str]]:
    people = (decode.person(account) for account in found.reviewers or ())
    return [account_key(one.ref) for one in people if one is not None]


def _named(repo: RepoRef) -> dict[str, str]:
    return {"uuid": repo.name} if repo.name.startswith("{") else {"full_name": str(repo)}


def _refuse_revision(revision: str | None) -> None:
    if revision is not None:
        raise ConfigurationError(_NO_REVISION)


def _refuse_ended(repo: RepoRef, found: payloads.PullRequest, what: str) -> None:
    if not _is_open(found):
        raise WrongStateError(f"{repo}#{found.id} is {found.state} and was not {what}")


def _created(into: RepoRef, body: Mapping[str, Any]) -> Op[PullRequest]:
    request = Request("POST", repo_path(into, "pullrequests"), json=body)
    return _pull_request((yield from send(request)))


def _declined(repo: RepoRef, number: int) -> Op[PullRequest]:
    request = Request("POST", pull_path(repo, number, "decline"), json={})
    return _pull_request((yield from send(request)))


def _reached(repo: RepoRef, number: int, state: PullRequestState) -> Op[PullRequest | None]:
    """Read a pull request, and return it if it is in `state`."""
    found = _pull_request((yield from send(Request("GET", pull_path(repo, number)))))
    return found if found.state is state else None


def _refuse_second(into: RepoRef, origin: RepoRef, source: str, target: str | None) -> Op[None]:
    found = yield from _between(into, origin, source, target)
    if found is not None:
        raise AlreadyExistsError(
            f"{into} has an open pull request from {source} into {target} already, #{found.number}; "
            "update that one"
        )


def _between(
    into: RepoRef, origin: RepoRef, source: str, target: str | None
) -> Op[PullRequest | None]:
    """Find the pull request that is open between two branches; there is one at the most."""
    condition = both(
        equals("state", "OPEN"),
        equals("source.branch.name", source),
        equals("destination.branch.name", target),
    )
    query: dict[str, QueryValue] = {"state": "OPEN", "q": condition, "pagelen": _LARGEST_PAGE}
    response = yield from send(Request("GET", repo_path(into, "pullrequests"), query=query))
    for one in listed(response, payloads.PullRequest, decode.pull_request, keep_raw=False).items:
        # Forks have branches of the same name. An address of uuids cannot be told from another.
        home = one.target.repo if origin == into else origin
        if str(one.source.repo).casefold() == str(home).casefold():
            return one
    return None


def _check_source(repo: RepoRef, found: payloads.PullRequest, expected: str | None) -> None:
    if expected is not None and not is_at(found.source, expected):
        tip = found.source.commit.hash if found.source.commit is not None else None
        raise ConflictError(
            f"{repo}#{found.id} was not merged: its source is at {tip} and no longer at "
            f"{expected}. Look at what was pushed, and merge again"
        )
