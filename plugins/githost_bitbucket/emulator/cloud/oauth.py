"""OAuth 2: tokens for consumers.

https://developer.atlassian.com/cloud/bitbucket/oauth-2/: the consumer's key and secret come as
Basic or in the form, also with a refresh. Grants are `client_credentials`, which acts for the
consumer's owner, and `refresh_token`; there is no page on which somebody could agree, so no
`authorization_code`. Each account has a consumer whose key and secret are the account's login,
as its password is.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from starlette.responses import JSONResponse, Response

from githost_bitbucket.emulator.cloud.auth import Means, basic
from githost_bitbucket.emulator.cloud.call import Call, Endpoint
from githost_bitbucket.emulator.cloud.scopes import ALL_SCOPES
from githost_local.forge.errors import NotFound
from githost_local.forge.passwords import digest
from githost_local.forge.records import Account, AccountKind

#: Seconds, as in recorded answers.
_LIFETIME: Final = 7200
#: Under this the side table keeps refresh tokens, by their hash.
_REFRESH: Final = "oauth-refresh"


class _Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A refusal in the words of RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.document = {"error": error, "error_description": description}


def _token(call: Call) -> Response:
    try:
        return _granted(call, {part.name: part.text for part in call.form})
    except _Refused as refused:
        return JSONResponse(refused.document, status_code=400)


def _granted(call: Call, form: Mapping[str, str]) -> Response:
    account = _consumer(call, form)
    match form.get("grant_type"):
        case "client_credentials":
            return _issued(call, account, None)
        case "refresh_token":
            token = form.get("refresh_token", "")
            if call.world.side.get(_REFRESH, digest(token)) != account.key:
                raise _Refused("invalid_grant", "The specified refresh token is invalid.")
            return _issued(call, account, token)
        case grant:
            raise _Refused("unsupported_grant_type", f"Grant type {grant} is not supported.")


def _consumer(call: Call, form: Mapping[str, str]) -> Account:
    """Return the account whose consumer asks."""
    pair = basic(call.request.headers.get("Authorization") or "")
    key, secret = pair or (form.get("client_id", ""), form.get("client_secret", ""))
    try:
        account = call.forge.accounts.by_login(key)
    except NotFound as error:
        raise _unknown() from error
    is_right = hmac.compare_digest(secret.encode(), account.login.encode())
    if account.kind is not AccountKind.PERSON or not is_right:
        raise _unknown()
    return account


def _unknown() -> _Refused:
    return _Refused("unauthorized_client", "Invalid OAuth client credentials")


def _issued(call: Call, account: Account, refresh: str | None) -> Response:
    """Make an access token; a refresh token stays good for ever."""
    with call.forge.transaction():
        token = call.forge.tokens.create(
            account,
            label="OAuth",
            scopes=ALL_SCOPES,
            expires_at=call.forge.now() + timedelta(seconds=_LIFETIME),
            extra={"means": Means.OAUTH.value},
        )
        if refresh is None:
            refresh = secrets.token_urlsafe(16)
            call.world.side.put(_REFRESH, digest(refresh), account.key)
    return JSONResponse(
        {
            "access_token": token.secret,
            "scopes": " ".join(sorted(ALL_SCOPES)),
            "expires_in": _LIFETIME,
            "refresh_token": refresh,
            "token_type": "bearer",
        },
        headers={"Cache-Control": "no-store"},
    )


ENDPOINTS = (Endpoint("POST", "/site/oauth2/access_token", _token, root="", signs_in=True),)
