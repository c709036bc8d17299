"""Comments on pull requests and commits, on their lines, and on each other.

Those on commits have no drafts and are not resolved.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import comment_answers as answers
from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import (
    COMMIT,
    PULL_REQUEST,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.commits import find_commit
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden, invalid
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import time
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    Anchor,
    Comment,
    Commented,
    CommitIn,
    Level,
    PullRequest,
    Repository,
    Side,
)

_COMMENTS: Final = PULL_REQUEST + "/comments"
_COMMENT: Final = _COMMENTS + "/{comment_id:int}"
_RESOLVE: Final = _COMMENT + "/resolve"
_OF_COMMIT: Final = COMMIT + "/comments"
_ONE_OF_COMMIT: Final = _OF_COMMIT + "/{comment_id:int}"


def _viewer(call: Call) -> int | None:
    account: Account | None = call.caller.account
    return None if account is None else account.id


def _on(call: Call) -> tuple[Repository, Commented]:
    """Return the pull request or commit in the address, and the repository it is in."""
    if "pull_request_id" in call.parts:
        return call.pull_request()
    repository = call.repository()
    return repository, CommitIn(repository, find_commit(call, repository).sha)


def _list(call: Call) -> Answer:
    """List comments and replies in one row, oldest first."""
    _, on = _on(call)
    found = answers.visible(call.forge.comments.list(on, deleted=True), _viewer(call))
    return ok(page_of(call, found, lambda c: answers.comment(call.world, on, c)))


def find_comment(call: Call, on: Commented, identifier: int, *, gone: bool = False) -> Comment:
    """Return a comment that the caller sees; with `gone`, also one of which nothing is left."""
    missing = ApiError(404, f"Comment {identifier} not found")
    try:
        found = call.forge.comments.get(on, identifier)
    except NotFound as error:
        raise missing from error
    everything = call.forge.comments.list(on, deleted=True)
    if found not in answers.visible(everything, _viewer(call)) and not (gone and found.deleted):
        raise missing
    return found


def _addressed(call: Call) -> tuple[Commented, Comment]:
    _, on = _on(call)
    return on, find_comment(call, on, int(call.path("comment_id")))


def _get(call: Call) -> Answer:
    on, found = _addressed(call)
    return ok(answers.comment(call.world, on, found))


def raw_content(body: Body) -> str:
    """Return the text that was sent."""
    content = body.object("content")
    if content is None:
        raise invalid("content", REQUIRED)
    return content.required("raw")


def _create(call: Call) -> Answer:
    """Comment on what is in whatever state; path and lines are taken as they are."""
    author = call.account
    _, on = _on(call)
    body = call.body()
    text = raw_content(body)
    parent = _parent(call, on, body)
    anchor, extra = _inline(body) if parent is None else (None, {})
    if isinstance(on, PullRequest) and body.flag("pending"):
        extra["pending"] = True
    found = call.forge.comments.create(
        on, text, parent=parent, anchor=anchor, extra=extra, actor=author
    )
    _, on = _on(call)
    return _written(call, on, found)


def _written(call: Call, on: Commented, found: Comment) -> Answer:
    answer = answers.comment(call.world, on, found)
    return created(answer, location=answer["links"]["self"]["href"])


def _parent(call: Call, on: Commented, body: Body) -> Comment | None:
    sent = body.object("parent")
    number = None if sent is None else sent.number("id")
    if number is None:
        return None
    if isinstance(on, CommitIn):
        _check_place(call, on, number)
    return find_comment(call, on, number)


def _check_place(call: Call, on: CommitIn, number: int) -> None:
    """Refuse to answer a comment on something else as the documentation says: by 400, not 404."""
    with suppress(NotFound):
        found = call.forge.comments.by_id(number)
        if (found.repository_id, found.commit) != (on.repository.id, on.sha):
            raise invalid("parent", "The parent comment is not attached to this commit.")


def _inline(body: Body) -> tuple[Anchor | None, dict[str, Any]]:
    """Return where a comment is to stand: on a new line, an old one, or the whole file."""
    sent = body.object("inline")
    if sent is None:
        return None, {}
    path = sent.required("path")
    lines = {name: sent.number(name) for name in ("from", "to", "start_from", "start_to")}
    for name, line in lines.items():
        if line is not None and line < 1:
            raise invalid(f"inline.{name}", "A line's number is 1 or more.")
    new, old = lines.pop("to"), lines["from"]
    anchor = Anchor(
        path=path,
        line=old if new is None else new,
        side=Side.OLD if new is None and old is not None else Side.NEW,
        commit=None,
    )
    return anchor, {"inline": {name: line for name, line in lines.items() if line is not None}}


def _update(call: Call) -> Answer:
    """Change the text, which is its author's alone; on a commit the answer is oddly 201."""
    on, old = _addressed(call)
    if old.author_id != call.account.id:
        raise forbidden("You may only edit your own comments.")
    body = call.body()
    text = raw_content(body)
    extra = None
    if body.flag("pending") is False and old.extra.get("pending"):
        extra = {name: value for name, value in old.extra.items() if name != "pending"}
    found = call.forge.comments.update(old, body=text, extra=extra, actor=call.account)
    if isinstance(on, CommitIn):
        return _written(call, on, found)
    return ok(answers.comment(call.world, on, found))


def _delete(call: Call) -> Response:
    """Delete a comment: its author may, and who administers the repository.

    On a commit, what was deleted before can be deleted again.
    """
    repository, on = _on(call)
    identifier = int(call.path("comment_id"))
    found = find_comment(call, on, identifier, gone=isinstance(on, CommitIn))
    if found.author_id != call.account.id and call.level(repository) < Level.ADMIN:
        raise forbidden("You do not have access to delete this comment.")
    if not found.deleted:
        call.forge.comments.delete(found, actor=call.account)
    return empty()


def _thread(call: Call) -> Comment:
    """Return the comment in the address, which has to be one that begins a thread on the diff."""
    _, found = _addressed(call)
    if found.parent_id is not None:
        raise forbidden("Only top-level comments can be resolved.")
    if found.anchor is None:
        raise forbidden("Only comments on the diff can be resolved.")
    return found


def _resolve(call: Call) -> Answer:
    account = call.account
    found = _thread(call)
    if found.resolved:
        raise ApiError(409, "The comment has already been resolved.")
    with call.forge.transaction():
        resolved = call.forge.comments.resolve(found, actor=account)
        call.world.side.put(answers.RESOLVED, str(found.id), time(call.forge.now()))
    return ok(answers.resolution(call.world, resolved))


def _reopen(call: Call) -> Response:
    account = call.account
    found = _thread(call)
    if not found.resolved:
        raise ApiError(404, "The comment has not been resolved.")
    with call.forge.transaction():
        call.forge.comments.reopen(found, actor=account)
        call.world.side.delete(answers.RESOLVED, str(found.id))
    return empty()


ENDPOINTS = (
    Endpoint("GET", _COMMENTS, _list, scope="pullrequest"),
    Endpoint("POST", _COMMENTS, _create, scope="pullrequest"),
    Endpoint("GET", _COMMENT, _get, scope="pullrequest"),
    Endpoint("PUT", _COMMENT, _update, scope="pullrequest"),
    Endpoint("DELETE", _COMMENT, _delete, scope="pullrequest"),
    Endpoint("POST", _RESOLVE, _resolve, scope="pullrequest"),
    Endpoint("DELETE", _RESOLVE, _reopen, scope="pullrequest"),
    Endpoint("GET", _OF_COMMIT, _list, scope="repository"),
    Endpoint("POST", _OF_COMMIT, _create, scope="repository"),
    Endpoint("GET", _ONE_OF_COMMIT, _get, scope="repository"),
    Endpoint("PUT", _ONE_OF_COMMIT, _update, scope="repository"),
    Endpoint("DELETE", _ONE_OF_COMMIT, _delete, scope="repository"),
)
