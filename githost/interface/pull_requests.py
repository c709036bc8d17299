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
    """Operations on pull requests.

    `source` and `target` are names of branches, without `refs/heads/`; `target` is the one merged
    into. `title` is one line. A `draft` cannot be merged yet. `delete_source` removes the source branch
    once it is merged.
    """

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
        """List the pull requests into a repository; open ones unless told.

        `state` None gives all of them.

        Requests: one a page of at most 50 (Cloud) or 1000 (Data Center).

        Filters: Cloud takes all; Data Center takes `state`, `author` and `target`. What is left is
        filtered here, after the pages are fetched.

        Raises: `ConfigurationError` for a group as `author`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/pullrequests`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/pull-requests`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike, number: int) -> Op[PullRequest]:
        """Read a pull request.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET …/pullrequests/{pull_request_id}`; Data Center
        `GET …/pull-requests/{pullRequestId}`.
        """
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
        """Open a pull request.

        `repo` is the one to merge into; `source_repo` None is the same one, else a fork of it.
        `target` None is the default branch. `reviewers` is the whole list: hosts' default reviewers
        are not added. `draft` needs 8.18 on Data Center. `delete_source` is Cloud's, which
        remembers it until the merge; Data Center takes it in `merge`.

        Requests: one on Data Center; two on Cloud, which changes the open one between the same
        branches where there is one; one more where `target` is None.

        Raises: `AlreadyExistsError` where the same branches have an open one; `ConflictError` or
        `ValidationError` where there is nothing to merge; `ValidationError` where a reviewer is
        refused, as the author is; `UnsupportedError` for a group among `reviewers` on a host that
        asks only people.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/pullrequests`; Data Center
        `POST /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/pull-requests`.
        """
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
        """Change what is given of an open pull request, and leave the rest.

        None leaves a value as it is; `reviewers` is the whole new list.

        Requests: two: both Bitbucket products drop what is not sent back, so it is read first.

        Raises: `StaleRevisionError` where `revision` is given and no longer current;
        `ConfigurationError` where it is given and the host has none (Cloud); `WrongStateError` for
        a merged or closed one; `ValidationError` where a reviewer is refused; `UnsupportedError`
        for a group among `reviewers` on a host that asks only people.

        Source: Cloud `PUT …/pullrequests/{pull_request_id}`; Data Center
        `PUT …/pull-requests/{pullRequestId}`.
        """
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
        """Merge a pull request, and wait until that is done.

        `strategy` None is the host's choice for the target branch. `source_commit` guards: where
        the source has moved on from it, nothing is merged. It is a SHA, or the first seven digits
        of one at least.

        Requests: one; on Data Center two where `revision` is None or `source_commit` is given, and
        one more to delete the source; on Cloud two where `strategy` is None or `source_commit` is
        given, and one more every two seconds at the most while it merges in the background.

        Raises: `NotMergeableError` for conflicts and for the host's checks (`vetoes`);
        `WrongStateError` where it is not open; `StaleRevisionError`; `ConflictError` where the
        source is not at `source_commit`; `ConfigurationError` for a `source_commit` that is no SHA,
        and for a `revision` on a host without one; `UnsupportedError` for a strategy that the host
        does not have.

        Source: Cloud `POST …/pullrequests/{pull_request_id}/merge`, which may answer 202 and name a
        task to poll; Data Center `POST …/pull-requests/{pullRequestId}/merge?version=`.
        """
        raise missing(self, "merge")

    @writes
    def close(self, repo: RepoLike, number: int, *, revision: str | None = None) -> Op[PullRequest]:
        """Close a pull request without merging it.

        Requests: one; on Data Center two where `revision` is None.

        Raises: `WrongStateError` where it is not open; `StaleRevisionError`; `ConfigurationError`
        for a `revision` on a host without one.

        Source: Cloud `POST …/pullrequests/{pull_request_id}/decline`; Data Center
        `POST …/pull-requests/{pullRequestId}/decline?version=`.
        """
        raise missing(self, "close")

    @writes
    def reopen(
        self, repo: RepoLike, number: int, *, revision: str | None = None
    ) -> Op[PullRequest]:
        """Open a closed pull request again.

        Cloud cannot: open a new one.

        Requests: one, two where `revision` is None.

        Raises: `WrongStateError` where it is not closed, or is merged; `StaleRevisionError`.

        Source: Data Center `POST …/pull-requests/{pullRequestId}/reopen?version=`.
        """
        raise missing(self, "reopen")

    def mergeability(self, repo: RepoLike, number: int) -> Op[Mergeability]:
        """Tell whether a pull request could be merged now.

        None in the answer is what the host does not tell. Cloud tells of conflicts only, and never
        that a merge is sure to succeed.

        Requests: one; on Cloud three, for the state is read first and the second is redirected.

        Raises: `WrongStateError` where it is not open (Data Center).

        Source: Cloud `GET …/pullrequests/{pull_request_id}/conflicts`; Data Center
        `GET …/pull-requests/{pullRequestId}/merge`.
        """
        raise missing(self, "mergeability")

    def commits(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        """List the commits that a pull request adds, newest first.

        Empty on Cloud once the source branch is gone.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `NotFoundError` where the pull request is not there or the caller may not see it.

        Source: Cloud `GET …/pullrequests/{pull_request_id}/commits`; Data Center
        `GET …/pull-requests/{pullRequestId}/commits`.
        """
        raise missing(self, "commits")

    def diff(self, repo: RepoLike, number: int) -> Op[bytes]:
        """Read the unified diff of a pull request.

        Bytes, for the files' encoding is not known.

        Requests: one on Data Center; on Cloud two, for it redirects to the diff of the two commits.

        Raises: `NotFoundError`; `ServerError` where the diff takes Cloud too long (555).

        Source: Cloud `GET …/pullrequests/{pull_request_id}/diff`; Data Center
        `GET …/pull-requests/{pullRequestId}.diff`.
        """
        raise missing(self, "diff")

    def changes(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        """List the files that a pull request changes.

        Data Center does not count lines.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). Cloud redirects the first
        one.

        Raises: `NotFoundError` where the pull request is not there or the caller may not see it.

        Source: Cloud `GET …/pullrequests/{pull_request_id}/diffstat`; Data Center
        `GET …/pull-requests/{pullRequestId}/changes`.
        """
        raise missing(self, "changes")

    def activity(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Activity]:
        """List what happened to a pull request, newest first.

        Hosts add kinds of activity: those that nobody knows are UNKNOWN, with the host's word in
        `detail`.

        Requests: one a page of at most 50 (Cloud) or 1000 (Data Center).

        Raises: `NotFoundError` where the pull request is not there or the caller may not see it.

        Source: Cloud `GET …/pullrequests/{pull_request_id}/activity`; Data Center
        `GET …/pull-requests/{pullRequestId}/activities`.
        """
        raise missing(self, "activity")
