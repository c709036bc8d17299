"""Accounts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from githost.model.refs import UserRef
from githost.value import Value

__all__ = ["AccountKind", "User"]


class AccountKind(StrEnum):
    """What stands behind an account."""

    #: A person. Cloud: `user`; Data Center: `NORMAL`.
    USER = "user"
    #: A program or an access token. Cloud: `app_user`, `AppUser`; Data Center: `SERVICE`.
    SERVICE = "service"
    #: An account that is shared. Cloud: `team`.
    TEAM = "team"
    #: The host said nothing, or a word that nobody knows.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class User(Value):
    """An account on the host.

    Source: Cloud `GET /user`, `GET /users/{selected_user}`;
    Data Center `GET /rest/api/1.0/users/{userSlug}`.
    """

    #: The host's immutable id. Cloud: `uuid` in braces, or `account_id` where there is none;
    #: Data Center: the integer `id` as text, or the login name where there is none.
    id: str
    #: What operations take as this user. Cloud: `uuid`; Data Center: `name`.
    ref: UserRef
    #: Login, nickname or slug: for people, may change. Cloud: `nickname`; Data Center: `name`.
    name: str
    #: The name shown to people; None where the host shows none. Both: display name.
    display_name: str | None = None
    #: None where the host does not show it: Cloud never does for others, Data Center if configured.
    email: str | None = None
    #: What stands behind the account.
    kind: AccountKind = AccountKind.UNKNOWN
    #: The account's web page; None where the host names none (deleted accounts).
    url: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
