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
        """List the reviewers of a pull request and what they said.

        Everybody who was asked, and everybody who has given a verdict unasked.

        Requests: one.

        Raises: `NotFoundError` where the pull request is not there or the caller may not see it.

        Source: Cloud `participants` and `reviewers` of `GET …/pullrequests/{pull_request_id}`; Data
        Center `reviewers` and `participants` of `GET …/pull-requests/{pullRequestId}`.
        """
        raise missing(self, "list")

    @writes
    def approve(self, repo: RepoLike, number: int) -> Op[Review]:
        """Approve a pull request.

        Replaces a request for changes of the same caller.

        Requests: one; on Data Center one more, once a connection, to learn who the caller is.

        Raises: `WrongStateError` where it is merged or closed; `ConflictError` or `ValidationError`
        for the author's own on Data Center.

        Source: Cloud `POST …/pullrequests/{pull_request_id}/approve`; Data Center
        `PUT …/pull-requests/{pullRequestId}/participants/{userSlug}` with `APPROVED`.
        """
        raise missing(self, "approve")

    @writes
    def unapprove(self, repo: RepoLike, number: int) -> Op[None]:
        """Take the caller's approval back.

        Requests: as `approve`.

        Raises: `WrongStateError` where it is merged; on Cloud `NotFoundError` where there is none.

        Source: Cloud `DELETE …/pullrequests/{pull_request_id}/approve`; Data Center
        `PUT …/pull-requests/{pullRequestId}/participants/{userSlug}` with `UNAPPROVED`.
        """
        raise missing(self, "unapprove")

    @writes
    def request_changes(self, repo: RepoLike, number: int) -> Op[Review]:
        """Ask for changes to a pull request.

        Replaces an approval of the same caller.

        Requests: as `approve`.

        Raises: as `approve`.

        Source: Cloud `POST …/pullrequests/{pull_request_id}/request-changes`; Data Center
        `PUT …/pull-requests/{pullRequestId}/participants/{userSlug}` with `NEEDS_WORK`.
        """
        raise missing(self, "request_changes")

    @writes
    def withdraw(self, repo: RepoLike, number: int) -> Op[None]:
        """Take the caller's request for changes back.

        Requests: as `approve`.

        Raises: as `unapprove`.

        Source: Cloud `DELETE …/pullrequests/{pull_request_id}/request-changes`; Data Center
        `PUT …/pull-requests/{pullRequestId}/participants/{userSlug}` with `UNAPPROVED`.
        """
        raise missing(self, "withdraw")
