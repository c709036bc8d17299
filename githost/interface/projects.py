"""What a host can be asked about projects."""

from githost.interface.addresses import NamespaceLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Project, Visibility
from githost.wire import Op, Pages

__all__ = ["Projects"]


class Projects(Noun):
    """Operations on groupings that are not part of a repository's address.

    `key` is the project's short name, unique in its namespace, as `WEB`; `name` is shown to people.
    `visibility` is who may see it; None is the host's default.
    """

    noun = "projects"

    def list(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Project]:
        """List the projects of a namespace.

        Requests: one a page of at most 100.

        Raises: `NotFoundError` where the namespace is not there or the caller may not see it.

        Source: Cloud `GET /workspaces/{workspace}/projects`.
        """
        raise missing(self, "list")

    def get(self, namespace: NamespaceLike, key: str) -> Op[Project]:
        """Read a project.

        Requests: one.

        Raises: `NotFoundError` where it does not exist or the caller may not see it.

        Source: Cloud `GET /workspaces/{workspace}/projects/{project_key}`.
        """
        raise missing(self, "get")

    @writes
    def create(
        self,
        namespace: NamespaceLike,
        key: str,
        *,
        name: str,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Project]:
        """Create a project.

        A private project forbids public repositories.

        Requests: one.

        Raises: `AlreadyExistsError` where the key is taken.

        Source: Cloud `POST /workspaces/{workspace}/projects`.
        """
        raise missing(self, "create")

    @writes
    def update(
        self,
        namespace: NamespaceLike,
        key: str,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Project]:
        """Change what is given of a project, and leave the rest.

        None leaves a value as it is.

        Requests: two, for Cloud's `PUT` creates what is not there, so it is read first.

        Raises: `NotFoundError`.

        Source: Cloud `PUT /workspaces/{workspace}/projects/{project_key}`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, namespace: NamespaceLike, key: str) -> Op[None]:
        """Delete a project that holds no repositories.

        Requests: one.

        Raises: `ConflictError` or `PermissionDeniedError` where it still holds repositories: Cloud
        answers 403 with a text.

        Source: Cloud `DELETE /workspaces/{workspace}/projects/{project_key}`.
        """
        raise missing(self, "delete")
