"""Permissions. A grant keeps the role it was given with, and its level alone counts."""

import attrs

from githost.interface import (
    Permissions,
    RepoLike,
    Subject,
    Target,
    UserLike,
    grantable,
    repo_ref,
    subject_ref,
    target_ref,
    user_ref,
)
from githost.model import Grant, Permission
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalPermissions"]


@attrs.frozen
class LocalPermissions(Permissions):
    """Operations on who may do what with repositories, projects and namespaces."""

    access: Access

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        where = target_ref(target)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Grant]:
            return session.forge.permissions.list(
                session.target(where, Level.ADMIN), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.grant, page_size=page_size, cursor=cursor)

    def get(self, target: Target, subject: Subject) -> Op[Grant]:
        where, who = target_ref(target), subject_ref(subject)

        def get(session: Session) -> Grant:
            place, person = session.target(where, Level.ADMIN), session.subject(who)
            try:
                found = session.forge.permissions.get(place, person)
            except NotFound:
                found = records.Grant(subject=person, level=Level.NONE, role=None)
            return decode.grant(session, found)

        return (yield from self.access.read(get))

    def grant(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Grant]:
        where, who = target_ref(target), subject_ref(subject)
        level = Level[grantable(permission).name]

        def grant(session: Session) -> Grant:
            given = session.forge.permissions.grant(
                session.target(where, Level.ADMIN), session.subject(who), level, role=role
            )
            return decode.grant(session, given)

        return (yield from self.access.write(grant))

    def revoke(self, target: Target, subject: Subject) -> Op[None]:
        where, who = target_ref(target), subject_ref(subject)

        def revoke(session: Session) -> None:
            session.forge.permissions.revoke(
                session.target(where, Level.ADMIN), session.subject(who)
            )

        yield from self.access.write(revoke)

    def effective(self, repo: RepoLike, user: UserLike | None = None) -> Op[Permission]:
        ref = repo_ref(repo)
        who = None if user is None else user_ref(user)

        def effective(session: Session) -> Permission:
            repository = session.target(ref, Level.READ)
            if who is None:
                return decode.permission(session.level(repository))
            account = session.account(who)
            if account != session.actor:
                session.target(ref, Level.ADMIN)
            return decode.permission(session.forge.permissions.effective(account, repository))

        return (yield from self.access.read(effective))
