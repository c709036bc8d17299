"""Permissions: who may do what."""

import functools
from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any

import attrs

from githost.model.refs import GroupRef, UserRef
from githost.value import Value

__all__ = ["Grant", "Permission", "Via"]


@functools.total_ordering
class Permission(Enum):
    """What somebody may do, in order: NONE < READ < WRITE < ADMIN.

    Hosts' finer levels map downward when read (triage is READ, maintain is WRITE) and keep their
    word in `Grant.role`; a word that nobody knows is NONE.
    """

    #: Nothing is granted.
    NONE = "none"
    #: Cloud: `read`; Data Center: `REPO_READ`, `PROJECT_READ`.
    READ = "read"
    #: Cloud: `write`, `create-repo`; Data Center: `REPO_WRITE`, `PROJECT_WRITE`.
    WRITE = "write"
    #: Cloud: `admin`; Data Center: `REPO_ADMIN`, `PROJECT_ADMIN`.
    ADMIN = "admin"

    def __lt__(self, other: object) -> bool:
        """Tell whether this allows less than `other`."""
        if not isinstance(other, Permission):
            return NotImplemented
        levels = tuple(Permission)
        return levels.index(self) < levels.index(other)


class Via(StrEnum):
    """Where a grant comes from."""

    #: It was granted on the target itself.
    DIRECT = "direct"
    #: It comes from what holds the target, or from the host as a whole.
    INHERITED = "inherited"


@attrs.frozen(kw_only=True)
class Grant(Value):
    """What one user or group may do with a repository, project or namespace.

    Source: Cloud `GET …/permissions-config/users`, `…/permissions-config/groups`; Data Center
    `GET …/permissions/users`, `…/permissions/groups`.
    """

    #: Who may.
    subject: UserRef | GroupRef
    #: What they may do.
    permission: Permission
    #: Their name as the host shows it; None where it was not asked for.
    name: str | None = None
    #: The host's own word for the permission; None where nothing is granted.
    role: str | None = None
    #: Where the grant comes from. Both Bitbucket products list direct ones only.
    via: Via = Via.DIRECT
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
