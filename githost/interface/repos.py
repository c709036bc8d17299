"""What a host can be asked about repositories."""

from datetime import datetime

from githost.errors import NotFoundError, UnsupportedError
from githost.interface.addresses import NamespaceLike, RepoLike, repo_ref
from githost.interface.capabilities import Noun, derived, missing, writes
from githost.model import Ensured, EnsureOutcome, Repository, Visibility
from githost.wire import Op, Pages

__all__ = ["Repos"]


class Repos(Noun):
    """Operations on repositories.

    `visibility` is who may see the repository. `project` is the key of a project (`projects`).
    """

    noun = "repos"

    def list(
        self,
        namespace: NamespaceLike,
        *,
        query: str | None = None,
        project: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Repository]:
        """List the repositories of a namespace.

        Archived ones are among them.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). `default_branch` is None
        here on Data Center, where it costs one more request a repository; `get` fills it.

        Filters: `query` is part of the name, ignoring case. Cloud takes `query`, `project` and
        `updated_after`; on Data Center `query` is filtered here and the others are refused, for it
        has neither.

        Raises: `NotFoundError` where the namespace does not exist or the caller may not see it.

        Source: Cloud `GET /repositories/{workspace}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos?archived=ALL`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike) -> Op[Repository]:
        """Read a repository.

        Requests: one on Cloud; two on Data Center, which keeps the default branch apart.

        Raises: `NotFoundError` where it does not exist or the caller may not see it: Cloud does not
        tell which.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}` and
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/default-branch`.
        """
        raise missing(self, "get")

    @writes
    def create(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Repository]:
        """Create an empty repository.

        Hosts derive the address from the name and may rewrite it (capitals, spaces): read `ref` of
        what comes back. Without `project`, Cloud takes the workspace's oldest project.
        `default_branch` names the branch that the first push should make.

        Requests: one; on Cloud one more where `default_branch` is given.

        Raises: `AlreadyExistsError` where the name is taken; `ValidationError` where the host
        refuses a value; `PermissionDeniedError` without the right to create.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}`; Data Center
        `POST /rest/api/1.0/projects/{projectKey}/repos`.
        """
        raise missing(self, "create")

    @writes
    def update(
        self,
        repo: RepoLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
        project: str | None = None,
        archived: bool | None = None,
    ) -> Op[Repository]:
        """Change what is given of a repository, and leave the rest.

        None leaves a value as it is. A new `name` changes the address too: read `ref` of what comes
        back. `archived` is Data Center's, from 8.0; `project` is Cloud's.

        Requests: two: Cloud's `PUT` creates what is not there, so it is read first; Data Center
        keeps the default branch apart.

        Raises: `NotFoundError`; `ConflictError` where the new name is taken, or open pull requests
        forbid archiving; `PermissionDeniedError` for callers who do not administer it.

        Source: Cloud `PUT /repositories/{workspace}/{repo_slug}`; Data Center
        `PUT /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, repo: RepoLike) -> Op[None]:
        """Delete a repository with everything in it.

        Data Center deletes in the background: the same name may stay taken for a while.

        Requests: one.

        Raises: `NotFoundError` where it is not there; `PermissionDeniedError` for callers who do
        not administer it.

        Source: Cloud `DELETE /repositories/{workspace}/{repo_slug}`; Data Center
        `DELETE /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}`, which answers 202 when
        scheduled and 204 when it was not there.
        """
        raise missing(self, "delete")

    @writes
    def fork(
        self, repo: RepoLike, *, into: NamespaceLike | None = None, name: str | None = None
    ) -> Op[Repository]:
        """Copy a repository into another namespace, keeping the relation.

        `into` None is the caller's own space. `name` None keeps the name, which needs another
        namespace.

        Requests: one on Cloud; two on Data Center, which keeps the default branch apart.

        Raises: `AlreadyExistsError` where the name is taken there; `PermissionDeniedError` where
        forking is not allowed.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/forks`; Data Center
        `POST /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}`.
        """
        raise missing(self, "fork")

    def forks(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Repository]:
        """List the direct forks of a repository.

        Forks that the caller may not see are not among them.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `NotFoundError` where the repository is not there or the caller may not see it.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/forks`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/forks`.
        """
        raise missing(self, "forks")

    @writes
    @derived("repos.get", "repos.create", "repos.update")
    def ensure(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility | None = None,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Ensured[Repository]]:
        """Create a repository where there is none, or change what differs.

        None leaves a value as it is; a repository that has to be made is PRIVATE unless told.
        `default_branch` is for making it; one that exists with another default branch is left alone
        and refused, for moving it is `branches.set_default`'s.

        Requests: those of `get`, and of `create` or `update` where something differs; nothing is
        written otherwise.

        Raises: `UnsupportedError` where the default branch would have to move; what `create` and
        `update` raise. On hosts that hide what a caller may not see, `create` then says that the
        name is taken.

        Source: those of `get`, `create` and `update`.
        """
        ref = repo_ref(repo)
        try:
            found = yield from self.get(ref)
        except NotFoundError:
            made = yield from self.create(
                ref,
                visibility=visibility or Visibility.PRIVATE,
                description=description,
                project=project,
                default_branch=default_branch,
            )
            return Ensured(value=made, outcome=EnsureOutcome.CREATED)
        if default_branch is not None and found.default_branch not in {None, default_branch}:
            raise UnsupportedError(
                f"{ref} exists with default branch {found.default_branch!r}, and repos.ensure "
                f"does not move it to {default_branch!r}; call branches.set_default first",
                operation="repos.ensure",
            )
        wanted = {"visibility": visibility, "description": description, "project": project}
        changes = tuple(
            name
            for name, value in wanted.items()
            if value is not None and value != getattr(found, name)
        )
        if not changes:
            return Ensured(value=found, outcome=EnsureOutcome.UNCHANGED)
        changed = yield from self.update(
            ref,
            visibility=visibility if "visibility" in changes else None,
            description=description if "description" in changes else None,
            project=project if "project" in changes else None,
        )
        return Ensured(value=changed, outcome=EnsureOutcome.CHANGED, changes=changes)
