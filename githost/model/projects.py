"""Projects: groupings that are not part of a repository's address."""

from collections.abc import Mapping
from typing import Any

import attrs

from githost.model.refs import NamespaceRef, ProjectRef
from githost.model.repos import Visibility
from githost.value import Value

__all__ = ["Project"]


@attrs.frozen(kw_only=True)
class Project(Value):
    """A grouping of repositories inside a namespace, absent from their addresses.

    What Data Center calls a project is part of the address: a `Namespace` here.

    Source: Cloud `GET /workspaces/{workspace}/projects/{project_key}`.
    """

    #: The host's immutable id. Cloud: `uuid` in braces.
    id: str
    #: The namespace that holds it. Cloud: the workspace.
    namespace: NamespaceRef
    #: Its key within the namespace, in capitals on Cloud.
    key: str
    #: The name shown to people.
    name: str
    #: Empty where there is none.
    description: str = ""
    #: Cloud: from `is_private`. A private project on Cloud forbids public repositories.
    visibility: Visibility = Visibility.UNKNOWN
    #: Its web page; None where the host names none.
    url: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def ref(self) -> ProjectRef:
        """Its address, as operations take it."""
        return ProjectRef(self.namespace.path, self.key)
