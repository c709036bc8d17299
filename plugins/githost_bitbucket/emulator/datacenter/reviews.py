"""Reviews: participants of a pull request, and what they say.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-pull-requests/,
"participants". Nobody speaks for others, and the author does not review. None of it needs the
pull request's version.
"""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.auth import Caller
from githost_bitbucket.emulator.datacenter.call import (
    PULL_REQUEST,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid, invalid_argument
from githost_bitbucket.emulator.datacenter.names import VERDICTS, find_user, named_user
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_bitbucket.emulator.datacenter.pull_requests import illegal_state
from githost_local.forge.errors import WrongState
from githost_local.forge.records import Account, Level, PullRequest, Review, Verdict

_VERDICT_OF = {word: verdict for verdict, word in VERDICTS.items()}


def _list(call: Call) -> Response:
    _, found = call.pull_request()
    everybody = [answers.author(call.world, found)]
    everybody += [
        answers.participant(call.world, review)
        for review in found.reviews
        if review.account_id != found.author_id
    ]
    return ok(page_of(call.window, everybody, lambda one: one))


def _say(call: Call, found: PullRequest, verdict: Verdict) -> Response:
    account = call.account
    if account.id == found.author_id:
        raise invalid("Authors may not review their own pull request", "status")
    reviews = call.forge.reviews
    try:
        if verdict is Verdict.APPROVED:
            review: Review = reviews.approve(found, actor=account)
        elif verdict is Verdict.CHANGES_REQUESTED:
            review = reviews.request_changes(found, actor=account)
        else:
            review = reviews.clear(found, actor=account)
    except WrongState as error:
        raise illegal_state(error) from error
    return ok(answers.participant(call.world, review))


def _set_status(call: Call) -> Response:
    _, found = call.pull_request(writes=True)
    user = find_user(call.forge, call.path("user"))
    if user.id != call.account.id:
        raise call.refuse()
    body = call.body()
    word = body.required("status").upper()
    if word not in _VERDICT_OF:
        raise invalid_argument(f"'{word}' is not a participant status")
    seen = body.text("lastReviewedCommit")
    if seen is not None and not found.source_commit.startswith(seen):
        raise Refusal(409, "The pull request has been updated since the last reviewed commit.")
    return _say(call, found, _VERDICT_OF[word])


def _approve(call: Call) -> Response:
    _, found = call.pull_request(writes=True)
    return _say(call, found, Verdict.APPROVED)


def _unapprove(call: Call) -> Response:
    _, found = call.pull_request(writes=True)
    return _say(call, found, Verdict.NONE)


def _add(call: Call) -> Response:
    """Ask somebody to review."""
    repository, found = call.pull_request(Level.WRITE, writes=True)
    body = call.body()
    user = body.object("user")
    if user is None or body.required("role").upper() != "REVIEWER":
        raise invalid("A user and the role REVIEWER are required", "role")
    account = named_user(call.forge, user.required("name"))
    if Caller(forge=call.forge, account=account).level(repository) < Level.READ:
        raise invalid(f"{account.login} may not view this pull request", "user")
    try:
        review = call.forge.reviews.add_reviewer(found, account, actor=call.account)
    except WrongState as error:
        raise illegal_state(error) from error
    return ok(answers.participant(call.world, review))


def _remove_by_slug(call: Call) -> Response:
    return _remove(call, find_user(call.forge, call.path("user")))


def _remove_by_name(call: Call) -> Response:
    name = call.query("username")
    if not name:
        raise invalid("A username is required", "username")
    return _remove(call, named_user(call.forge, name))


def _remove(call: Call, account: Account) -> Response:
    """Take somebody off the reviewers, who stays a participant."""
    _, found = call.pull_request(Level.WRITE, writes=True)
    try:
        with call.forge.transaction():
            if call.forge.reviews.remove(found, account, actor=call.account):
                call.forge.reviews.join(found, account)
    except WrongState as error:
        raise illegal_state(error) from error
    return empty()


ENDPOINTS = (
    Endpoint("GET", "api", PULL_REQUEST + "/participants", _list),
    Endpoint("POST", "api", PULL_REQUEST + "/participants", _add),
    Endpoint("DELETE", "api", PULL_REQUEST + "/participants", _remove_by_name),
    Endpoint("PUT", "api", PULL_REQUEST + "/participants/{user}", _set_status),
    Endpoint("DELETE", "api", PULL_REQUEST + "/participants/{user}", _remove_by_slug),
    Endpoint("POST", "api", PULL_REQUEST + "/approve", _approve),
    Endpoint("DELETE", "api", PULL_REQUEST + "/approve", _unapprove),
)
