"""What a host can be asked about tags."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Tag
from githost.wire import Op, Pages

__all__ = ["Tags"]


class Tags(Noun):
    """Operations on tags."""

    noun = "tags"

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Tag]:
        """List the tags of a repository."""
        raise missing(self, "list")

    def get(self, repo: RepoLike, name: str) -> Op[Tag]:
        """Read a tag."""
        raise missing(self, "get")

    @writes
    def create(
        self, repo: RepoLike, name: str, *, target: str, message: str | None = None
    ) -> Op[Tag]:
        """Create a tag at `target`, a commit or a branch."""
        raise missing(self, "create")

    @writes
    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        """Delete a tag."""
        raise missing(self, "delete")
