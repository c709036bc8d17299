"""Merging pull requests, at once or as a task to be asked about."""

from __future__ import annotations

import uuid
from typing import Any, Final

from githost_bitbucket.emulator.cloud import merge_checks
from githost_bitbucket.emulator.cloud import pull_request_answers as answers
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.bodies import Body
from githost_bitbucket.emulator.cloud.call import (
    PULL_REQUEST,
    Answer,
    Call,
    Endpoint,
    accepted,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, check_choice, invalid, translate
from githost_bitbucket.emulator.cloud.names import DEFAULT_STRATEGY, STRATEGIES
from githost_bitbucket.emulator.cloud.scopes import PULL_REQUEST_WRITE
from githost_local.forge.errors import ForgeError, NotFastForward
from githost_local.forge.records import (
    Level,
    MergeStrategy,
    PullRequest,
    Repository,
    Verdict,
)

#: `message` in the schema `pullrequest_merge_parameters`.
_LONGEST_MESSAGE: Final = 128 * 1024
#: Under this the side table keeps what became of merges that were not waited for.
_TASKS: Final = "merge-task"
_PENDING: Final = "PENDING"
_SUCCESS: Final = "SUCCESS"
_FULL: Final = 40


def _merge(call: Call) -> Answer:
    """Merge; with `async=true` the answer is where to ask what became of it."""
    repository, found = call.pull_request(Level.WRITE)
    body = call.body()
    if not call.flag("async"):
        return ok(_merged(call, repository, found, body), hidden=answers.HIDDEN)
    # What is wrong with the request itself is told at once, the rest by the task.
    _parameters(body)
    check_open(found)
    task = str(uuid.uuid4())
    try:
        _merged(call, repository, found, body)
        outcome: dict[str, Any] | None = None
    except ApiError as error:
        outcome = {"status": error.status, "body": error.body()}
    call.world.side.put(_TASKS, task, {"pull_request": found.id, "error": outcome, "asked": False})
    return accepted("", location=_task_address(call, found, task))


def _merged(call: Call, repository: Repository, found: PullRequest, body: Body) -> dict[str, Any]:
    strategy, message = _parameters(body)
    check_open(found)
    if found.draft:
        raise ApiError(400, "You can't merge a draft pull request.")
    merge_checks.check(call, repository, found)
    try:
        merged = call.forge.pull_requests.merge(
            found,
            strategy=strategy,
            message=message or _message(call, found),
            delete_source=body.flag("close_source_branch"),
            actor=call.account,
        )
    except NotFastForward as error:
        raise ApiError(
            400, "Unable to fast forward due to changes in the destination branch."
        ) from error
    except ForgeError as error:
        raise translate(error) from error
    answer = answers.pull_request(call.world, merged)
    # Here, and only here, the commit's name is whole.
    return answer | {"merge_commit": answers.merge_commit(call.world, merged, _FULL)}


def _parameters(body: Body) -> tuple[MergeStrategy, str | None]:
    word = body.text("merge_strategy") or DEFAULT_STRATEGY
    check_choice("merge_strategy", word, STRATEGIES)
    message = body.text("message")
    if message is not None and len(message.encode()) > _LONGEST_MESSAGE:
        raise invalid("message", "The message is longer than 128 KiB.")
    return STRATEGIES[word], message


def _message(call: Call, found: PullRequest) -> str:
    """Return the site's own words, as in recorded merges."""
    approvers = [
        call.forge.accounts.get(review.account_id).display_name
        for review in found.reviews
        if review.verdict is Verdict.APPROVED
    ]
    lines = [
        f"Merged in {found.source_branch} (pull request #{found.number})\n",
        f"{found.title}\n",
        *(f"Approved-by: {name}" for name in approvers),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def check_open(found: PullRequest) -> None:
    """Refuse to end a pull request that has ended."""
    if not answers.is_open(found):
        raise invalid("newstatus", "This pull request is already closed.")


def _task_address(call: Call, found: PullRequest, task: str) -> str:
    return f"{answers.address(call.world, found)}/merge/task-status/{task}"


def _task(call: Call) -> Answer:
    """Tell how a merge goes: it is pending when first asked about.

    So is, for ever, one that nobody ordered.
    """
    _, found = call.pull_request()
    name = call.path("task_id")
    task = call.world.side.get(_TASKS, name)
    answer: dict[str, Any] = {
        "task_status": _PENDING,
        "links": {"self": link(_task_address(call, found, name))},
    }
    if task is None:
        return ok(answer)
    if task["pull_request"] != found.id:
        raise ApiError(400, "The task does not belong to this pull request.")
    if not task["asked"]:
        call.world.side.put(_TASKS, name, task | {"asked": True})
        return ok(answer)
    if task["error"] is not None:
        return Answer(document=task["error"]["body"], status=task["error"]["status"])
    result = answers.pull_request(call.world, found)
    hidden = tuple(f"merge_result.{field}" for field in answers.HIDDEN)
    return ok(answer | {"task_status": _SUCCESS, "merge_result": result}, hidden=hidden)


ENDPOINTS = (
    Endpoint(
        "POST",
        PULL_REQUEST + "/merge",
        _merge,
        scope="pullrequest:write",
        api_scope=PULL_REQUEST_WRITE,
    ),
    Endpoint("GET", PULL_REQUEST + "/merge/task-status/{task_id}", _task, scope="pullrequest"),
)
