"""Groups: those of the whole forge."""

import attrs

from githost.interface import Groups, NamespaceLike, limits
from githost.model import Group
from githost.wire import Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalGroups"]


@attrs.frozen
class LocalGroups(Groups):
    """Operations on groups, which every account sees."""

    access: Access

    @limits(namespace="groups belong to the whole local host; leave the namespace out")
    def list(
        self,
        namespace: NamespaceLike | None = None,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Group]:
        del namespace

        def select(session: Session, offset: int, limit: int) -> Slice[records.Group]:
            return session.forge.groups.list(offset=offset, limit=limit)

        return self.access.pages(select, decode.group, page_size=page_size, cursor=cursor)
