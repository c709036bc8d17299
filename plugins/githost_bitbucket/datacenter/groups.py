"""Groups on Data Center. They are the host's, and no more than their names."""

from githost.interface import Groups, NamespaceLike, OnSite, limits
from githost.model import Group
from githost.wire import Pages
from githost_bitbucket.datacenter import decode
from githost_bitbucket.datacenter.paging import paged

__all__ = ["DataCenterGroups"]


class DataCenterGroups(OnSite, Groups):
    """Groups of accounts."""

    @limits(namespace="groups belong to the host and to no project; leave it out")
    def list(
        self,
        namespace: NamespaceLike | None = None,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Group]:
        del namespace  # refused by the limits above
        return paged(self.site, "/groups", str, decode.group, page_size=page_size, cursor=cursor)
