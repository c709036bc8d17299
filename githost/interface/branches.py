"""What a host can be asked about branches."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Branch
from githost.wire import Op, Pages

__all__ = ["Branches"]


class Branches(Noun):
    """Operations on branches.

    `name` is the branch's whole name, without `refs/heads/`, as `feature/login`.
    """

    noun = "branches"

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Branch]:
        """List the branches of a repository.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). `default` is None here on
        Cloud, where it is a fact of the repository.

        Filters: `query` is part of the name; both hosts compare it.

        Raises: `NotFoundError` where the repository is not there or the caller may not see it.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/refs/branches`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/branches`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        """Read a branch.

        `name` is exact, and may hold slashes.

        Requests: one on Cloud; on Data Center, which has no such call, those of listing the names
        that contain it.

        Raises: `NotFoundError`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/refs/branches/{name}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/branches?filterText={name}`,
        compared exactly here.
        """
        raise missing(self, "get")

    @writes
    def create(self, repo: RepoLike, name: str, *, start: str) -> Op[Branch]:
        """Create a branch at `start`, a commit or another branch.

        `start` is a SHA or the name of a branch.

        Requests: one.

        Raises: `AlreadyExistsError`; `ConflictError` or `ValidationError` where a name overlaps
        another, as `a` and `a/b` do; `NotFoundError` or `ValidationError` where `start` is not there.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/refs/branches`; Data Center
        `POST /rest/branch-utils/1.0/projects/{projectKey}/repos/{repositorySlug}/branches`.
        """
        raise missing(self, "create")

    @writes
    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        """Delete a branch.

        Requests: one on Cloud; on Data Center also those of `get`, for it answers 204 even where
        there was none.

        Raises: `NotFoundError`; `ConflictError` or `ValidationError` for the default branch.

        Source: Cloud `DELETE /repositories/{workspace}/{repo_slug}/refs/branches/{name}`; Data
        Center `DELETE /rest/branch-utils/1.0/projects/{projectKey}/repos/{repositorySlug}/branches`
        with the name in the body.
        """
        raise missing(self, "delete")

    @writes
    def set_default(self, repo: RepoLike, name: str) -> Op[None]:
        """Make a branch the default one of its repository.

        Data Center refuses a branch that is not there, so an empty repository takes its default
        branch in `repos.create`.

        Requests: one on Data Center; three on Cloud, where repository and branch are read first.

        Raises: `NotFoundError` where the branch is not there; `PermissionDeniedError` for callers
        who do not administer the repository.

        Source: Cloud `PUT /repositories/{workspace}/{repo_slug}` with `mainbranch`; Data Center
        `PUT /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/default-branch`.
        """
        raise missing(self, "set_default")
