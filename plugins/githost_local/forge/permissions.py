"""Permissions: what was granted, and what somebody may do in effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from githost_local.forge.errors import NotFound
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    Grant,
    Group,
    Level,
    Namespace,
    Project,
    Repository,
    Slice,
    Subject,
    Target,
    Visibility,
)
from githost_local.forge.targets import condition, place

_TABLE = "grants"
_NAMES = "(SELECT login FROM accounts WHERE accounts.id = account_id)"
_GROUP_NAMES = "(SELECT name FROM user_groups WHERE user_groups.id = group_id)"


class Permissions(Noun):
    """Grants to accounts and groups on repositories, projects and namespaces."""

    def grant(
        self, target: Target, subject: Subject, level: Level, *, role: str | None = None
    ) -> Grant:
        """Grant a level, in place of what the subject had there; NONE revokes."""
        with self._store.transaction():
            self.revoke(target, subject)
            if level is Level.NONE:
                return Grant(subject=subject, level=level, role=None)
            self._store.insert(_TABLE, level=level, role=role, **place(target), **_columns(subject))
            return Grant(subject=subject, level=level, role=role)

    def revoke(self, target: Target, subject: Subject) -> bool:
        """Take back what was granted here; tell whether something was."""
        with self._store.transaction():
            row = self._store.row(_TABLE, **place(target), **_columns(subject))
            if row is not None:
                self._store.delete(_TABLE, row["id"])
            return row is not None

    def get(self, target: Target, subject: Subject) -> Grant:
        """Return what was granted to exactly this subject on exactly this target."""
        row = self._store.row(_TABLE, **place(target), **_columns(subject))
        if row is None:
            raise NotFound("grant", subject.login if isinstance(subject, Account) else subject.slug)
        return Grant(subject=subject, level=Level(row["level"]), role=row["role"])

    def list(
        self,
        target: Target,
        *,
        groups: bool | None = None,
        query: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Grant]:
        """List what was granted on exactly this target: accounts by login, then groups by name.

        `groups` keeps only grants to groups (True) or to accounts (False); `query` is a part of
        login or name.
        """
        return self._store.select(
            self._grant,
            _TABLE,
            {
                **condition(target),
                "(group_id IS NOT NULL) = ?": groups,
                f"instr(lower(ifnull({_NAMES}, {_GROUP_NAMES})), lower(?))": query,
            },
            order=f"group_id IS NOT NULL, {_NAMES}, {_GROUP_NAMES}",
            offset=offset,
            limit=limit,
        )

    def _grant(self, row: Mapping[str, Any]) -> Grant:
        subject: Subject
        if row["group_id"] is not None:
            subject = self._forge.groups.get(row["group_id"])
        else:
            subject = self._forge.accounts.get(row["account_id"])
        return Grant(subject=subject, level=Level(row["level"]), role=row["role"])

    def everybody(self, namespace: Namespace) -> Level:
        """Return the level that every account has in a namespace."""
        row = self._store.row("namespaces", id=namespace.id)
        if row is None:
            raise NotFound("namespace", namespace.path)
        return Level(row["everybody"])

    def set_everybody(self, namespace: Namespace, level: Level) -> None:
        """Set the level that every account has in a namespace."""
        with self._store.transaction():
            self._store.assign("namespaces", namespace.id, {"everybody": level})

    def effective(self, account: Account | None, target: Target) -> Level:
        """Return the highest level that anything gives; None is somebody not signed in.

        A repository takes over what its project and namespace give, a project what its
        namespace gives. A public namespace or project can be read; its repositories have a
        visibility of their own.
        """
        if account is None:
            return Level.READ if _is_public(target) else Level.NONE
        if account.site_admin:
            return Level.ADMIN
        level = Level.READ if _is_public(target) or _is_internal(target) else Level.NONE
        namespace_id = target.id if isinstance(target, Namespace) else target.namespace_id
        project_id = target.project_id if isinstance(target, Repository) else None
        if isinstance(target, Project):
            project_id = target.id
        (row,) = self._store.rows(
            "SELECT max(level) AS level FROM grants"
            " WHERE (account_id = ? OR group_id IN"
            " (SELECT group_id FROM group_members WHERE account_id = ?))"
            " AND (repository_id = ? OR project_id = ? OR namespace_id = ?)",
            account.id,
            account.id,
            target.id if isinstance(target, Repository) else None,
            project_id,
            namespace_id,
        )
        granted = Level(row["level"] or 0)
        home = self._store.row("namespaces", id=namespace_id)
        if home is None:
            return max(level, granted)
        if home["owner_id"] == account.id:
            return Level.ADMIN
        return max(level, granted, Level(home["everybody"]))


def _columns(subject: Subject) -> dict[str, int]:
    return {"group_id" if isinstance(subject, Group) else "account_id": subject.id}


def _is_public(target: Target) -> bool:
    if isinstance(target, Repository):
        return target.visibility is Visibility.PUBLIC
    return target.public


def _is_internal(target: Target) -> bool:
    return isinstance(target, Repository) and target.visibility is Visibility.INTERNAL
