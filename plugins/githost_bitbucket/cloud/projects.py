"""Projects on Cloud: groupings within a workspace, which stand in no repository's address."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from githost.interface import NamespaceLike, OnSite, Projects, adopting, limits, namespace_ref
from githost.model import NamespaceRef, Project, Visibility
from githost.wire import Op, Pages, Request, Response, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import Raw
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import project_path, workspace_path
from githost_bitbucket.cloud.repos import VISIBILITIES, CloudRepos

__all__ = ["CloudProjects"]


class CloudProjects(OnSite, Projects):
    """Projects of a workspace."""

    def list(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Project]:
        home = namespace_ref(namespace)
        return paged(
            self.site,
            workspace_path(home, "projects"),
            payloads.Project,
            _model(home),
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, namespace: NamespaceLike, key: str) -> Op[Project]:
        response = yield from send(Request("GET", project_path(namespace, key)))
        return _project(response, namespace_ref(namespace))

    @limits(visibility=VISIBILITIES)
    def create(
        self,
        namespace: NamespaceLike,
        key: str,
        *,
        name: str,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Project]:
        """Create a project.

        Requests: one. Where no answer says that it was made, the one of that key is taken, if it is
        what was asked for and has no repository yet.
        """
        body = {"key": key, **_body(name, description, visibility)}
        return (
            yield from adopting(
                _created(namespace_ref(namespace), body),
                self._made(namespace_ref(namespace), body),
                what=f"project {key} in {namespace_ref(namespace)}",
            )
        )

    def _made(self, home: NamespaceRef, body: Mapping[str, Any]) -> Op[Project | None]:
        found = yield from self.get(home, body["key"])
        stated = _body(found.name, found.description.strip(), found.visibility)
        wanted = {**body, "description": body.get("description", stated["description"]).strip()}
        if any(stated.get(name, value) != value for name, value in wanted.items()):
            return None
        repos = CloudRepos(self.site).list(home, project=found.key, page_size=1)
        return None if (yield from repos.fetch(None)).items else found

    @limits(visibility=VISIBILITIES)
    def update(
        self,
        namespace: NamespaceLike,
        key: str,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Project]:
        found = yield from self.get(namespace, key)
        body = _body(name, description, visibility)
        if not body:
            return found
        # What is left out may be reset, so it goes back as it was read; a key would be a new key.
        whole = {**_body(found.name, found.description, found.visibility), **body}
        request = Request("PUT", project_path(namespace, key), json=whole)
        return _project((yield from send(request)), namespace_ref(namespace))

    def delete(self, namespace: NamespaceLike, key: str) -> Op[None]:
        yield from send(Request("DELETE", project_path(namespace, key)))


def _body(
    name: str | None, description: str | None, visibility: Visibility | None
) -> dict[str, Any]:
    private = {Visibility.PRIVATE: True, Visibility.PUBLIC: False}
    given = {
        "name": name,
        "description": description,
        "is_private": None if visibility is None else private.get(visibility),
    }
    return {key: value for key, value in given.items() if value is not None}


def _created(home: NamespaceRef, body: Mapping[str, Any]) -> Op[Project]:
    request = Request("POST", workspace_path(home, "projects"), json=body)
    return _project((yield from send(request)), home)


def _project(response: Response, home: NamespaceRef) -> Project:
    return single(response, payloads.Project, _model(home))


def _model(home: NamespaceRef) -> Callable[[payloads.Project, Raw], Project]:
    """Return what reads a project of `home`, of which its document says nothing."""
    return functools.partial(decode.project, workspace=home)
