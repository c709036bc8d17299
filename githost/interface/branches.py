"""What a host can be asked about branches."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Branch
from githost.wire import Op, Pages

__all__ = ["Branches"]


class Branches(Noun):
    """Operations on branches."""

    noun = "branches"

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Branch]:
        """List the branches of a repository."""
        raise missing(self, "list")

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        """Read a branch."""
        raise missing(self, "get")

    @writes
    def create(self, repo: RepoLike, name: str, *, start: str) -> Op[Branch]:
        """Create a branch at `start`, a commit or another branch."""
        raise missing(self, "create")

    @writes
    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        """Delete a branch."""
        raise missing(self, "delete")

    @writes
    def set_default(self, repo: RepoLike, name: str) -> Op[None]:
        """Make a branch the default one of its repository."""
        raise missing(self, "set_default")
