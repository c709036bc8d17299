"""Statuses: how builds of a commit are going."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.events import StatusEvent, StatusEventKind
from githost_local.forge.noun import Noun
from githost_local.forge.records import Account, Repository, Slice, Status, StatusState
from githost_local.forge.rows import record

_TABLE = "statuses"


class Statuses(Noun):
    """Statuses, one for each commit and key.

    They belong to a repository; or, where None is given for it, to the commit wherever it is.
    """

    def set(
        self,
        repository: Repository | None,
        commit: str,
        *,
        key: str,
        state: StatusState,
        url: str = "",
        name: str | None = None,
        description: str = "",
        ref: str | None = None,
        extra: Mapping[str, Any] | None = None,
        actor: Account | None = None,
    ) -> Status:
        """Set a status, replacing the one with the same key."""
        if not key:
            raise Invalid("key", "it is empty")
        sha = commit if repository is None else self._forge.commits.resolve(repository, commit)
        now = self._forge.now()
        values = {
            "state": state,
            "url": url,
            "name": key if name is None else name,
            "description": description,
            "ref": ref,
            "author_id": actor.id if actor else None,
            "updated_at": now,
            "extra": extra or {},
        }
        with self._store.transaction():
            row = self._row(repository, sha, key)
            if row is None:
                kind = StatusEventKind.CREATED
                self._store.insert(
                    _TABLE,
                    repository_id=repository.id if repository else None,
                    commit=sha,
                    key=key,
                    created_at=now,
                    **values,
                )
            else:
                kind = StatusEventKind.UPDATED
                self._store.assign(_TABLE, row["id"], values)
            status = self.get(repository, sha, key)
            self._forge.publish(
                StatusEvent(kind=kind, repository=repository, status=status, actor=actor, at=now)
            )
            return status

    def get(self, repository: Repository | None, commit: str, key: str) -> Status:
        """Return the status of a commit, by its full name, with this key."""
        row = self._row(repository, commit, key)
        if row is None:
            raise NotFound("status", key)
        return record(Status, row)

    def _row(
        self, repository: Repository | None, commit: str, key: str
    ) -> Mapping[str, Any] | None:
        row = self._store.one(
            'SELECT * FROM statuses WHERE "commit" = ? AND key = ?'
            " AND ifnull(repository_id, 0) = ?",
            commit,
            key,
            repository.id if repository else 0,
        )
        return None if row is None else dict(row)

    def list(
        self,
        repository: Repository | None,
        commit: str,
        *,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Status]:
        """List the statuses of a commit, by its full name, in the order they were first set."""
        return self._store.select(
            lambda row: record(Status, row),
            _TABLE,
            {
                '"commit" = ?': commit,
                "ifnull(repository_id, 0) = ?": repository.id if repository else 0,
            },
            order="id",
            offset=offset,
            limit=limit,
        )

    def delete(self, status: Status) -> None:
        """Remove a status."""
        with self._store.transaction():
            self._store.delete(_TABLE, status.id)
