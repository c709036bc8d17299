"""Hooks: who is told about events by HTTP."""

from __future__ import annotations

from collections.abc import Iterable

from githost_local.forge.errors import Invalid
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    KEEP,
    Delivery,
    Hook,
    Keep,
    Namespace,
    Repository,
    Slice,
)
from githost_local.forge.rows import record
from githost_local.forge.targets import condition, place

_TABLE = "hooks"


class Hooks(Noun):
    """Hooks of repositories and namespaces."""

    def create(
        self,
        target: Repository | Namespace,
        *,
        face: str,
        url: str,
        events: Iterable[str],
        secret: str | None = None,
        active: bool = True,
        description: str = "",
        verify_ssl: bool = True,
    ) -> Hook:
        """Make a hook that speaks the words of a face."""
        _check_url(url)
        now = self._forge.now()
        with self._store.transaction():
            identifier = self._store.insert(
                _TABLE,
                face=face,
                url=url,
                events=frozenset(events),
                secret=secret,
                active=active,
                description=description,
                verify_ssl=verify_ssl,
                created_at=now,
                updated_at=now,
                **place(target),
            )
            return self.get(identifier)

    def get(self, identifier: int) -> Hook:
        """Return the hook with this id."""
        return self._store.get(Hook, _TABLE, "hook", id=identifier)

    def by_key(self, key: str) -> Hook:
        """Return the hook with this key."""
        return self._store.get(Hook, _TABLE, "hook", key=key)

    def list(
        self,
        target: Repository | Namespace,
        *,
        face: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Hook]:
        """List the hooks of exactly this target, oldest first."""
        return self._store.select(
            lambda row: record(Hook, row),
            _TABLE,
            {**condition(target), "face = ?": face},
            order="id",
            offset=offset,
            limit=limit,
        )

    def watching(self, repository: Repository) -> tuple[Hook, ...]:
        """Return the active hooks of a repository and of its namespace."""
        return self._store.select(
            lambda row: record(Hook, row),
            _TABLE,
            {
                "active": True,
                f"(repository_id = {int(repository.id)} OR namespace_id = ?)": (
                    repository.namespace_id
                ),
            },
            order="id",
        ).items

    def update(
        self,
        hook: Hook,
        *,
        url: str | None = None,
        events: Iterable[str] | None = None,
        secret: str | Keep | None = KEEP,
        active: bool | None = None,
        description: str | None = None,
        verify_ssl: bool | None = None,
    ) -> Hook:
        """Change a hook; None for `secret` removes it."""
        if url is not None:
            _check_url(url)
        with self._store.transaction():
            self._store.update(
                _TABLE,
                hook.id,
                {
                    "url": url,
                    "events": None if events is None else frozenset(events),
                    "active": active,
                    "description": description,
                    "verify_ssl": verify_ssl,
                    "updated_at": self._forge.now(),
                },
            )
            if secret is not KEEP:
                self._store.assign(_TABLE, hook.id, {"secret": secret})
            return self.get(hook.id)

    def delete(self, hook: Hook) -> None:
        """Remove a hook and the record of its deliveries."""
        with self._store.transaction():
            self._store.delete(_TABLE, hook.id)

    def deliveries(
        self, hook: Hook, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Delivery]:
        """List a hook's deliveries, newest first."""
        return self._store.select(
            lambda row: record(Delivery, row),
            "deliveries",
            {"hook_id = ?": hook.id},
            order="id DESC",
            offset=offset,
            limit=limit,
        )


def _check_url(url: str) -> None:
    if not url.lower().startswith(("http://", "https://")):
        raise Invalid("url", "it does not begin with http:// or https://")
