"""Pull requests: listed, opened, changed, declined, and looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import pull_request_answers as answers
from githost_bitbucket.emulator.cloud import pull_request_bodies as bodies
from githost_bitbucket.emulator.cloud.answers import commit as commit_answer
from githost_bitbucket.emulator.cloud.call import (
    COMMIT,
    PULL_REQUEST,
    REPOSITORY,
    WORKSPACE,
    Answer,
    Call,
    Endpoint,
    Handler,
    created,
    ok,
    redirect,
)
from githost_bitbucket.emulator.cloud.commits import find_commit
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden
from githost_bitbucket.emulator.cloud.merges import check_open
from githost_bitbucket.emulator.cloud.names import STATES, find_account
from githost_bitbucket.emulator.cloud.paging import MAX_PULL_REQUESTS, page, page_of, window
from githost_bitbucket.emulator.cloud.scopes import PULL_REQUEST_WRITE
from githost_local.forge.errors import AlreadyExists
from githost_local.forge.records import Commit, Level, PullRequest, PullRequestState, Slice

_ALL: Final = REPOSITORY + "/pullrequests"
_WORDS: Final = {word: state for state, word in STATES.items()}


def _list(call: Call) -> Answer:
    repository = call.repository()
    return _listed(call, call.forge.pull_requests.list(repository=repository, states=_states(call)))


def _list_of_author(call: Call) -> Answer:
    """List what an account has opened in a workspace, where the caller may see it."""
    workspace = call.workspace()
    author = find_account(call.forge, call.path("selected_user"))

    def visible(found: PullRequest) -> bool:
        into = call.forge.repos.get(found.repository_id)
        return into.namespace_id == workspace.id and call.level(into) >= Level.READ

    return _listed(
        call,
        call.forge.pull_requests.list(author=author, states=_states(call), where=visible),
    )


def _states(call: Call) -> tuple[PullRequestState, ...] | None:
    """Return the states that are asked for, where none are, open.

    With `q` the parameter plays no role, and the query has to say it; nothing here is SUPERSEDED.
    """
    if call.query("q"):
        return None
    words = [word.upper() for word in call.queries("state")]
    return tuple(_WORDS[word] for word in words or ["OPEN"] if word in _WORDS)


def _listed(call: Call, found: Iterable[PullRequest]) -> Answer:
    return ok(
        page_of(
            call,
            tuple(found),
            lambda pull_request: answers.pull_request(call.world, pull_request),
            maximum=MAX_PULL_REQUESTS,
        ),
        hidden=answers.HIDDEN_IN_LISTS,
    )


def _list_of_commit(call: Call) -> Answer:
    """List the pull requests that brought, or would bring, a commit."""
    repository = call.repository()
    sha = find_commit(call, repository).sha
    reaches = call.forge.commits.reaches

    def brings(found: PullRequest) -> bool:
        base = found.merge_base
        return reaches(repository, sha, found.source_commit) and not (
            base is not None and reaches(repository, sha, base)
        )

    found = call.forge.pull_requests.list(repository=repository, where=brings)
    return ok(page_of(call, found.items, lambda p: answers.stub(call.world, p), default=30))


def _get(call: Call) -> Answer:
    _, found = call.pull_request()
    return _one(call, found)


def _one(call: Call, found: PullRequest) -> Answer:
    return ok(answers.pull_request(call.world, found), hidden=answers.HIDDEN)


def _create(call: Call) -> Answer:
    """Open a pull request; one between the same branches that is open is changed instead.

    Nobody is asked to review but those who are named: default reviewers are for the caller to add.
    """
    author = call.account
    repository = call.repository()
    body = call.body()
    title = body.required("title")
    source = bodies.source(call, repository, body)
    target = bodies.destination(call, repository, body)
    reviewers = bodies.reviewers(call, repository, author, body)
    closes = body.flag("close_source_branch")
    try:
        found = call.forge.pull_requests.create(
            repository,
            title=title,
            description=body.text("description") or "",
            source=source.repository,
            source_branch=source.branch,
            target_branch=target,
            reviewers=reviewers or (),
            draft=body.flag("draft") or False,
            delete_source=closes or False,
            actor=author,
        )
    except AlreadyExists as error:
        if not isinstance(error.existing, PullRequest):
            raise
        found = call.forge.pull_requests.update(
            error.existing, title=title, delete_source=closes or False, actor=author
        )
    return created(
        answers.pull_request(call.world, found),
        hidden=answers.HIDDEN,
        location=answers.address(call.world, found),
    )


def _update(call: Call) -> Answer:
    """Change an open pull request.

    The title is required, and reviewers that are not named are removed; description, destination
    and the rest stay as they are where they are left out.
    """
    repository, old = call.pull_request()
    demand_part(call, old)
    if not answers.is_open(old):
        raise ApiError(400, "Can only update an open pull request.")
    body = call.body()
    author = call.forge.accounts.get(old.author_id)
    found = call.forge.pull_requests.update(
        old,
        title=body.required("title"),
        description=body.text("description"),
        target_branch=bodies.destination(call, repository, body),
        reviewers=bodies.reviewers(call, repository, author, body) or (),
        draft=body.flag("draft"),
        delete_source=body.flag("close_source_branch"),
        actor=call.account,
    )
    return _one(call, found)


def _decline(call: Call) -> Answer:
    _, old = call.pull_request()
    demand_part(call, old)
    check_open(old)
    found = call.forge.pull_requests.close(
        old, reason=call.body().text("message") or "", actor=call.account
    )
    return _one(call, found)


def demand_part(call: Call, found: PullRequest) -> None:
    """Refuse who neither opened the pull request nor may write to its repository."""
    if call.account.id == found.author_id:
        return
    if call.level(call.forge.repos.get(found.repository_id)) < Level.WRITE:
        raise forbidden("You must have write access to change this pull request.")


def _commits(call: Call) -> Answer:
    """List its commits; there are none to see once the source branch is gone."""
    repository, found = call.pull_request()
    asked = window(call, opaque=True)
    commits: Slice[Commit] = Slice((), 0)
    if call.forge.pull_requests.source_head(found) is not None:
        commits = call.forge.pull_requests.commits(found, offset=asked.offset, limit=asked.length)
    source = repository
    if found.source_repository_id is not None:
        source = call.forge.repos.get(found.source_repository_id)
    return ok(page(call, asked, commits, lambda c: commit_answer(call.world, source, c)))


def _sent_to(kind: str) -> Handler:
    """Return what sends callers to where the repository shows a comparison."""

    def answer(call: Call) -> Response:
        _, found = call.pull_request()
        address = answers.comparison(call.world, found, kind)
        query = call.request.url.query
        return redirect(f"{address}&{query}" if query else address)

    return answer


ENDPOINTS = (
    Endpoint("GET", _ALL, _list, scope="pullrequest"),
    Endpoint("POST", _ALL, _create, scope="pullrequest:write", api_scope=PULL_REQUEST_WRITE),
    Endpoint(
        "GET", WORKSPACE + "/pullrequests/{selected_user}", _list_of_author, scope="pullrequest"
    ),
    Endpoint("GET", COMMIT + "/pullrequests", _list_of_commit, scope="pullrequest"),
    Endpoint("GET", PULL_REQUEST, _get, scope="pullrequest"),
    Endpoint("PUT", PULL_REQUEST, _update, scope="pullrequest:write", api_scope=PULL_REQUEST_WRITE),
    Endpoint(
        "POST",
        PULL_REQUEST + "/decline",
        _decline,
        scope="pullrequest:write",
        api_scope=PULL_REQUEST_WRITE,
    ),
    Endpoint("GET", PULL_REQUEST + "/commits", _commits, scope="pullrequest"),
    Endpoint("GET", PULL_REQUEST + "/diff", _sent_to("diff"), scope="pullrequest"),
    Endpoint("GET", PULL_REQUEST + "/diffstat", _sent_to("diffstat"), scope="pullrequest"),
    Endpoint("GET", PULL_REQUEST + "/patch", _sent_to("patch"), scope="pullrequest"),
    Endpoint("GET", PULL_REQUEST + "/conflicts", _sent_to("file-conflicts"), scope="pullrequest"),
)
