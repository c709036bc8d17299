"""Repositories: their records, and the bare repositories on disk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.events import RepositoryEvent, RepositoryEventKind
from githost_local.forge.git import Git
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    KEEP,
    Account,
    Keep,
    Namespace,
    Project,
    RefChange,
    Repository,
    Slice,
    Visibility,
)
from githost_local.forge.refs import HIDDEN, check_name
from githost_local.forge.rows import record

_TABLE = "repositories"
_SLUG = re.compile(r"[^/\s\x00-\x1f]+")
_ORDER = "(SELECT path FROM namespaces WHERE namespaces.id = namespace_id), slug"
# Nothing runs in the background in a directory that may be deleted at any moment, so no automatic
# gc. Tip commits may be asked for by name, as CI systems do.
_CONFIG = f"""
[transfer]
\thideRefs = {HIDDEN.rstrip("/")}
[gc]
\tauto = 0
[receive]
\tautogc = false
[uploadpack]
\tallowFilter = true
\tallowReachableSHA1InWant = true
"""


class Repos(Noun):
    """Repositories."""

    def create(
        self,
        namespace: Namespace,
        slug: str,
        *,
        name: str | None = None,
        description: str = "",
        visibility: Visibility = Visibility.PRIVATE,
        project: Project | None = None,
        default_branch: str | None = None,
        settings: Mapping[str, Any] | None = None,
        actor: Account | None = None,
    ) -> Repository:
        """Make an empty repository.

        Without a default branch, the first push chooses it: `main`, `master`, or the first name.
        """
        if default_branch is not None:
            check_name(default_branch)
        with self._store.transaction():
            repository = self._insert(
                namespace,
                slug,
                name=slug if name is None else name,
                description=description,
                visibility=visibility,
                project_id=_project_in(namespace, project),
                default_branch=default_branch,
                settings=settings or {},
            )
            self._publish(RepositoryEventKind.CREATED, repository, actor)
            return repository

    def _insert(self, namespace: Namespace, slug: str, **values: object) -> Repository:
        """Add the record, and an empty bare repository that goes again if the record does."""
        _check_slug(slug)
        now = self._forge.now()
        self._store.free(_TABLE, "repository", namespace_id=namespace.id, slug=slug)
        identifier = self._store.insert(
            _TABLE,
            namespace_id=namespace.id,
            slug=slug,
            archived=False,
            created_at=now,
            updated_at=now,
            **values,
        )
        repository = self.get(identifier)
        directory = self.directory(repository)
        # What a process that died before its commit may have left.
        shutil.rmtree(directory, ignore_errors=True)
        self._store.after_rollback(lambda: shutil.rmtree(directory, ignore_errors=True))
        branch = repository.default_branch or "main"
        self.git(repository).run(
            "init", "--bare", "--quiet", "--template=", f"--initial-branch={branch}", str(directory)
        )
        with (directory / "config").open("a") as config:
            config.write(_CONFIG)
        return repository

    def get(self, identifier: int) -> Repository:
        """Return the repository with this id."""
        return self._store.get(Repository, _TABLE, "repository", id=identifier)

    def by_key(self, key: str) -> Repository:
        """Return the repository with this key."""
        return self._store.get(Repository, _TABLE, "repository", key=key)

    def by_slug(self, namespace: Namespace, slug: str) -> Repository:
        """Return the namespace's repository with this slug, in whatever case."""
        return self._store.get(
            Repository, _TABLE, "repository", namespace_id=namespace.id, slug=slug
        )

    def by_path(self, path: str) -> Repository:
        """Return the repository at `namespace/slug`, in whatever case."""
        namespace, _, slug = path.rpartition("/")
        row = self._store.one(
            "SELECT r.* FROM repositories r JOIN namespaces n ON n.id = r.namespace_id"
            " WHERE n.path = ? AND r.slug = ?",
            namespace,
            slug,
        )
        if row is None:
            raise NotFound("repository", path)
        return record(Repository, dict(row))

    def list(
        self,
        *,
        namespace: Namespace | None = None,
        project: Project | None = None,
        parent: Repository | None = None,
        query: str | None = None,
        visibility: Visibility | None = None,
        updated_since: datetime | None = None,
        where: Callable[[Repository], bool] | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Repository]:
        """List repositories by namespace, then by slug; `query` is a part of slug or name."""
        return self._store.select(
            lambda row: record(Repository, row),
            _TABLE,
            {
                "namespace_id = ?": namespace.id if namespace else None,
                "project_id = ?": project.id if project else None,
                "parent_id = ?": parent.id if parent else None,
                "(instr(lower(slug), lower(?)) OR instr(lower(name), lower(?)))": query,
                "visibility = ?": visibility,
                "updated_at >= ?": updated_since,
            },
            order=_ORDER,
            offset=offset,
            limit=limit,
            where=where,
        )

    def update(
        self,
        repository: Repository,
        *,
        namespace: Namespace | None = None,
        slug: str | None = None,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
        project: Project | Keep | None = KEEP,
        archived: bool | None = None,
        settings: Mapping[str, Any] | None = None,
        actor: Account | None = None,
    ) -> Repository:
        """Change or move a repository; another namespace takes it out of its project."""
        with self._store.transaction():
            previous = self.get(repository.id)
            home = namespace or self._forge.namespaces.get(previous.namespace_id)
            if slug is not None or namespace is not None:
                wanted = previous.slug if slug is None else slug
                _check_slug(wanted)
                self._store.free(
                    _TABLE, "repository", but=previous.id, namespace_id=home.id, slug=wanted
                )
            self._store.update(
                _TABLE,
                previous.id,
                {
                    "namespace_id": home.id,
                    "slug": slug,
                    "name": name,
                    "description": description,
                    "visibility": visibility,
                    "archived": archived,
                    "settings": settings,
                    "updated_at": self._forge.now(),
                },
            )
            if project is not KEEP:
                self._store.assign(_TABLE, previous.id, {"project_id": _project_in(home, project)})
            elif home.id != previous.namespace_id:
                self._store.assign(_TABLE, previous.id, {"project_id": None})
            current = self.get(previous.id)
            self._publish(RepositoryEventKind.UPDATED, current, actor, previous=previous)
            return current

    def delete(self, repository: Repository, *, actor: Account | None = None) -> None:
        """Delete a repository with all that belongs to it; its forks stay."""
        with self._store.transaction():
            current = self.get(repository.id)
            self._publish(RepositoryEventKind.DELETED, current, actor)
            self._store.delete(_TABLE, current.id)
            self._store.after_commit(
                lambda: shutil.rmtree(self.directory(current), ignore_errors=True)
            )

    def fork(
        self,
        repository: Repository,
        *,
        into: Namespace,
        slug: str | None = None,
        name: str | None = None,
        visibility: Visibility | None = None,
        project: Project | None = None,
        actor: Account | None = None,
    ) -> Repository:
        """Copy a repository with its branches and tags; the copy shares no storage with it."""
        with self._store.transaction():
            parent = self.get(repository.id)
            fork = self._insert(
                into,
                parent.slug if slug is None else slug,
                name=parent.name if name is None else name,
                description=parent.description,
                visibility=visibility or parent.visibility,
                project_id=_project_in(into, project),
                default_branch=parent.default_branch,
                parent_id=parent.id,
                settings=parent.settings,
            )
            self.git(fork).run(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                str(self.directory(parent)), "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*",
            )  # fmt: skip
            for ref, sha in self._forge.refs.all(fork).items():
                self._store.execute("INSERT INTO refs VALUES (?, ?, ?)", fork.id, ref, sha)
            self._publish(RepositoryEventKind.FORKED, parent, actor, fork=fork)
            return fork

    def forks(
        self,
        repository: Repository,
        *,
        where: Callable[[Repository], bool] | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Repository]:
        """List direct forks by name."""
        return self.list(parent=repository, where=where, offset=offset, limit=limit)

    def root(self, repository: Repository) -> Repository:
        """Return the repository that it and its relatives were forked from."""
        while repository.parent_id is not None:
            repository = self.get(repository.parent_id)
        return repository

    def directory(self, repository: Repository) -> Path:
        """Return where the bare repository lies."""
        return self._forge.directory / "repos" / f"{repository.id}.git"

    def git(self, repository: Repository) -> Git:
        """Return the git program in this repository."""
        return Git(self.directory(repository))

    def size(self, repository: Repository) -> int:
        """Return the bytes that the bare repository's files take."""
        files = self.directory(repository).rglob("*")
        return sum(path.stat().st_size for path in files if path.is_file())

    def received(self, repository: Repository, *, actor: Account | None) -> tuple[RefChange, ...]:
        """Announce what a push changed: default branch, pull requests, events."""
        return self._forge.refs.synchronize(repository, actor=actor)

    def recover(self) -> None:
        """Bring in order what a process that died left behind."""
        with self._store.transaction():
            known = {f"{row['id']}.git" for row in self._store.rows("SELECT id FROM repositories")}
            for directory in (self._forge.directory / "repos").iterdir():
                if directory.name not in known:
                    shutil.rmtree(directory, ignore_errors=True)
        self._forge.refs.settle()

    def _publish(
        self,
        kind: RepositoryEventKind,
        repository: Repository,
        actor: Account | None,
        *,
        previous: Repository | None = None,
        fork: Repository | None = None,
    ) -> None:
        self._forge.publish(
            RepositoryEvent(
                kind=kind,
                repository=repository,
                actor=actor,
                at=self._forge.now(),
                previous=previous,
                fork=fork,
            )
        )


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or slug in {".", ".."}:
        raise Invalid("slug", f"{slug!r} cannot be a repository's name in an address")


def _project_in(namespace: Namespace, project: Project | None) -> int | None:
    if project is None:
        return None
    if project.namespace_id != namespace.id:
        raise Invalid("project", f"{project.code} is not in {namespace.path}")
    return project.id
