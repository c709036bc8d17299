"""Reviews: approving a pull request, or asking for changes, and taking it back."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import pull_request_answers as answers
from githost_bitbucket.emulator.cloud.call import (
    PULL_REQUEST,
    Answer,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError
from githost_bitbucket.emulator.cloud.scopes import PULL_REQUEST_WRITE
from githost_local.forge.records import PullRequest, Verdict


def _approve(call: Call) -> Answer:
    found = _reviewable(call, "approve")
    review = call.forge.reviews.approve(found, actor=call.account)
    return ok(answers.participant(call.world, review))


def _unapprove(call: Call) -> Response:
    return _withdrawn(call, Verdict.APPROVED)


def _request_changes(call: Call) -> Answer:
    found = _reviewable(call, "request changes on")
    review = call.forge.reviews.request_changes(found, actor=call.account)
    return ok(answers.participant(call.world, review))


def _withdraw_changes(call: Call) -> Response:
    return _withdrawn(call, Verdict.CHANGES_REQUESTED)


def _reviewable(call: Call, deed: str) -> PullRequest:
    """Return the pull request, on which the caller may have a say.

    JSON that is announced must be there: https://github.com/MatanYemini/bitbucket-mcp/issues/119.
    """
    _, found = call.pull_request()
    kind = call.request.headers.get("Content-Type", "")
    if kind.startswith("application/json") and not call.content.strip():
        raise ApiError(400, "Bad request", detail="The JSON cannot be read: there is none.")
    if found.author_id == call.account.id:
        raise ApiError(400, f"You cannot {deed} your own pull request.")
    _check_open(found)
    return found


def _withdrawn(call: Call, verdict: Verdict) -> Response:
    """Take back this verdict of the caller's, if it is theirs."""
    _, found = call.pull_request()
    _check_open(found)
    given = {review.account_id: review.verdict for review in found.reviews}
    if given.get(call.account.id) is verdict:
        call.forge.reviews.clear(found, actor=call.account)
    return empty()


def _check_open(found: PullRequest) -> None:
    if not answers.is_open(found):
        raise ApiError(400, "The pull request has already been closed.")


ENDPOINTS = tuple(
    endpoint
    for word, give, take in (
        ("approve", _approve, _unapprove),
        ("request-changes", _request_changes, _withdraw_changes),
    )
    for endpoint in (
        Endpoint(
            "POST",
            f"{PULL_REQUEST}/{word}",
            give,
            scope="pullrequest:write",
            api_scope=PULL_REQUEST_WRITE,
        ),
        Endpoint("DELETE", f"{PULL_REQUEST}/{word}", take, scope="pullrequest:write"),
    )
)
