"""What a host can be asked about projects."""

from githost.interface.addresses import NamespaceLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Project, Visibility
from githost.wire import Op, Pages

__all__ = ["Projects"]


class Projects(Noun):
    """Operations on groupings that are not part of a repository's address."""

    noun = "projects"

    def list(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Project]:
        """List the projects of a namespace."""
        raise missing(self, "list")

    def get(self, namespace: NamespaceLike, key: str) -> Op[Project]:
        """Read a project."""
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
        """Create a project."""
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
        """Change what is given of a project, and leave the rest."""
        raise missing(self, "update")

    @writes
    def delete(self, namespace: NamespaceLike, key: str) -> Op[None]:
        """Delete a project that holds no repositories."""
        raise missing(self, "delete")
