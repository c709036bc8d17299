"""The activity of pull requests: updates, comments, approvals, requests for changes.

Each entry has one of the four beside the pull request
(https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/, "activity").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from githost_bitbucket.emulator.cloud import answers, comment_answers
from githost_bitbucket.emulator.cloud import pull_request_answers as pull_requests
from githost_bitbucket.emulator.cloud.call import (
    PULL_REQUEST,
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    ok,
)
from githost_bitbucket.emulator.cloud.paging import MAX_PULL_REQUESTS, page_of
from githost_bitbucket.emulator.cloud.world import time
from githost_local.forge.records import Activity, Comment, PullRequest

#: What is told as an update, with the state that came of it.
_UPDATES: Final = {
    "opened": "OPEN",
    "updated": "OPEN",
    "rescoped": "OPEN",
    "reviewers_changed": "OPEN",
    "reopened": "OPEN",
    "merged": "MERGED",
    "closed": "DECLINED",
}
_VERDICTS: Final = {"approved": "approval", "changes_requested": "changes_requested"}


def _of_pull_request(call: Call) -> Answer:
    _, found = call.pull_request()
    return ok(_page(call, list(_entries(call, found))))


def _of_repository(call: Call) -> Answer:
    repository = call.repository()
    entries = [
        entry
        for found in call.forge.pull_requests.list(repository=repository)
        for entry in _entries(call, found)
    ]
    return ok(_page(call, sorted(entries, key=lambda entry: entry[0], reverse=True)))


def _page(call: Call, entries: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    return page_of(
        call, entries, lambda entry: entry[1], maximum=MAX_PULL_REQUESTS, opaque=True, queried=False
    )


def _entries(call: Call, found: PullRequest) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what the log says, newest first, each with a number that grows with time."""
    account = call.caller.account
    everything = call.forge.comments.list(found, deleted=True)
    seen = comment_answers.visible(everything, None if account is None else account.id)
    comments = {comment.id: comment for comment in seen}
    then = found
    for line in call.forge.pull_requests.activity(found):
        entry = _entry(call, then, line, comments)
        if entry is not None:
            stub = pull_requests.stub(call.world, found)
            yield line.id, {"pull_request": stub, **entry}
        then = _before(then, line)


def _before(then: PullRequest, line: Activity) -> PullRequest:
    """Return the pull request as it was before what a line of its log tells."""
    if line.action == "updated":
        return attrs.evolve(then, **{name: c["old"] for name, c in line.details.items()})
    if line.action == "rescoped":
        return attrs.evolve(then, source_commit=line.details["old"])
    return then


def _entry(
    call: Call, found: PullRequest, line: Activity, comments: Mapping[int, Comment]
) -> dict[str, Any] | None:
    actor = call.forge.accounts.get(line.actor_id or found.author_id)
    if line.action in _UPDATES:
        state = _UPDATES[line.action]
        update: dict[str, Any] = {
            "title": found.title,
            "description": found.description,
            "draft": found.draft,
            "state": state,
            "reason": found.close_reason if state == "DECLINED" else "",
            "author": answers.account(call.world, actor),
            "date": time(line.at),
            "destination": pull_requests.destination(call.world, found),
            "source": pull_requests.source(call.world, found),
        }
        for end in ("destination", "source"):
            update[end]["branch"] = {"name": update[end]["branch"]["name"]}
        return {"update": update}
    if line.action in _VERDICTS:
        return {
            _VERDICTS[line.action]: {
                "date": time(line.at),
                "pullrequest": pull_requests.stub(call.world, found),
                "user": answers.account(call.world, actor),
            }
        }
    if line.action == "commented" and line.details["comment"] in comments:
        comment = comments[line.details["comment"]]
        return {"comment": comment_answers.comment(call.world, found, comment)}
    return None


ENDPOINTS = (
    Endpoint("GET", REPOSITORY + "/pullrequests/activity", _of_repository, scope="pullrequest"),
    Endpoint("GET", PULL_REQUEST + "/activity", _of_pull_request, scope="pullrequest"),
)
