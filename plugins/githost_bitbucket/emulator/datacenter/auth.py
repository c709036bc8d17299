"""Who is calling.

Names and passwords come as Basic; HTTP access tokens as Bearer, and those of a person also as
Basic password beside the person's name
(https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html).
"""

import base64
import binascii
from typing import Final

import attrs

from githost_bitbucket.emulator.datacenter.errors import wrong_credentials
from githost_local.forge import Forge
from githost_local.forge.records import Account, AccountKind, Level, Namespace, Repository, Token

_LEVELS: Final = {"READ": Level.READ, "WRITE": Level.WRITE, "ADMIN": Level.ADMIN}


@attrs.frozen(kw_only=True)
class Caller:
    """Somebody who calls, and what the token they use is limited to."""

    forge: Forge
    account: Account | None
    token: Token | None = None

    def level(self, target: Namespace | Repository) -> Level:
        """Return what the caller may do there: the account's level, within the token's limit."""
        granted = self.forge.permissions.effective(
            None if self.is_service else self.account, target
        )
        if self.is_service and self.token is not None and _belongs(self.token, target):
            granted = Level.ADMIN
        if isinstance(target, Repository):
            # A public project makes its repositories readable, whatever they say themselves:
            # https://confluence.atlassian.com/bitbucketserver/allowing-public-access-to-code-776639799.html
            home = self.forge.namespaces.get(target.namespace_id)
            granted = max(granted, Level.READ) if home.public else granted
        return min(granted, self._limit(repository=isinstance(target, Repository)))

    def may_view(self, namespace: Namespace) -> bool:
        """Tell whether the caller sees a project: by a right in it or in a repository of it."""
        if self.level(namespace) >= Level.READ:
            return True
        readable = self.forge.repos.list(
            namespace=namespace, where=lambda r: self.level(r) >= Level.READ, limit=1
        )
        return readable.total > 0

    @property
    def is_site_admin(self) -> bool:
        """Whether the caller administers the server; tokens never do (BSERV-10482)."""
        return self.account is not None and self.account.site_admin and self.token is None

    @property
    def is_service(self) -> bool:
        """Whether a project's or repository's token calls, which is no person."""
        return self.account is not None and self.account.kind is AccountKind.SERVICE

    def _limit(self, *, repository: bool) -> Level:
        if self.token is None:
            return Level.ADMIN
        limit = Level.READ
        for scope in self.token.scopes:
            kind, _, word = scope.partition("_")
            if repository or kind == "PROJECT":
                limit = max(limit, _LEVELS[word])
        return limit


def _belongs(token: Token, target: Namespace | Repository) -> bool:
    """Tell whether a token is of this project or repository, or of the repository's project."""
    if isinstance(target, Repository):
        return (
            token.extra.get("repository") == target.id
            or token.extra.get("project") == target.namespace_id
        )
    return token.extra.get("project") == target.id


def identify(forge: Forge, header: str | None) -> Caller:
    """Return who sent an `Authorization` header; nobody, if there is none."""
    if not header:
        return Caller(forge=forge, account=None)
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(forge, value.strip(), name=None)
    if scheme.lower() == "basic":
        name, password = _basic(value.strip())
        account = forge.accounts.authenticate_password(name, password)
        if account is not None and account.login.casefold() == name.casefold():
            return Caller(forge=forge, account=account)
        return _by_token(forge, password, name=name)
    raise wrong_credentials()


def _by_token(forge: Forge, secret: str, *, name: str | None) -> Caller:
    found = forge.accounts.authenticate_token(secret)
    if found is None:
        raise wrong_credentials()
    account, token = found
    if name is not None:
        is_person = account.kind is AccountKind.PERSON
        if not is_person or account.login.casefold() != name.casefold():
            raise wrong_credentials()
    return Caller(forge=forge, account=account, token=token)


def _basic(value: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise wrong_credentials() from error
    name, _, password = text.partition(":")
    return name, password
