"""Namespaces: what stands before a repository's name in its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from githost_local.forge.errors import Invalid, NotEmpty
from githost_local.forge.events import NamespaceEvent
from githost_local.forge.noun import Noun
from githost_local.forge.records import Account, Namespace, NamespaceKind, Slice
from githost_local.forge.rows import record

_TABLE = "namespaces"


class Namespaces(Noun):
    """Namespaces and their members. Membership alone gives no level on a repository."""

    def create(
        self,
        path: str,
        *,
        name: str | None = None,
        description: str = "",
        public: bool = False,
        kind: NamespaceKind = NamespaceKind.TEAM,
        owner: Account | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Namespace:
        """Make a namespace; its owner is a member, and administers it."""
        _check_path(path)
        with self._store.transaction():
            self._store.free(_TABLE, "namespace", path=path)
            identifier = self._store.insert(
                _TABLE,
                path=path,
                name=path if name is None else name,
                description=description,
                public=public,
                kind=kind,
                owner_id=owner.id if owner else None,
                created_at=self._forge.now(),
                settings=settings or {},
            )
            namespace = self.get(identifier)
            if owner:
                self.add_member(namespace, owner)
            return namespace

    def get(self, identifier: int) -> Namespace:
        """Return the namespace with this id."""
        return self._store.get(Namespace, _TABLE, "namespace", id=identifier)

    def by_key(self, key: str) -> Namespace:
        """Return the namespace with this key."""
        return self._store.get(Namespace, _TABLE, "namespace", key=key)

    def by_path(self, path: str) -> Namespace:
        """Return the namespace with this path, in whatever case."""
        return self._store.get(Namespace, _TABLE, "namespace", path=path)

    def personal(self, account: Account) -> Namespace:
        """Return an account's own namespace, `~login`, made when first asked for."""
        with self._store.transaction():
            row = self._store.row(_TABLE, owner_id=account.id, kind=NamespaceKind.PERSONAL)
            if row is not None:
                return record(Namespace, dict(row))
            return self.create(
                f"~{account.login}",
                name=account.display_name,
                kind=NamespaceKind.PERSONAL,
                owner=account,
            )

    def list(
        self,
        *,
        query: str | None = None,
        kind: NamespaceKind | None = None,
        where: Callable[[Namespace], bool] | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Namespace]:
        """List namespaces by path; `query` is a part of path or name."""
        return self._store.select(
            lambda row: record(Namespace, row),
            _TABLE,
            {
                "(instr(lower(path), lower(?)) OR instr(lower(name), lower(?)))": query,
                "kind = ?": kind,
            },
            order="path",
            offset=offset,
            limit=limit,
            where=where,
        )

    def update(
        self,
        namespace: Namespace,
        *,
        path: str | None = None,
        name: str | None = None,
        description: str | None = None,
        public: bool | None = None,
        settings: Mapping[str, Any] | None = None,
        actor: Account | None = None,
    ) -> Namespace:
        """Change a namespace; a new path changes the address of all its repositories."""
        with self._store.transaction():
            if path is not None:
                _check_path(path)
                self._store.free(_TABLE, "namespace", but=namespace.id, path=path)
            self._store.update(
                _TABLE,
                namespace.id,
                {
                    "path": path,
                    "name": name,
                    "description": description,
                    "public": public,
                    "settings": settings,
                },
            )
            changed = self.get(namespace.id)
            self._forge.publish(
                NamespaceEvent(
                    namespace=changed, actor=actor, at=self._forge.now(), previous=namespace
                )
            )
            return changed

    def delete(self, namespace: Namespace) -> None:
        """Delete a namespace with its projects; NotEmpty while it has repositories."""
        with self._store.transaction():
            if self._store.row("repositories", namespace_id=namespace.id):
                raise NotEmpty("namespace", namespace.path)
            self._store.delete(_TABLE, namespace.id)

    def members(
        self, namespace: Namespace, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Account]:
        """List members by login."""
        return self._store.select(
            lambda row: record(Account, row),
            "accounts",
            {
                "id IN (SELECT account_id FROM namespace_members WHERE namespace_id = ?)": (
                    namespace.id
                )
            },
            order="login",
            offset=offset,
            limit=limit,
        )

    def is_member(self, namespace: Namespace, account: Account) -> bool:
        """Tell whether an account is a member."""
        return (
            self._store.row("namespace_members", namespace_id=namespace.id, account_id=account.id)
            is not None
        )

    def add_member(self, namespace: Namespace, account: Account) -> None:
        """Make an account a member, if it is not."""
        with self._store.transaction():
            self._store.execute(
                "INSERT OR IGNORE INTO namespace_members VALUES (?, ?)", namespace.id, account.id
            )


def _check_path(path: str) -> None:
    if not path or any(not part or part in {".", ".."} for part in path.split("/")):
        raise Invalid("path", f"{path!r} is not the path of a namespace")
