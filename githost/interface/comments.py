"""What a host can be asked about comments."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Anchor, Comment
from githost.wire import Op, Pages

__all__ = ["Comments"]


class Comments(Noun):
    """Operations on the comments of a pull request.

    `comment` is the `id` of one. `body` is its text, in the host's markup.
    """

    noun = "comments"

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Comment]:
        """List the comments of a pull request, answers among them.

        Flat: an answer names its `parent`. Deleted ones that have answers stay, marked `deleted`,
        on Cloud.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). Data Center has no list
        of comments: its activities are read, and each comment is given once.

        Raises: `NotFoundError` where the pull request is not there or the caller may not see it.

        Source: Cloud `GET …/pullrequests/{pull_request_id}/comments`; Data Center
        `GET …/pull-requests/{pullRequestId}/activities`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike, number: int, comment: str) -> Op[Comment]:
        """Read a comment.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET …/pullrequests/{pull_request_id}/comments/{comment_id}`; Data Center
        `GET …/pull-requests/{pullRequestId}/comments/{commentId}`.
        """
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
        """Write a comment on a pull request, on a line of it, or in answer to another.

        `anchor` puts it on a line or file of the diff; `reply_to` is the id of the comment that it
        answers, which has the anchor already.

        Requests: one; with an `anchor` one more on Data Center, and on Cloud where that names a
        commit. It is never sent twice: hosts keep both.

        Raises: `ConfigurationError` for `anchor` and `reply_to` together, and for an `anchor` whose
        line is below 1 or whose commit is no SHA; `ValidationError` where the host sees that the
        line is not in the diff (Data Center); `NotFoundError` where the comment to answer is not
        there.

        Source: Cloud `POST …/pullrequests/{pull_request_id}/comments`; Data Center
        `POST …/pull-requests/{pullRequestId}/comments`.
        """
        raise missing(self, "create")

    @writes
    def update(self, repo: RepoLike, number: int, comment: str, body: str) -> Op[Comment]:
        """Change the text of a comment.

        Requests: one on Cloud; two on Data Center, which wants the comment's version.

        Raises: `NotFoundError`; `PermissionDeniedError` for somebody else's; `StaleRevisionError`
        where it was changed in between.

        Source: Cloud `PUT …/pullrequests/{pull_request_id}/comments/{comment_id}`; Data Center
        `PUT …/pull-requests/{pullRequestId}/comments/{commentId}`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        """Delete a comment.

        Requests: one on Cloud; two on Data Center, which wants the comment's version.

        Raises: `NotFoundError`; `ConflictError` where it has answers (Data Center);
        `PermissionDeniedError` for somebody else's.

        Source: Cloud `DELETE …/pullrequests/{pull_request_id}/comments/{comment_id}`; Data Center
        `DELETE …/pull-requests/{pullRequestId}/comments/{commentId}?version=`.
        """
        raise missing(self, "delete")

    @writes
    def resolve(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        """Settle the thread that a comment begins.

        Cloud settles only threads that begin on the diff.

        Requests: one on Cloud; two on Data Center, which wants the comment's version.

        Raises: `PermissionDeniedError` for an answer or a general comment (Cloud); `ConflictError`
        where it is settled already (Cloud).

        Source: Cloud `POST …/pullrequests/{pull_request_id}/comments/{comment_id}/resolve`; Data
        Center `PUT …/pull-requests/{pullRequestId}/comments/{commentId}` with `threadResolved`.
        """
        raise missing(self, "resolve")

    @writes
    def reopen(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        """Open a settled thread again.

        Requests: as `resolve`.

        Raises: as `resolve`.

        Source: Cloud `DELETE …/pullrequests/{pull_request_id}/comments/{comment_id}/resolve`; Data
        Center `PUT …/pull-requests/{pullRequestId}/comments/{commentId}` with `threadResolved`.
        """
        raise missing(self, "reopen")
