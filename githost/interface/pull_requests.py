"""What a host can be asked about pull requests."""

from collections.abc import Iterable
from datetime import datetime

from githost.interface.addresses import RepoLike, Subject
from githost.interface.capabilities import Noun, missing, writes
from githost.model import (
    Activity,
    Change,
    Commit,
    Mergeability,
    MergeStrategy,
    PullRequest,
    PullRequestState,
)
from githost.wire import Op, Pages

__all__ = ["PullRequests"]


class PullRequests(Noun):
    """Operations on pull requests."""

    noun = "pull_requests"

    def list(
        self,
        repo: RepoLike,
        *,
        state: PullRequestState | None = PullRequestState.OPEN,
        author: Subject | None = None,
        source: str | None = None,
        target: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PullRequest]:
        """List the pull requests into a repository; open ones unless told."""
        raise missing(self, "list")

    def get(self, repo: RepoLike, number: int) -> Op[PullRequest]:
        """Read a pull request."""
        raise missing(self, "get")

    @writes
    def create(
        self,
        repo: RepoLike,
        *,
        title: str,
        source: str,
        target: str | None = None,
        source_repo: RepoLike | None = None,
        description: str = "",
        reviewers: Iterable[Subject] = (),
        draft: bool = False,
        delete_source: bool = False,
    ) -> Op[PullRequest]:
        """Open a pull request."""
        raise missing(self, "create")

    @writes
    def update(
        self,
        repo: RepoLike,
        number: int,
        *,
        title: str | None = None,
        description: str | None = None,
        target: str | None = None,
        reviewers: Iterable[Subject] | None = None,
        draft: bool | None = None,
        revision: str | None = None,
    ) -> Op[PullRequest]:
        """Change what is given of an open pull request, and leave the rest."""
        raise missing(self, "update")

    @writes
    def merge(
        self,
        repo: RepoLike,
        number: int,
        *,
        strategy: MergeStrategy | None = None,
        message: str | None = None,
        delete_source: bool = False,
        source_commit: str | None = None,
        revision: str | None = None,
    ) -> Op[PullRequest]:
        """Merge a pull request, and wait until that is done."""
        raise missing(self, "merge")

    @writes
    def close(self, repo: RepoLike, number: int, *, revision: str | None = None) -> Op[PullRequest]:
        """Close a pull request without merging it."""
        raise missing(self, "close")

    @writes
    def reopen(
        self, repo: RepoLike, number: int, *, revision: str | None = None
    ) -> Op[PullRequest]:
        """Open a closed pull request again."""
        raise missing(self, "reopen")

    def mergeability(self, repo: RepoLike, number: int) -> Op[Mergeability]:
        """Tell whether a pull request could be merged now."""
        raise missing(self, "mergeability")

    def commits(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        """List the commits that a pull request adds, newest first."""
        raise missing(self, "commits")

    def diff(self, repo: RepoLike, number: int) -> Op[bytes]:
        """Read the unified diff of a pull request."""
        raise missing(self, "diff")

    def changes(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        """List the files that a pull request changes."""
        raise missing(self, "changes")

    def activity(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Activity]:
        """List what happened to a pull request, newest first."""
        raise missing(self, "activity")
