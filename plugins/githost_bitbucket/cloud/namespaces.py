"""Namespaces on Cloud: workspaces, which are made, changed and deleted in its web pages only."""

from githost.interface import NamespaceLike, Namespaces, OnSite, unsupported
from githost.model import Grant, Namespace
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import workspace_path

__all__ = ["CloudNamespaces"]

_WEB_ONLY = "Bitbucket Cloud makes, changes and deletes workspaces in its web pages only"
_SOURCE = "https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/"


class CloudNamespaces(OnSite, Namespaces):
    """Workspaces."""

    def list(
        self, *, query: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Namespace]:
        found = paged(
            self.site,
            "/user/workspaces",
            payloads.WorkspaceAccess,
            decode.workspace_access,
            page_size=page_size,
            cursor=cursor,
        )
        if query is None:
            return found
        part = query.casefold()
        return found.filter(lambda one: part in one.path.casefold() or part in one.name.casefold())

    def get(self, namespace: NamespaceLike) -> Op[Namespace]:
        response = yield from send(Request("GET", workspace_path(namespace)))
        return single(response, payloads.Workspace, decode.namespace)

    create = unsupported(_WEB_ONLY, source=_SOURCE)
    update = unsupported(_WEB_ONLY, source=_SOURCE)
    delete = unsupported(_WEB_ONLY, source=_SOURCE)

    def members(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        return paged(
            self.site,
            workspace_path(namespace, "permissions"),
            payloads.Membership,
            decode.member,
            page_size=page_size,
            cursor=cursor,
        )
