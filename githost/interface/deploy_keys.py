"""What a host can be asked about deploy keys."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import DeployKey
from githost.wire import Op, Pages

__all__ = ["DeployKeys"]


class DeployKeys(Noun):
    """Operations on SSH keys that belong to a repository."""

    noun = "deploy_keys"

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[DeployKey]:
        """List the deploy keys of a repository."""
        raise missing(self, "list")

    def get(self, repo: RepoLike, key: str) -> Op[DeployKey]:
        """Read a deploy key."""
        raise missing(self, "get")

    @writes
    def create(
        self, repo: RepoLike, *, label: str, key: str, read_only: bool = True
    ) -> Op[DeployKey]:
        """Add a deploy key to a repository."""
        raise missing(self, "create")

    @writes
    def update(
        self, repo: RepoLike, key: str, *, label: str | None = None, read_only: bool | None = None
    ) -> Op[DeployKey]:
        """Change what is given of a deploy key, and leave the rest."""
        raise missing(self, "update")

    @writes
    def delete(self, repo: RepoLike, key: str) -> Op[None]:
        """Remove a deploy key from its repository."""
        raise missing(self, "delete")
