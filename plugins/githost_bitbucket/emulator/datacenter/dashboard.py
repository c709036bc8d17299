"""The dashboard: somebody's pull requests in all repositories.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-dashboard/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, ok
from githost_bitbucket.emulator.datacenter.errors import invalid_argument
from githost_bitbucket.emulator.datacenter.names import STATE_OF, VERDICTS, named_user
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_local.forge.records import Account, Level, PullRequest, Verdict

_ROLES: Final = frozenset({"AUTHOR", "REVIEWER", "PARTICIPANT"})


def _parts(found: PullRequest, account: Account) -> Iterator[tuple[str, str]]:
    """Give somebody's roles in a pull request, each with the status they have in it."""
    if found.author_id == account.id:
        yield "AUTHOR", VERDICTS[Verdict.NONE]
    for review in found.reviews:
        if review.account_id == account.id != found.author_id:
            yield review.role.value.upper(), VERDICTS[review.verdict]


def _word(call: Call, name: str, known: frozenset[str]) -> str | None:
    word = call.query(name)
    if word is not None and word.upper() not in known:
        raise invalid_argument(f"'{word}' is not a value of {name}")
    return None if word is None else word.upper()


def _list(call: Call) -> Response:
    """List the pull requests that the caller, or who is named, has a part in."""
    caller, name = call.account, call.query("user")
    account = caller if name is None else named_user(call.forge, name)
    role = _word(call, "role", _ROLES)
    state = _word(call, "state", frozenset(STATE_OF))
    asked = call.query("participantStatus")
    statuses = frozenset(VERDICTS.values() if asked is None else asked.upper().split(","))
    seconds = call.number("closedSince", 0)
    since = call.forge.now() - timedelta(seconds=seconds)

    def keep(found: PullRequest) -> bool:
        repository = call.forge.repos.get(found.repository_id)
        return (
            any(role in {None, has} and said in statuses for has, said in _parts(found, account))
            and (not seconds or (found.closed_at is not None and found.closed_at > since))
            and call.caller.level(repository) >= Level.READ
        )

    found = call.forge.pull_requests.list(
        states=None if state is None else (STATE_OF[state],),
        descending=(call.query("order") or "NEWEST").upper() != "OLDEST",
        where=keep,
    )
    return ok(page_of(call.window, found.items, lambda p: answers.pull_request(call.world, p)))


ENDPOINTS = (Endpoint("GET", "api", "/dashboard/pull-requests", _list),)
