"""What a host can be asked about commits."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing
from githost.model import Change, Commit, Comparison
from githost.wire import Op, Pages

__all__ = ["Commits"]


class Commits(Noun):
    """Operations on commits, and on what lies between two of them."""

    noun = "commits"

    def list(
        self,
        repo: RepoLike,
        *,
        ref: str | None = None,
        path: str | None = None,
        exclude: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        """List the commits that `ref` reaches, newest first."""
        raise missing(self, "list")

    def get(self, repo: RepoLike, ref: str) -> Op[Commit]:
        """Read the commit that `ref` names: a SHA, branch or tag."""
        raise missing(self, "get")

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        """Count the commits between `base` and `head`."""
        raise missing(self, "compare")

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        """Read the unified diff that leads from `base` to `head`."""
        raise missing(self, "diff")

    def changes(
        self,
        repo: RepoLike,
        base: str,
        head: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        """List the files that differ between `base` and `head`."""
        raise missing(self, "changes")
