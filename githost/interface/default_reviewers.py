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
        """List the default reviewers of a repository.

        Those set on the repository itself; what a project adds is not among them.

        Requests: one a page of at most 100 on Cloud; one on Data Center.

        Raises: `NotFoundError` where the repository is not there or the caller may not see it.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/default-reviewers`; Data Center
        `GET /rest/default-reviewers/1.0/projects/{projectKey}/repos/{repositorySlug}/conditions`.
        """
        raise missing(self, "list")

    @writes
    def add(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Make a user a default reviewer of a repository.

        For every branch. Adding somebody twice changes nothing.

        Requests: one on Cloud; up to three on Data Center, where the condition that holds them is
        read and written whole.

        Raises: `NotFoundError` where the user is not there; `ValidationError` where the user may
        not read the repository.

        Source: Cloud
        `PUT /repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}`; Data Center
        `POST` or
        `PUT /rest/default-reviewers/1.0/projects/{projectKey}/repos/{repositorySlug}/condition`.
        """
        raise missing(self, "add")

    @writes
    def remove(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Take a user off the default reviewers of a repository.

        Requests: two on Cloud, which answers the same where there was none; on Data Center one, and
        one for each condition that names them.

        Raises: `NotFoundError` where the user is not among them.

        Source: Cloud
        `DELETE /repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}`; Data
        Center `PUT` or `DELETE
        /rest/default-reviewers/1.0/projects/{projectKey}/repos/{repositorySlug}/condition/{id}`.
        """
        raise missing(self, "remove")
