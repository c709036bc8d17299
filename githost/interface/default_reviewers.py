"""What a host can be asked about default reviewers."""

from githost.interface.addresses import RepoLike, UserLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import User
from githost.wire import Op, Pages

__all__ = ["DefaultReviewers"]


class DefaultReviewers(Noun):
    """Operations on who is asked to review a repository's new pull requests."""

    noun = "default_reviewers"

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[User]:
        """List the default reviewers of a repository."""
        raise missing(self, "list")

    @writes
    def add(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Make a user a default reviewer of a repository."""
        raise missing(self, "add")

    @writes
    def remove(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Take a user off the default reviewers of a repository."""
        raise missing(self, "remove")
