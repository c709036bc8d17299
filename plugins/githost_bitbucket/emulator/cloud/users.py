"""Users: who calls, and who somebody is."""

from __future__ import annotations

from typing import Any

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.auth import Means
from githost_bitbucket.emulator.cloud.call import Answer, Call, Endpoint, ok
from githost_bitbucket.emulator.cloud.errors import BAD_TOKEN, ApiError, unauthenticated
from githost_bitbucket.emulator.cloud.names import find_account
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge.records import Account

_USER = "read:user:bitbucket"


def _me(call: Call) -> Answer:
    account = call.account
    if call.caller.means is Means.ACCESS_TOKEN:
        # What a client recorded of the token of a repository.
        raise unauthenticated(BAD_TOKEN)
    return ok(answers.detailed_account(call.world, account))


def _get(call: Call) -> Answer:
    found = find_account(call.forge, call.path("selected_user"))
    return ok(answers.detailed_account(call.world, found))


def _emails(call: Call) -> Answer:
    account = call.person
    addresses = [] if account.email is None else [account.email]
    return ok(page_of(call, addresses, lambda _: _email(call.world, account), queried=False))


def _one_email(call: Call) -> Answer:
    account = call.person
    if account.email is None or call.path("email").lower() != account.email.lower():
        raise ApiError(404, f"{call.path('email')} is not an email address of yours.")
    return ok(_email(call.world, account))


def _email(world: World, account: Account) -> dict[str, Any]:
    """Return the one address that an account has."""
    return {
        "type": "email",
        "email": account.email,
        "is_primary": True,
        "is_confirmed": True,
        "links": {"self": answers.link(f"{world.api}/user/emails/{account.email}")},
    }


ENDPOINTS = (
    Endpoint("GET", "/user", _me, scope="account", api_scope=_USER),
    Endpoint("GET", "/user/emails", _emails, scope="email"),
    Endpoint("GET", "/user/emails/{email}", _one_email, scope="email"),
    Endpoint("GET", "/users/{selected_user}", _get, api_scope=_USER),
)
