"""What a host can be asked about reviews."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Review
from githost.wire import Op, Pages

__all__ = ["Reviews"]


class Reviews(Noun):
    """Operations on what reviewers say. All but `list` act as the caller."""

    noun = "reviews"

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Review]:
        """List the reviewers of a pull request and what they said."""
        raise missing(self, "list")

    @writes
    def approve(self, repo: RepoLike, number: int) -> Op[Review]:
        """Approve a pull request."""
        raise missing(self, "approve")

    @writes
    def unapprove(self, repo: RepoLike, number: int) -> Op[None]:
        """Take the caller's approval back."""
        raise missing(self, "unapprove")

    @writes
    def request_changes(self, repo: RepoLike, number: int) -> Op[Review]:
        """Ask for changes to a pull request."""
        raise missing(self, "request_changes")

    @writes
    def withdraw(self, repo: RepoLike, number: int) -> Op[None]:
        """Take the caller's request for changes back."""
        raise missing(self, "withdraw")
