"""What a host can be asked about statuses."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Status, StatusState
from githost.wire import Op, Pages

__all__ = ["Statuses"]


class Statuses(Noun):
    """Operations on what builds say about commits."""

    noun = "statuses"

    def list(
        self,
        repo: RepoLike,
        commit: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Status]:
        """List the statuses of a commit."""
        raise missing(self, "list")

    @writes
    def set(
        self,
        repo: RepoLike,
        commit: str,
        *,
        key: str,
        state: StatusState,
        url: str,
        name: str | None = None,
        description: str | None = None,
    ) -> Op[Status]:
        """Set the status with `key` on a commit, replacing the one there is."""
        raise missing(self, "set")
