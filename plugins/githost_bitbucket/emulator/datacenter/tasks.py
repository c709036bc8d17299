"""Tasks: since 7.2 they are comments of severity `BLOCKER`."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import comments
from githost_bitbucket.emulator.datacenter.call import PULL_REQUEST, Call, Endpoint, ok
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_bitbucket.emulator.datacenter.threads import Threads, state
from githost_local.forge import Forge


def _list(call: Call) -> Response:
    """List the tasks, replies among them; with `count`, only tell how many are in each state."""
    repository, pull_request = call.pull_request()
    threads = Threads(call, repository, pull_request)
    states = comments.read_states(call)
    found = [task for task in threads.tasks() if not states or state(task) in states]
    if call.flag("count"):
        words = [state(task) for task in found]
        return ok({word: words.count(word) for word in ("OPEN", "RESOLVED")})
    return ok(page_of(call.window, found, threads.answer))


def _create(call: Call) -> Response:
    return comments.create(call, "BLOCKER")


def adopt(forge: Forge) -> None:
    """Turn the forge's own tasks into comments, so that a world made without this face has them."""
    with forge.transaction():
        for pull_request in forge.pull_requests.list():
            for task in forge.tasks.list(pull_request):
                parent = (
                    None
                    if task.comment_id is None
                    else forge.comments.get(pull_request, task.comment_id)
                )
                author = forge.accounts.get(task.author_id)
                extra: dict[str, object] = {"severity": "BLOCKER", "state": "OPEN"}
                if task.done and task.done_by is not None and task.done_at is not None:
                    extra |= {
                        "state": "RESOLVED",
                        "resolver": task.done_by,
                        "resolvedDate": task.done_at.isoformat(),
                    }
                with forge.at(task.created_at):
                    forge.comments.create(
                        pull_request, task.body, parent=parent, extra=extra, actor=author
                    )
                forge.tasks.delete(task)


_TASKS: Final = PULL_REQUEST + "/blocker-comments"
_SINCE: Final = "7.2"

ENDPOINTS = (
    Endpoint("GET", "api", _TASKS, _list, since=_SINCE),
    Endpoint("POST", "api", _TASKS, _create, since=_SINCE),
    Endpoint("GET", "api", _TASKS + "/{comment:int}", comments.get, since=_SINCE),
    Endpoint("PUT", "api", _TASKS + "/{comment:int}", comments.update, since=_SINCE),
    Endpoint("DELETE", "api", _TASKS + "/{comment:int}", comments.delete, since=_SINCE),
)
