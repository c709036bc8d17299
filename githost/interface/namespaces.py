"""What a host can be asked about namespaces."""

from githost.interface.addresses import NamespaceLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Grant, Namespace, Visibility
from githost.wire import Op, Pages

__all__ = ["Namespaces"]


class Namespaces(Noun):
    """Operations on namespaces: workspaces on Cloud, projects on Data Center."""

    noun = "namespaces"

    def list(
        self, *, query: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Namespace]:
        """List the namespaces that the caller can see."""
        raise missing(self, "list")

    def get(self, namespace: NamespaceLike) -> Op[Namespace]:
        """Read a namespace."""
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
        """Create a namespace at `path`."""
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
        """Change what is given of a namespace, and leave the rest."""
        raise missing(self, "update")

    @writes
    def delete(self, namespace: NamespaceLike) -> Op[None]:
        """Delete a namespace that holds no repositories."""
        raise missing(self, "delete")

    def members(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        """List who belongs to a namespace, with what permission."""
        raise missing(self, "members")
