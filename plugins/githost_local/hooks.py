"""Hooks. They are kept, and called when they are tried; nothing else calls them.

The keys of events are the neutral words themselves. Only the local host's own hooks are shown:
those of a forge's other faces have words that nobody knows here.
"""

import json
from collections.abc import Collection
from typing import Final

import attrs

from githost.errors import ConfigurationError, NotFoundError, UnsupportedError
from githost.interface import Hooks, Target, hook_secret, limits, target_ref
from githost.model import Delivery, Event, Hook, NamespaceRef, ProjectRef, RepoRef, Repository
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.deliveries import Message
from githost_local.forge.records import KEEP, Level, Slice
from githost_local.session import Session

__all__ = ["LocalHooks"]

_FACE: Final = "local"
_TARGETS: Final = (RepoRef, Repository, str, NamespaceRef)


@attrs.frozen
class LocalHooks(Hooks):
    """Operations on the hooks of repositories and namespaces."""

    access: Access

    @limits(target=_TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        where = target_ref(target)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Hook]:
            return session.forge.hooks.list(
                _target(session, where), face=_FACE, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.hook, page_size=page_size, cursor=cursor)

    @limits(target=_TARGETS)
    def get(self, target: Target, hook: str) -> Op[Hook]:
        where = target_ref(target)
        return (
            yield from self.access.read(
                lambda session: decode.hook(session, _hook(session, where, hook))
            )
        )

    @limits(target=_TARGETS)
    def create(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        description: str | None = None,
        verify_ssl: bool = True,
    ) -> Op[Hook]:
        where, keys = target_ref(target), self.vendor_keys(events)
        signing = None if secret is None else hook_secret(secret)

        def create(session: Session) -> Hook:
            made = session.forge.hooks.create(
                _target(session, where),
                face=_FACE,
                url=url,
                events=keys,
                secret=signing,
                active=active,
                description=description or "",
                verify_ssl=verify_ssl,
            )
            return decode.hook(session, made)

        return (yield from self.access.write(create))

    @limits(target=_TARGETS)
    def update(
        self,
        target: Target,
        hook: str,
        *,
        url: str | None = None,
        events: Collection[Event | str] | None = None,
        secret: str | None = None,
        active: bool | None = None,
        description: str | None = None,
        verify_ssl: bool | None = None,
    ) -> Op[Hook]:
        where = target_ref(target)
        keys = None if events is None else self.vendor_keys(events)
        signing = KEEP if secret is None else hook_secret(secret)

        def update(session: Session) -> Hook:
            new = session.forge.hooks.update(
                _hook(session, where, hook),
                url=url,
                events=keys,
                secret=signing,
                active=active,
                description=description,
                verify_ssl=verify_ssl,
            )
            return decode.hook(session, new)

        return (yield from self.access.write(update))

    @limits(target=_TARGETS)
    def delete(self, target: Target, hook: str) -> Op[None]:
        where = target_ref(target)
        yield from self.access.write(
            lambda session: session.forge.hooks.delete(_hook(session, where, hook))
        )

    @limits(target=_TARGETS)
    def test(self, target: Target, hook: str) -> Op[Delivery]:
        where = target_ref(target)

        def test(session: Session) -> Delivery:
            found = _hook(session, where, hook)
            body = json.dumps({"event": Event.PING, "hook": found.key}).encode()
            message = Message(
                event=Event.PING, body=body, headers={"Content-Type": "application/json"}
            )
            return decode.delivery(session, session.forge.deliveries.post(found, message))

        # No write transaction: nobody should wait for the hook's answer. The forge records it.
        return (yield from self.access.read(test))

    @limits(target=_TARGETS)
    def deliveries(
        self, target: Target, hook: str, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Delivery]:
        where = target_ref(target)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Delivery]:
            return session.forge.hooks.deliveries(
                _hook(session, where, hook), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.delivery, page_size=page_size, cursor=cursor)

    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        """Give the neutral words themselves; refuse what is none."""
        keys = super().vendor_keys(events)
        unknown = sorted(keys - frozenset(Event))
        if unknown:
            raise ConfigurationError(
                f"{', '.join(unknown)}: no event of the local host; give some of {', '.join(Event)}"
            )
        return keys


def _target(
    session: Session, where: RepoRef | NamespaceRef | ProjectRef
) -> records.Repository | records.Namespace:
    target = session.target(where, Level.ADMIN)
    if isinstance(target, records.Project):
        raise UnsupportedError(
            f"{where} is a project, and hooks belong to repositories and namespaces"
        )
    return target


def _hook(session: Session, where: RepoRef | NamespaceRef | ProjectRef, key: str) -> records.Hook:
    target = _target(session, where)
    found = session.forge.hooks.by_key(key)
    own = (
        found.repository_id if isinstance(target, records.Repository) else found.namespace_id
    ) == target.id
    if not own or found.face != _FACE:
        raise NotFoundError(f"hook {key} does not exist on {where}")
    return found
