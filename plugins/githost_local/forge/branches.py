"""Branches."""

from __future__ import annotations

from githost_local.forge.errors import AlreadyExists, Conflict, NotFound, RefMoved
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    Branch,
    RefChange,
    RefSort,
    Repository,
    Slice,
)
from githost_local.forge.refs import check_name

_PREFIX = "refs/heads/"


class Branches(Noun):
    """The branches of a repository."""

    def list(
        self,
        repository: Repository,
        *,
        query: str | None = None,
        sort: RefSort = RefSort.NAME,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Branch]:
        """List branches; `query` is a part of the name, in whatever case."""
        key = "refname" if sort is RefSort.NAME else "committerdate"
        lines = self._git(repository).text(
            "for-each-ref",
            f"--sort={'-' if descending else ''}{key}",
            "--format=%(objectname) %(refname)",
            _PREFIX,
        )
        default = self._forge.repos.get(repository.id).default_branch
        found = []
        for line in lines.splitlines():
            sha, _, ref = line.partition(" ")
            name = ref.removeprefix(_PREFIX)
            if query is None or query.lower() in name.lower():
                found.append(Branch(name=name, commit=sha, default=name == default))
        return Slice.of(found, offset=offset, limit=limit)

    def get(self, repository: Repository, name: str) -> Branch:
        """Return a branch."""
        sha = self.head(repository, name)
        if sha is None:
            raise NotFound("branch", name)
        default = self._forge.repos.get(repository.id).default_branch
        return Branch(name=name, commit=sha, default=name == default)

    def head(self, repository: Repository, name: str) -> str | None:
        """Return the commit a branch points to, or None if there is no such branch."""
        return self._git(repository).ref(_PREFIX + name)

    def create(
        self, repository: Repository, name: str, *, start: str, actor: Account | None = None
    ) -> Branch:
        """Make a branch at a commit, branch or tag."""
        check_name(name)
        if self.head(repository, name) is not None:
            raise AlreadyExists("branch", name)
        sha = self._forge.commits.resolve(repository, start)
        try:
            self._forge.refs.update(
                repository, [RefChange(ref=_PREFIX + name, old=None, new=sha)], actor=actor
            )
        except RefMoved as error:
            raise AlreadyExists("branch", name) from error
        return self.get(repository, name)

    def delete(
        self,
        repository: Repository,
        name: str,
        *,
        expected: str | None = None,
        actor: Account | None = None,
    ) -> None:
        """Delete a branch, if `expected` is its commit; the default branch cannot be deleted."""
        branch = self.get(repository, name)
        if branch.default:
            raise Conflict(f"{name} is the default branch")
        old = branch.commit if expected is None else expected
        self._forge.refs.update(
            repository, [RefChange(ref=_PREFIX + name, old=old, new=None)], actor=actor
        )

    def default(self, repository: Repository) -> Branch | None:
        """Return the default branch, or None while it has no commit."""
        name = self._forge.repos.get(repository.id).default_branch
        sha = None if name is None else self.head(repository, name)
        return None if name is None or sha is None else Branch(name=name, commit=sha, default=True)

    def set_default(
        self, repository: Repository, name: str, *, actor: Account | None = None
    ) -> Repository:
        """Choose the default branch, which must exist unless the repository is empty."""
        check_name(name)
        with self._forge.transaction():
            if self._forge.refs.all(repository):
                self.get(repository, name)
            self._forge.refs.point_head(repository, name)
            return self._forge.repos.update(repository, actor=actor)
