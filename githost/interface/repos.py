"""What a host can be asked about repositories."""

from datetime import datetime

from githost.errors import NotFoundError, UnsupportedError
from githost.interface.addresses import NamespaceLike, RepoLike, repo_ref
from githost.interface.capabilities import Noun, derived, missing, writes
from githost.model import Ensured, EnsureOutcome, Repository, Visibility
from githost.wire import Op, Pages

__all__ = ["Repos"]


class Repos(Noun):
    """Operations on repositories."""

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
        """List the repositories of a namespace."""
        raise missing(self, "list")

    def get(self, repo: RepoLike) -> Op[Repository]:
        """Read a repository."""
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
        """Create an empty repository."""
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
        """Change what is given of a repository, and leave the rest."""
        raise missing(self, "update")

    @writes
    def delete(self, repo: RepoLike) -> Op[None]:
        """Delete a repository with everything in it."""
        raise missing(self, "delete")

    @writes
    def fork(
        self, repo: RepoLike, *, into: NamespaceLike | None = None, name: str | None = None
    ) -> Op[Repository]:
        """Copy a repository into another namespace, keeping the relation."""
        raise missing(self, "fork")

    def forks(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Repository]:
        """List the direct forks of a repository."""
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
        """Create a repository where there is none, or change what differs."""
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
