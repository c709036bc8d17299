"""What a host can be asked about comments."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Anchor, Comment
from githost.wire import Op, Pages

__all__ = ["Comments"]


class Comments(Noun):
    """Operations on the comments of a pull request."""

    noun = "comments"

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Comment]:
        """List the comments of a pull request, answers among them."""
        raise missing(self, "list")

    def get(self, repo: RepoLike, number: int, comment: str) -> Op[Comment]:
        """Read a comment."""
        raise missing(self, "get")

    @writes
    def create(
        self,
        repo: RepoLike,
        number: int,
        body: str,
        *,
        anchor: Anchor | None = None,
        reply_to: str | None = None,
    ) -> Op[Comment]:
        """Write a comment on a pull request, on a line of it, or in answer to another."""
        raise missing(self, "create")

    @writes
    def update(self, repo: RepoLike, number: int, comment: str, body: str) -> Op[Comment]:
        """Change the text of a comment."""
        raise missing(self, "update")

    @writes
    def delete(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        """Delete a comment."""
        raise missing(self, "delete")

    @writes
    def resolve(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        """Settle the thread that a comment begins."""
        raise missing(self, "resolve")

    @writes
    def reopen(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        """Open a settled thread again."""
        raise missing(self, "reopen")
