"""HTTP access tokens of people, projects and repositories.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-authentication/, "access
tokens". The token itself is shown once, when it is made. Those of a project or repository stand
for no person, so each of the two has an account of its own that its tokens call as.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.names import find_user, read_permission
from githost_bitbucket.emulator.datacenter.paging import page
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, AccountKind, Level, Namespace, Repository, Token


@attrs.frozen
class _Holder:
    """Whose tokens they are."""

    account: Account
    #: The kinds of permission that they can have.
    kinds: tuple[str, ...]
    #: What is kept with each token: what it is limited to, for those of no person.
    extra: Mapping[str, int] = attrs.field(factory=dict, hash=False)


def _person(call: Call) -> _Holder:
    """Return the person in the address, for themselves or an administrator."""
    account = find_user(call.forge, call.path("user"))
    if account.id != call.account.id and not call.caller.is_site_admin:
        raise call.refuse()
    return _Holder(account, ("PROJECT", "REPO"))


def _project(call: Call) -> _Holder:
    target = call.project(Level.ADMIN)
    return _Holder(_stand_in(call, target), ("PROJECT", "REPO"), {"project": target.id})


def _repository(call: Call) -> _Holder:
    target = call.repository(Level.ADMIN)
    return _Holder(_stand_in(call, target), ("REPO",), {"repository": target.id})


def _stand_in(call: Call, target: Namespace | Repository) -> Account:
    """Return the account that tokens of a project or repository call as."""
    kind = "repository" if isinstance(target, Repository) else "project"
    login = f"access-token-user/{kind}/{target.id}"
    with call.forge.transaction():
        try:
            return call.forge.accounts.by_login(login)
        except NotFound:
            return call.forge.accounts.create(login, kind=AccountKind.SERVICE)


def _answer(call: Call, token: Token) -> dict[str, Any]:
    """Return a token without its secret.

    The documentation has `permissions` in requests only; they were recorded in answers:
    https://github.com/eclipse-che/che-server, `access-tokens/1.0/users/ksmster/newtoken.json`.
    """
    return {
        "id": str(token.id),
        "createdDate": call.world.time(token.created_at),
        "name": token.label,
        "permissions": sorted(token.scopes),
    }


def _permissions(holder: _Holder, body: Body) -> tuple[str, ...]:
    words = body.texts("permissions") or ()
    if not words:
        raise invalid("At least one permission is required", "permissions")
    for word in words:
        kind = word.partition("_")[0]
        if kind not in holder.kinds:
            raise invalid(f"The permission '{word}' is unknown or does not apply", "permissions")
        read_permission(word, kind)
    return words


def _listed(holder: Callable[[Call], _Holder]) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        account = holder(call).account
        window = call.window
        found = call.forge.tokens.list(account, offset=window.start, limit=window.limit)
        return ok(page(window, found, lambda token: _answer(call, token)))

    return answer


def _created(holder: Callable[[Call], _Holder]) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        owner = holder(call)
        body = call.body()
        days = body.number("expiryDays")
        if days is not None and days < 1:
            raise invalid("The expiry must be at least one day from now", "expiryDays")
        token = call.forge.tokens.create(
            owner.account,
            label=body.required("name"),
            scopes=_permissions(owner, body),
            secret=f"BBDC-{secrets.token_urlsafe(32)}",
            expires_at=None if days is None else call.forge.now() + timedelta(days=days),
            extra=owner.extra,
        )
        return ok({**_answer(call, token), "token": token.secret})

    return answer


def _found(call: Call, owner: _Holder) -> Token:
    identifier = call.path("token")
    try:
        token = call.forge.tokens.get(int(identifier))
    except (NotFound, ValueError) as error:
        raise _missing(identifier) from error
    if token.account_id != owner.account.id:
        raise _missing(identifier)
    return token


def _missing(identifier: str) -> Refusal:
    """Say that there is no such token; without an exception's name, as servers did."""
    return Refusal(404, f"No access token with ID {identifier} exists.")


def _shown(holder: Callable[[Call], _Holder]) -> Callable[[Call], Response]:
    return lambda call: ok(_answer(call, _found(call, holder(call))))


def _changed(holder: Callable[[Call], _Holder]) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        owner = holder(call)
        token = _found(call, owner)
        body = call.body()
        changed = call.forge.tokens.update(
            token,
            label=body.required("name") if "name" in body else None,
            scopes=_permissions(owner, body) if "permissions" in body else None,
        )
        return ok(_answer(call, changed))

    return answer


def _deleted(holder: Callable[[Call], _Holder]) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        call.forge.tokens.delete(_found(call, holder(call)))
        return empty()

    return answer


_PLACES: Final = (("/users/{user}", _person), (PROJECT, _project), (REPOSITORY, _repository))

ENDPOINTS = tuple(
    endpoint
    for place, holder in _PLACES
    for endpoint in (
        Endpoint("GET", "access-tokens", place, _listed(holder)),
        Endpoint("PUT", "access-tokens", place, _created(holder)),
        Endpoint("GET", "access-tokens", place + "/{token}", _shown(holder)),
        Endpoint("POST", "access-tokens", place + "/{token}", _changed(holder)),
        Endpoint("DELETE", "access-tokens", place + "/{token}", _deleted(holder)),
    )
)
