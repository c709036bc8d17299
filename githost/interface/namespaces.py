"""What a host can be asked about namespaces."""

from githost.interface.addresses import NamespaceLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Grant, Namespace, Visibility
from githost.wire import Op, Pages

__all__ = ["Namespaces"]


class Namespaces(Noun):
    """Operations on namespaces: workspaces on Cloud, projects on Data Center.

    `name` is shown to people; the path is what addresses are made of. `visibility` is who may see
    the namespace; None is the host's default.
    """

    noun = "namespaces"

    def list(
        self, *, query: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Namespace]:
        """List the namespaces that the caller can see.

        A workspace on Cloud, a project on Data Center, an organisation or group elsewhere.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Filters: `query` is compared with path and name, ignoring case; Data Center compares the
        name there, Cloud is filtered here.

        Raises: nothing of its own.

        Source: Cloud `GET /user/workspaces`; Data Center `GET /rest/api/1.0/projects`.
        """
        raise missing(self, "list")

    def get(self, namespace: NamespaceLike) -> Op[Namespace]:
        """Read a namespace.

        Requests: one.

        Raises: `NotFoundError` where it does not exist or the caller may not see it.

        Source: Cloud `GET /workspaces/{workspace}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}`.
        """
        raise missing(self, "get")

    @writes
    def create(
        self,
        path: str,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Namespace]:
        """Create a namespace at `path`.

        `name` is `path` unless given. Cloud cannot: workspaces are made in its web pages only.

        Requests: one.

        Raises: `AlreadyExistsError` where the path or name is taken; `PermissionDeniedError`
        without the right to create.

        Source: Data Center `POST /rest/api/1.0/projects`.
        """
        raise missing(self, "create")

    @writes
    def update(
        self,
        namespace: NamespaceLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Namespace]:
        """Change what is given of a namespace, and leave the rest.

        None leaves a value as it is. Cloud cannot.

        Requests: one.

        Raises: `NotFoundError`; `PermissionDeniedError` for callers who do not administer it.

        Source: Data Center `PUT /rest/api/1.0/projects/{projectKey}`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, namespace: NamespaceLike) -> Op[None]:
        """Delete a namespace that holds no repositories.

        Cloud cannot.

        Requests: one.

        Raises: `ConflictError` where it still holds repositories; `NotFoundError`.

        Source: Data Center `DELETE /rest/api/1.0/projects/{projectKey}`, 409 where it is not empty.
        """
        raise missing(self, "delete")

    def members(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        """List who belongs to a namespace, with what permission.

        What is listed are people's own grants; what a group brings is not resolved.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `PermissionDeniedError` for callers who may not see them.

        Source: Cloud `GET /workspaces/{workspace}/permissions`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/permissions/users`, then `…/permissions/groups`.
        """
        raise missing(self, "members")
