"""What a host can be asked about tags."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Tag
from githost.wire import Op, Pages

__all__ = ["Tags"]


class Tags(Noun):
    """Operations on tags.

    `name` is the tag's whole name, without `refs/tags/`.
    """

    noun = "tags"

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Tag]:
        """List the tags of a repository.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Filters: `query` is part of the name; both hosts compare it.

        Raises: `NotFoundError` where the repository is not there or the caller may not see it.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/refs/tags`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/tags`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike, name: str) -> Op[Tag]:
        """Read a tag.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/refs/tags/{name}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/tags/{name}`.
        """
        raise missing(self, "get")

    @writes
    def create(
        self, repo: RepoLike, name: str, *, target: str, message: str | None = None
    ) -> Op[Tag]:
        """Create a tag at `target`, a commit or a branch.

        With a `message` it is annotated, without one lightweight; Cloud annotates all tags.

        Requests: one.

        Raises: `AlreadyExistsError`; `NotFoundError` or `ValidationError` where `target` is not
        there.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/refs/tags`; Data Center
        `POST /rest/git/1.0/projects/{projectKey}/repos/{repositorySlug}/tags`.
        """
        raise missing(self, "create")

    @writes
    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        """Delete a tag.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `DELETE /repositories/{workspace}/{repo_slug}/refs/tags/{name}`; Data Center
        `DELETE /rest/git/1.0/projects/{projectKey}/repos/{repositorySlug}/tags/{name}`.
        """
        raise missing(self, "delete")
