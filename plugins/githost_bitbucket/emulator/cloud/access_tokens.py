"""Access tokens of repositories, projects and workspaces.

https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/: such a token is bound to its
resource and acts as a user of its own, which nobody else is. The product makes them on its pages
only, so the emulator has no address for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from githost_bitbucket.emulator.cloud.auth import Means
from githost_local.forge import Forge
from githost_local.forge.records import AccountKind, Level, Target


def make_access_token(forge: Forge, target: Target, *, name: str, scopes: Iterable[str]) -> str:
    """Make a token for what the scopes allow on one repository, project or workspace."""
    given = frozenset(scopes)
    with forge.transaction():
        account = forge.accounts.create(
            f"{name}-{secrets.token_hex(4)}", display_name=name, kind=AccountKind.SERVICE
        )
        forge.permissions.grant(target, account, _level(given))
        token = forge.tokens.create(
            account, label=name, scopes=given, extra={"means": Means.ACCESS_TOKEN.value}
        )
    assert token.secret is not None
    return token.secret


def _level(scopes: frozenset[str]) -> Level:
    endings = {scope.partition(":")[2] for scope in scopes}
    if endings & {"admin", "delete"} or "webhook" in scopes:
        return Level.ADMIN
    return Level.WRITE if "write" in endings else Level.READ
