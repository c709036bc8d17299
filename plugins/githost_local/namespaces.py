"""Namespaces. A path may hold slashes, and is one name all the same: none lies in another."""

import attrs

from githost.errors import PermissionDeniedError
from githost.interface import NamespaceLike, Namespaces, limits, namespace_ref
from githost.model import Grant, Namespace, Visibility
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["OPEN_OR_NOT", "LocalNamespaces", "is_public"]

#: Visibilities of namespaces and projects: the forge keeps whether they are public.
OPEN_OR_NOT = frozenset({Visibility.PUBLIC, Visibility.PRIVATE})


@attrs.frozen
class LocalNamespaces(Namespaces):
    """Operations on namespaces; who makes one administers it."""

    access: Access

    def list(
        self, *, query: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Namespace]:
        def select(session: Session, offset: int, limit: int) -> Slice[records.Namespace]:
            return session.forge.namespaces.list(
                query=query, where=session.sees, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.namespace, page_size=page_size, cursor=cursor)

    def get(self, namespace: NamespaceLike) -> Op[Namespace]:
        ref = namespace_ref(namespace)
        return (
            yield from self.access.read(
                lambda session: decode.namespace(session, session.namespace(ref))
            )
        )

    @limits(visibility=OPEN_OR_NOT)
    def create(
        self,
        path: str,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Namespace]:
        ref = namespace_ref(path)

        def create(session: Session) -> Namespace:
            actor = session.actor
            if ref.path.startswith("~") and not actor.site_admin:
                raise PermissionDeniedError(
                    f"{ref} is the name of somebody's own namespace, which the forge makes itself; "
                    "choose a path without ~"
                )
            made = session.forge.namespaces.create(
                ref.path,
                name=name,
                description=description or "",
                public=visibility is Visibility.PUBLIC,
                owner=actor,
            )
            return decode.namespace(session, made)

        return (yield from self.access.write(create))

    @limits(visibility=OPEN_OR_NOT)
    def update(
        self,
        namespace: NamespaceLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Namespace]:
        ref = namespace_ref(namespace)

        def update(session: Session) -> Namespace:
            new = session.forge.namespaces.update(
                session.namespace(ref, Level.ADMIN),
                name=name,
                description=description,
                public=is_public(visibility),
            )
            return decode.namespace(session, new)

        return (yield from self.access.write(update))

    def delete(self, namespace: NamespaceLike) -> Op[None]:
        ref = namespace_ref(namespace)
        yield from self.access.write(
            lambda session: session.forge.namespaces.delete(session.namespace(ref, Level.ADMIN))
        )

    def members(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        ref = namespace_ref(namespace)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Grant]:
            found = _members(session, session.namespace(ref))
            return Slice(found[offset : offset + limit], len(found))

        return self.access.pages(select, decode.grant, page_size=page_size, cursor=cursor)


def is_public(visibility: Visibility | None) -> bool | None:
    """Return what the forge keeps of a visibility; None leaves it."""
    return None if visibility is None else visibility is Visibility.PUBLIC


def _members(session: Session, namespace: records.Namespace) -> tuple[records.Grant, ...]:
    """Return everybody's own grants: members by login with or without one, then groups.

    The owner's is ADMIN, granted or not.
    """
    actor = session.actor
    forge = session.forge
    if session.level(namespace) < Level.ADMIN and not forge.namespaces.is_member(namespace, actor):
        raise PermissionDeniedError(
            f"{actor.login} is no member of {namespace.path} and may not see who is"
        )
    grants = forge.permissions.list(namespace).items
    own = {g.subject: g for g in grants if isinstance(g.subject, records.Account)}
    people = dict.fromkeys(forge.namespaces.members(namespace), Level.NONE)
    if namespace.owner_id is not None:
        people[forge.accounts.get(namespace.owner_id)] = Level.ADMIN
    for account, level in people.items():
        if account not in own or level is Level.ADMIN:
            own[account] = records.Grant(subject=account, level=level, role=None)
    named = sorted(own.items(), key=lambda pair: pair[0].login)
    groups = [grant for grant in grants if isinstance(grant.subject, records.Group)]
    return (*(grant for _, grant in named), *groups)
