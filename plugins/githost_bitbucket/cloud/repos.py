"""Repositories on Cloud.

Rule: `PUT` creates a repository that is not there, so whatever changes one reads it first.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from githost.errors import ConfigurationError
from githost.interface import (
    NamespaceLike,
    OnSite,
    RepoLike,
    Repos,
    adopting,
    limits,
    repo_ref,
)
from githost.model import RepoRef, Repository, Visibility
from githost.wire import Op, Pages, Request, Response, join_path, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import decoder
from githost_bitbucket.cloud.filters import after, both, contains, equals
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import repo_path, workspace

__all__ = ["VISIBILITIES", "CloudRepos", "change_repository"]

#: What repositories and projects can be given.
VISIBILITIES = (Visibility.PUBLIC, Visibility.PRIVATE)


def change_repository(repo: RepoRef, changes: Mapping[str, Any]) -> Op[Repository]:
    """Read a repository and write it back with `changes`.

    Whether what is left out survives is not documented, so description, visibility and project go
    back as they were read. The name does not: the address is made from it anew.
    """
    response = yield from send(Request("GET", repo_path(repo)))
    if not changes:
        return _repository(response)
    body = {**_kept(response), **changes}
    # A new name changes the address, so a repeated request would miss the repository and make one.
    request = Request("PUT", repo_path(repo), json=body, repeatable="name" not in changes)
    return _repository((yield from send(request)))


def _kept(response: Response) -> dict[str, Any]:
    read = single(response, payloads.Repository, lambda wire, _: wire)
    known = {
        "description": read.description,
        "is_private": read.is_private,
        "project": None if read.project is None else {"key": read.project.key},
    }
    return {key: value for key, value in known.items() if value is not None}


class CloudRepos(OnSite, Repos):
    """Repositories."""

    def list(
        self,
        namespace: NamespaceLike,
        *,
        query: str | None = None,
        project: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Repository]:
        wanted = both(
            contains("name", query),
            equals("project.key", project),
            after("updated_on", updated_after),
        )
        return paged(
            self.site,
            join_path("repositories", workspace(namespace)),
            payloads.Repository,
            decode.repository,
            query={"q": wanted},
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike) -> Op[Repository]:
        return _repository((yield from send(Request("GET", repo_path(repo)))))

    @limits(visibility=VISIBILITIES)
    def create(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Repository]:
        ref = repo_ref(repo)
        body: dict[str, Any] = {
            "scm": "git",
            "name": ref.name,
            "is_private": visibility is not Visibility.PUBLIC,
        }
        if description is not None:
            body["description"] = description
        if project is not None:
            body["project"] = {"key": project}
        # Cloud refuses a slug with capitals or spaces.
        slug = _slug(ref.name)
        home = RepoRef(ref.namespace, slug)
        response = yield from adopting(
            send(Request("POST", repo_path(home), json=body)),
            _made(home, body),
            what=f"repository {home}",
        )
        made = _repository(response)
        if default_branch is None:
            return made
        body = {**_kept(response), "mainbranch": {"name": default_branch}}
        return _repository((yield from send(Request("PUT", repo_path(made.ref), json=body))))

    @limits(visibility=VISIBILITIES, archived="Bitbucket Cloud does not archive repositories")
    def update(
        self,
        repo: RepoLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
        project: str | None = None,
        archived: bool | None = None,
    ) -> Op[Repository]:
        del archived  # refused by the limits above
        given = {
            "name": name,
            "description": description,
            "is_private": None if visibility is None else visibility is Visibility.PRIVATE,
            "project": None if project is None else {"key": project},
        }
        changes = {key: value for key, value in given.items() if value is not None}
        return (yield from change_repository(repo_ref(repo), changes))

    def delete(self, repo: RepoLike) -> Op[None]:
        yield from send(Request("DELETE", repo_path(repo)))

    def fork(
        self, repo: RepoLike, *, into: NamespaceLike | None = None, name: str | None = None
    ) -> Op[Repository]:
        """Copy a repository into another namespace, keeping the relation.

        Raises: also `ConfigurationError` without `into`: a caller has no space of their own here.
        """
        if into is None:
            raise ConfigurationError(
                "Bitbucket Cloud forks into a workspace that is named, the same one too under "
                "another name; give into=…"
            )
        home = workspace(into)
        body: dict[str, Any] = {
            "workspace": {"uuid" if home.startswith("{") else "slug": home},
        }
        if name is not None:
            body["name"] = name
        ref, place = repo_ref(repo), RepoRef(home, name or repo_ref(repo).name)
        return (
            yield from adopting(
                _forked(ref, body), self._fork_at(place, ref), what=f"a fork of {ref} at {place}"
            )
        )

    def _fork_at(self, place: RepoRef, origin: RepoRef) -> Op[Repository | None]:
        found = yield from self.get(RepoRef(place.namespace, _slug(place.name)))
        is_fork = found.parent is not None and str(found.parent).lower() == str(origin).lower()
        return found if is_fork else None

    def forks(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Repository]:
        return paged(
            self.site,
            repo_path(repo, "forks"),
            payloads.Repository,
            decode.repository,
            page_size=page_size,
            cursor=cursor,
        )


def _repository(response: Response) -> Repository:
    return single(response, payloads.Repository, decode.repository)


def _slug(name: str) -> str:
    return re.sub(r"\s+", "-", name.lower())


def _forked(repo: RepoRef, body: Mapping[str, Any]) -> Op[Repository]:
    return _repository((yield from send(Request("POST", repo_path(repo, "forks"), json=body))))


def _made(repo: RepoRef, body: Mapping[str, Any]) -> Op[Response | None]:
    """Return the answer for a repository that is what `body` asks for, and still empty."""
    response = yield from send(Request("GET", repo_path(repo)))
    found = single(response, payloads.Repository, lambda wire, _: wire)
    project = body.get("project")
    same = (
        found.is_private is body["is_private"]
        and (found.description or "").strip() == body.get("description", "").strip()
        and (project is None or (found.project is not None and found.project.key == project["key"]))
    )
    if not same:
        return None
    path = repo_path(repo, "refs", "branches")
    refs = yield from send(Request("GET", path, query={"pagelen": 1}))
    return None if decoder.decode(refs, payloads.Page).value.values else response
