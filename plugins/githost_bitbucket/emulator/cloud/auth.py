"""Who is calling.

API tokens come as the password beside the account's e-mail address; access tokens and OAuth as
Bearer. App passwords ended on 2026-07-28, and nothing else is taken as a password
(https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/).
"""

import base64
import binascii
from enum import Enum
from typing import Final

import attrs

from githost_bitbucket.emulator.cloud import scopes
from githost_bitbucket.emulator.cloud.errors import BAD_TOKEN, ApiError, unauthenticated
from githost_local.forge import Forge
from githost_local.forge.records import Account, Level, Target, Token

#: The user names that git gives with a token
#: (https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/ and
#: https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/).
_GIT_API_TOKEN_USER: Final = "x-bitbucket-api-token-auth"  # noqa: S105 - a name everybody uses
_GIT_BEARER_USER: Final = "x-token-auth"


class Means(Enum):
    """How somebody says who they are; the value is kept in the token's `extra`."""

    ANONYMOUS = "anonymous"
    API_TOKEN = "api-token"  # noqa: S105 - a kind of token
    ACCESS_TOKEN = "access-token"  # noqa: S105 - a kind of token
    OAUTH = "oauth"


@attrs.frozen(kw_only=True)
class Caller:
    """Somebody, or nobody, who calls."""

    account: Account | None
    means: Means
    scopes: frozenset[str]

    def level(self, forge: Forge, target: Target) -> Level:
        """Return what the caller may do with a target."""
        return forge.permissions.effective(self.account, target)

    def require_scopes(self, words: str, method: str, api_words: str | None) -> None:
        """Refuse a token that lacks one of the scopes.

        `words` are those of OAuth and access tokens, with spaces between them; `api_words` those
        of API tokens, where they do not follow from `words`.
        """
        if self.means is Means.ANONYMOUS:
            return
        required = words.split()
        if self.means is Means.API_TOKEN:
            required = (
                [one for word in required for one in scopes.api_token_scopes(word, method)]
                if api_words is None
                else api_words.split()
            )
        if not self.scopes.issuperset(required):
            raise ApiError(
                403,
                "Your credentials lack one or more required privilege scopes.",
                detail={"required": required, "granted": sorted(self.scopes)},
            )


ANONYMOUS: Final = Caller(account=None, means=Means.ANONYMOUS, scopes=frozenset())


def authenticate(forge: Forge, authorization: str | None) -> Caller:
    """Return who sends this `Authorization` to the API; raises ApiError for what is not known."""
    if authorization is None:
        return ANONYMOUS
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "bearer":
        caller = _token(forge, value.strip(), Means.ACCESS_TOKEN, Means.OAUTH)
    elif (pair := basic(authorization)) is not None:
        caller = _token(forge, pair[1], Means.API_TOKEN)
        if caller is not None and not _is_email(caller, pair[0]):
            caller = None
    else:
        caller = None
    if caller is None:
        raise unauthenticated(BAD_TOKEN)
    return caller


def authenticate_git(forge: Forge, authorization: str | None) -> Caller | None:
    """Return who sends this `Authorization` with git, or None for what is not known."""
    if authorization is None:
        return ANONYMOUS
    pair = basic(authorization)
    if pair is None:
        return None
    user, secret = pair
    if user == _GIT_BEARER_USER:
        return _token(forge, secret, Means.ACCESS_TOKEN, Means.OAUTH)
    caller = _token(forge, secret, Means.API_TOKEN)
    if caller is None or caller.account is None:
        return None
    return caller if user in {_GIT_API_TOKEN_USER, caller.account.login} else None


def basic(authorization: str) -> tuple[str, str] | None:
    """Return user and password of a Basic `Authorization` (RFC 7617), or None."""
    kind, _, value = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = text.partition(":")
    return (user, password) if colon else None


def _token(forge: Forge, secret: str, *means: Means) -> Caller | None:
    found: tuple[Account, Token] | None = forge.accounts.authenticate_token(secret)
    if found is None:
        return None
    account, token = found
    if not token.scopes:
        # A token made without scopes is none for Bitbucket, which says that it is not supported.
        return None
    for one in means:
        if token.extra.get("means") == one.value:
            return Caller(account=account, means=one, scopes=scopes.expand(token.scopes))
    return None


def _is_email(caller: Caller, user: str) -> bool:
    email = caller.account.email if caller.account else None
    return email is not None and email.lower() == user.lower()
