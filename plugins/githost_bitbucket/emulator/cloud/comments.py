"""Comments on pull requests, on their lines, and on each other."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import comment_answers as answers
from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import (
    PULL_REQUEST,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden, invalid
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import time
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, Anchor, Comment, Level, PullRequest, Side

_COMMENTS: Final = PULL_REQUEST + "/comments"
_COMMENT: Final = _COMMENTS + "/{comment_id:int}"
_RESOLVE: Final = _COMMENT + "/resolve"


def _viewer(call: Call) -> int | None:
    account: Account | None = call.caller.account
    return None if account is None else account.id


def _list(call: Call) -> Answer:
    """List comments and replies in one row, oldest first."""
    _, pull_request = call.pull_request()
    found = answers.visible(call.forge.comments.list(pull_request, deleted=True), _viewer(call))
    return ok(page_of(call, found, lambda c: answers.comment(call.world, pull_request, c)))


def find_comment(call: Call, pull_request: PullRequest, identifier: int) -> Comment:
    """Return a comment that the caller sees."""
    missing = ApiError(404, f"Comment {identifier} not found")
    try:
        found = call.forge.comments.get(pull_request, identifier)
    except NotFound as error:
        raise missing from error
    everything = call.forge.comments.list(pull_request, deleted=True)
    if found not in answers.visible(everything, _viewer(call)):
        raise missing
    return found


def _addressed(call: Call) -> tuple[PullRequest, Comment]:
    _, pull_request = call.pull_request()
    return pull_request, find_comment(call, pull_request, int(call.path("comment_id")))


def _get(call: Call) -> Answer:
    pull_request, found = _addressed(call)
    return ok(answers.comment(call.world, pull_request, found))


def raw_content(body: Body) -> str:
    """Return the text that was sent."""
    content = body.object("content")
    if content is None:
        raise invalid("content", REQUIRED)
    return content.required("raw")


def _create(call: Call) -> Answer:
    """Comment on a pull request in whatever state; path and lines are taken as they are."""
    author = call.account
    _, pull_request = call.pull_request()
    body = call.body()
    text = raw_content(body)
    parent = _parent(call, pull_request, body)
    anchor, extra = _inline(body) if parent is None else (None, {})
    if body.flag("pending"):
        extra["pending"] = True
    found = call.forge.comments.create(
        pull_request, text, parent=parent, anchor=anchor, extra=extra, actor=author
    )
    _, pull_request = call.pull_request()
    answer = answers.comment(call.world, pull_request, found)
    return created(answer, location=answer["links"]["self"]["href"])


def _parent(call: Call, pull_request: PullRequest, body: Body) -> Comment | None:
    sent = body.object("parent")
    number = None if sent is None else sent.number("id")
    return None if number is None else find_comment(call, pull_request, number)


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
    """Change the text, which is its author's alone."""
    pull_request, old = _addressed(call)
    if old.author_id != call.account.id:
        raise forbidden("You may only edit your own comments.")
    body = call.body()
    text = raw_content(body)
    extra = None
    if body.flag("pending") is False and old.extra.get("pending"):
        extra = {name: value for name, value in old.extra.items() if name != "pending"}
    found = call.forge.comments.update(old, body=text, extra=extra, actor=call.account)
    return ok(answers.comment(call.world, pull_request, found))


def _delete(call: Call) -> Response:
    """Delete a comment: its author may, and who administers the repository."""
    repository, pull_request = call.pull_request()
    found = find_comment(call, pull_request, int(call.path("comment_id")))
    if found.author_id != call.account.id and call.level(repository) < Level.ADMIN:
        raise forbidden("You do not have access to delete this comment.")
    if not found.deleted:
        call.forge.comments.delete(found, actor=call.account)
    return empty()


def _thread(call: Call) -> tuple[PullRequest, Comment]:
    """Return the comment in the address, which has to be one that begins a thread on the diff."""
    pull_request, found = _addressed(call)
    if found.parent_id is not None:
        raise forbidden("Only top-level comments can be resolved.")
    if found.anchor is None:
        raise forbidden("Only comments on the diff can be resolved.")
    return pull_request, found


def _resolve(call: Call) -> Answer:
    account = call.account
    _, found = _thread(call)
    if found.resolved:
        raise ApiError(409, "The comment has already been resolved.")
    with call.forge.transaction():
        resolved = call.forge.comments.resolve(found, actor=account)
        call.world.side.put(answers.RESOLVED, str(found.id), time(call.forge.now()))
    return ok(answers.resolution(call.world, resolved))


def _reopen(call: Call) -> Response:
    account = call.account
    _, found = _thread(call)
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
)
