"""Namespaces on Data Center: projects, people's own (`~user`) among them."""

from collections.abc import Mapping
from typing import Any

from githost.errors import AlreadyExistsError, ConflictError
from githost.interface import (
    NamespaceLike,
    Namespaces,
    OnSite,
    adopting,
    limits,
    namespace_ref,
)
from githost.model import Grant, Namespace, NamespaceRef, Visibility
from githost.wire import Op, Pages, Request, Response, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import target_path
from githost_bitbucket.datacenter.permissions import grants
from githost_bitbucket.datacenter.repos import VISIBILITIES, DataCenterRepos

__all__ = ["DataCenterNamespaces"]


class DataCenterNamespaces(OnSite, Namespaces):
    """Projects."""

    def list(
        self, *, query: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Namespace]:
        return paged(
            self.site,
            "/projects",
            payloads.Project,
            decode.namespace,
            query={"name": query},
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, namespace: NamespaceLike) -> Op[Namespace]:
        response = yield from send(Request("GET", target_path(namespace_ref(namespace))))
        return _namespace(response)

    @limits(visibility=VISIBILITIES)
    def create(
        self,
        path: str,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Namespace]:
        """Create a project.

        Requests: one. Where no answer says that it was made, the one of that key is taken, if it is
        what was asked for and has no repository yet.
        """
        key = namespace_ref(path).path
        body = {"key": key, **_body(name or key, description, visibility)}
        made = adopting(_created(body), self._made(body), what=f"project {key}")
        try:
            return (yield from made)
        except ConflictError as error:
            # A key or name that is taken may be a plain 409, of which the message says no more.
            raise error.becoming(AlreadyExistsError) from error

    def _made(self, body: Mapping[str, Any]) -> Op[Namespace | None]:
        found = yield from self.get(NamespaceRef(body["key"]))
        same = (
            found.name == body["name"]
            and found.description.strip() == body.get("description", found.description).strip()
            and (found.visibility is Visibility.PUBLIC) is body.get("public", False)
        )
        if not same:
            return None
        repos = DataCenterRepos(self.site).list(NamespaceRef(found.path), page_size=1)
        return None if (yield from repos.fetch(None)).items else found

    @limits(visibility=VISIBILITIES)
    def update(
        self,
        namespace: NamespaceLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Namespace]:
        ref = namespace_ref(namespace)
        body = _body(name, description, visibility)
        if not body:
            return (yield from self.get(ref))
        response = yield from send(Request("PUT", target_path(ref), json=body))
        return _namespace(response)

    def delete(self, namespace: NamespaceLike) -> Op[None]:
        yield from send(Request("DELETE", target_path(namespace_ref(namespace))))

    def members(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        """List who was granted a permission on a project: users, then groups.

        Data Center has no members; what a project grants comes nearest.
        """
        return grants(self.site, namespace_ref(namespace), page_size=page_size, cursor=cursor)


def _body(
    name: str | None, description: str | None, visibility: Visibility | None
) -> dict[str, Any]:
    given = {
        "name": name,
        "description": description,
        "public": None if visibility is None else visibility is Visibility.PUBLIC,
    }
    return {key: value for key, value in given.items() if value is not None}


def _created(body: Mapping[str, Any]) -> Op[Namespace]:
    return _namespace((yield from send(Request("POST", "/projects", json=body))))


def _namespace(response: Response) -> Namespace:
    return single(response, payloads.Project, decode.namespace)
