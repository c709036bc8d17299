"""Default reviewers on Cloud: people who are proposed for every pull request of a repository."""

from githost.interface import DefaultReviewers, OnSite, RepoLike, UserLike, user_ref
from githost.model import User
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged
from githost_bitbucket.cloud.paths import repo_path

__all__ = ["CloudDefaultReviewers"]


class CloudDefaultReviewers(OnSite, DefaultReviewers):
    """Default reviewers of repositories; those of projects are not among them."""

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[User]:
        return paged(
            self.site,
            repo_path(repo, "default-reviewers"),
            payloads.Account,
            decode.user,
            page_size=page_size,
            cursor=cursor,
        )

    def add(self, repo: RepoLike, user: UserLike) -> Op[None]:
        yield from send(Request("PUT", repo_path(repo, "default-reviewers", user_ref(user).id)))

    def remove(self, repo: RepoLike, user: UserLike) -> Op[None]:
        """Take a user off the default reviewers of a repository.

        Requests: two, for Cloud is described to refuse the removal of users who do not exist only.
        """
        path = repo_path(repo, "default-reviewers", user_ref(user).id)
        yield from send(Request("GET", path))
        yield from send(Request("DELETE", path))
