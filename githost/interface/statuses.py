"""What a host can be asked about statuses."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Status, StatusState
from githost.wire import Op, Pages

__all__ = ["Statuses"]


class Statuses(Noun):
    """Operations on what builds say about commits.

    `commit` is a full SHA. `key` tells the statuses of one commit apart; `url` is the page about
    this one, `name` what people see in place of the key.
    """

    noun = "statuses"

    def list(
        self,
        repo: RepoLike,
        commit: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Status]:
        """List the statuses of a commit.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). Data Center lists the
        newest 100, and those of the same commit in other repositories too.

        Raises: `NotFoundError` where the commit is not there, on Cloud; `ConfigurationError` for a
        `commit` that is no SHA, and on Data Center for one that is not whole.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses`; Data
        Center `GET /rest/build-status/1.0/commits/{commitId}`.
        """
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
        """Set the status with `key` on a commit, replacing the one there is.

        `commit` is a full SHA. PENDING is read back as RUNNING from both Bitbucket products,
        UNKNOWN is Data Center's only.

        Requests: one on Cloud; two on Data Center, whose answer is empty.

        Raises: `NotFoundError` where the commit is not there; `ConfigurationError` for a `commit`
        that is no SHA, and on Data Center for one that is not whole; `ValidationError` where a
        value is too long (Data Center: key 255, URL 450 characters).

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build`;
        Data Center
        `POST /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}/builds`,
        before 7.14 `POST /rest/build-status/1.0/commits/{commitId}`.
        """
        raise missing(self, "set")
