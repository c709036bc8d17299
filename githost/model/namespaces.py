"""Namespaces: what stands before a repository's name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from githost.model.refs import NamespaceRef
from githost.model.repos import Visibility
from githost.value import Value

__all__ = ["Namespace", "NamespaceKind"]


class NamespaceKind(StrEnum):
    """What kind of holder of repositories a namespace is."""

    #: An organisation or a team's space at the top level. Cloud: a workspace.
    ORGANIZATION = "organization"
    #: A project whose key is part of its repositories' addresses. Data Center: `NORMAL`.
    PROJECT = "project"
    #: A group that may hold further groups.
    GROUP = "group"
    #: One person's own space. Cloud: `is_personal`; Data Center: `PERSONAL`.
    PERSONAL = "personal"
    #: The host said nothing, or a word that nobody knows.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Namespace(Value):
    """A holder of repositories.

    Source: Cloud `GET /workspaces/{workspace}`;
    Data Center `GET /rest/api/1.0/projects/{projectKey}`.
    """

    #: The host's immutable id. Cloud: `uuid` in braces; Data Center: the integer `id` as text.
    id: str
    #: What repositories' addresses begin with. Cloud: `slug`; Data Center: `key`.
    path: str
    #: The name shown to people.
    name: str
    #: What kind of holder it is.
    kind: NamespaceKind = NamespaceKind.UNKNOWN
    #: The namespace that holds this one; None at the top, as all of both Bitbucket products are.
    parent: NamespaceRef | None = None
    #: Empty where there is none. Cloud workspaces have none.
    description: str = ""
    #: Cloud: from `is_private`; Data Center: from `public`, which personal projects lack.
    visibility: Visibility = Visibility.UNKNOWN
    #: Its web page; None where the host names none.
    url: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def ref(self) -> NamespaceRef:
        """Its address, as operations take it."""
        return NamespaceRef(self.path)
