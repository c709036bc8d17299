"""Tasks of pull requests."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers, comment_answers
from githost_bitbucket.emulator.cloud import pull_request_answers as pull_requests
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.call import (
    PULL_REQUEST,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.comments import find_comment, raw_content
from githost_bitbucket.emulator.cloud.errors import ApiError, check_choice, forbidden, invalid
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import World, time
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Level, PullRequest, Task

_TASKS: Final = PULL_REQUEST + "/tasks"
_TASK: Final = _TASKS + "/{task_id:int}"
#: Fewer than this is refused here: https://github.com/avivsinai/bitbucket-cli asks for no fewer.
_MIN_LENGTH: Final = 10
_ORDER: Final = "created_on"
_STATES: Final = {"RESOLVED": True, "UNRESOLVED": False}


def task(world: World, pull_request: PullRequest, found: Task) -> dict[str, Any]:
    """Return a task."""
    accounts = world.forge.accounts
    doer = None if found.done_by is None else accounts.get(found.done_by)
    page = pull_requests.page(world, pull_request)
    answer: dict[str, Any] = {
        "id": found.id,
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
        "state": "RESOLVED" if found.done else "UNRESOLVED",
        "content": answers.content(found.body),
        "creator": answers.account(world, accounts.get(found.author_id)),
        "pending": False,
        "resolved_on": None if found.done_at is None else time(found.done_at),
        "resolved_by": None if doer is None else answers.account(world, doer),
        "links": {
            "self": link(f"{pull_requests.address(world, pull_request)}/tasks/{found.id}"),
            "html": link(f"{page}/_/diff#task-{found.id}"),
        },
    }
    if found.comment_id is not None:
        here = comment_answers.address(world, pull_request, found.comment_id)
        answer["comment"] = {"id": found.comment_id, "links": {"self": link(here)}}
    return answer


def _list(call: Call) -> Answer:
    _, pull_request = call.pull_request()
    return ok(
        page_of(
            call,
            call.forge.tasks.list(pull_request).items,
            lambda found: task(call.world, pull_request, found),
            minimum=_MIN_LENGTH,
            order=_ORDER,
        )
    )


def _addressed(call: Call) -> tuple[PullRequest, Task]:
    _, pull_request = call.pull_request()
    number = int(call.path("task_id"))
    try:
        return pull_request, call.forge.tasks.get(pull_request, number)
    except NotFound as error:
        raise ApiError(404, f"Task {number} not found") from error


def _get(call: Call) -> Answer:
    pull_request, found = _addressed(call)
    return ok(task(call.world, pull_request, found))


def _create(call: Call) -> Answer:
    account = call.account
    _, pull_request = call.pull_request()
    body = call.body()
    text = raw_content(body)
    sent = body.object("comment")
    number = None if sent is None else sent.number("id")
    comment = None if number is None else find_comment(call, pull_request, number)
    found = call.forge.tasks.create(pull_request, text, comment=comment, actor=account)
    answer = task(call.world, pull_request, found)
    return created(answer, location=answer["links"]["self"]["href"])


def _update(call: Call) -> Answer:
    """Change text, state, or both."""
    account = call.account
    pull_request, found = _addressed(call)
    body = call.body()
    if not body.keys & {"content", "state"}:
        raise invalid("content", "Content or state is required.")
    state = body.text("state")
    if state is not None:
        check_choice("state", state, _STATES)
    text = raw_content(body) if "content" in body else None
    with call.forge.transaction():
        if text is not None and text != found.body:
            _demand(call, found)
            found = call.forge.tasks.update(found, body=text)
        if state is not None and found.done is not _STATES[state]:
            tasks = call.forge.tasks
            found = tasks.reopen(found) if found.done else tasks.resolve(found, actor=account)
    return ok(task(call.world, pull_request, found))


def _delete(call: Call) -> Response:
    _, found = _addressed(call)
    _demand(call, found)
    call.forge.tasks.delete(found)
    return empty()


def _demand(call: Call, found: Task) -> None:
    """Refuse who neither made the task nor may write to the repository."""
    repository = call.repository()
    if found.author_id != call.account.id and call.level(repository) < Level.WRITE:
        raise forbidden("You do not have access to this task.")


ENDPOINTS = (
    Endpoint("GET", _TASKS, _list, scope="pullrequest"),
    Endpoint("POST", _TASKS, _create, scope="pullrequest"),
    Endpoint("GET", _TASK, _get, scope="pullrequest"),
    Endpoint("PUT", _TASK, _update, scope="pullrequest"),
    Endpoint("DELETE", _TASK, _delete, scope="pullrequest"),
)
