"""Users: the accounts of the forge."""

import attrs

from githost.interface import NamespaceLike, Users, namespace_ref, user_ref
from githost.model import User, UserRef
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge.records import Account, Slice
from githost_local.session import Session

__all__ = ["LocalUsers"]


@attrs.frozen
class LocalUsers(Users):
    """Operations on accounts, which those who have signed in see all of."""

    access: Access

    def me(self) -> Op[User]:
        return (yield from self.access.read(lambda session: decode.user(session, session.actor)))

    def get(self, user: UserRef | str) -> Op[User]:
        ref = user_ref(user)

        def get(session: Session) -> User:
            return decode.user(session, session.account(ref))

        return (yield from self.access.read(get))

    def search(
        self,
        query: str,
        *,
        namespace: NamespaceLike | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[User]:
        where = None if namespace is None else namespace_ref(namespace)

        def select(session: Session, offset: int, limit: int) -> Slice[Account]:
            accounts = session.forge.accounts
            if where is None:
                return accounts.list(query=query, active=True, offset=offset, limit=limit)
            members = session.forge.namespaces.members(session.namespace(where))
            inside = {account.id for account in members}
            found = [a for a in accounts.list(query=query, active=True) if a.id in inside]
            return Slice(tuple(found[offset : offset + limit]), len(found))

        return self.access.pages(select, decode.user, page_size=page_size, cursor=cursor)
