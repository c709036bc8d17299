"""One request: who asks, for what, with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from githost_bitbucket.emulator.datacenter.auth import Caller
from githost_bitbucket.emulator.datacenter.bodies import Body, parse_object
from githost_bitbucket.emulator.datacenter.errors import (
    archived,
    authentication_required,
    missing,
    not_permitted,
)
from githost_bitbucket.emulator.datacenter.names import find_project, project_key
from githost_bitbucket.emulator.datacenter.paging import Window, window
from githost_bitbucket.emulator.datacenter.world import World
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, Level, Namespace, PullRequest, Repository


@attrs.frozen(kw_only=True)
class Call:
    """A request that has been read and whose caller is known."""

    world: World
    caller: Caller
    request: Request
    content: bytes
    #: The parts of a multipart form, by name.
    form: Mapping[str, bytes]

    @property
    def forge(self) -> Forge:
        """The forge that holds everything."""
        return self.world.forge

    @property
    def account(self) -> Account:
        """The caller's account; nobody without one comes past this."""
        if self.caller.account is None:
            raise authentication_required()
        return self.caller.account

    @property
    def window(self) -> Window:
        """The part of a list that is asked for."""
        return window(self.query("start"), self.query("limit"))

    def path(self, name: str) -> str:
        """Return a part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str | None:
        """Return a parameter of the query; of several the first."""
        values = self.queries(name)
        return values[0] if values else None

    def queries(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter of the query."""
        return tuple(self.request.query_params.getlist(name))

    def flag(self, name: str) -> bool:
        """Tell whether a parameter of the query says true."""
        return (self.query(name) or "").lower() == "true"

    def number(self, name: str, default: int) -> int:
        """Return a parameter of the query as a number, or the default."""
        try:
            return int(self.query(name) or default)
        except ValueError:
            return default

    def body(self) -> Body:
        """Return the JSON object that was sent."""
        return parse_object(self.content)

    def refuse(self) -> Exception:
        """Return what to say to somebody who lacks a permission."""
        return authentication_required() if self.caller.account is None else not_permitted()

    def demand(self, target: Namespace | Repository, level: Level) -> None:
        """Refuse a caller who has less than this level there."""
        if self.caller.level(target) < level:
            raise self.refuse()

    def project(self, level: Level | None = None) -> Namespace:
        """Return the project in the address; without a level, seeing it is enough."""
        namespace = find_project(self.forge, self.path("project"))
        if level is not None:
            self.demand(namespace, level)
        elif not self.caller.may_view(namespace):
            raise self.refuse()
        return namespace

    def repository(self, level: Level, *, writes: bool = False) -> Repository:
        """Return the repository in the address; one that is archived takes no writes."""
        found = find_repository(self.forge, self.path("project"), self.path("repo"))
        self.demand(found, level)
        if writes and found.archived:
            raise archived()
        return found

    def target(self, level: Level) -> Namespace | Repository:
        """Return the repository in the address, or its project where there is none."""
        if "repo" in self.request.path_params:
            return self.repository(level)
        return self.project(level)

    def pull_request(
        self, level: Level = Level.READ, *, writes: bool = False
    ) -> tuple[Repository, PullRequest]:
        """Return the pull request in the address, and the repository it goes into."""
        repository = self.repository(level, writes=writes)
        number = self.request.path_params["number"]
        try:
            return repository, self.forge.pull_requests.get(repository, number)
        except NotFound as error:
            home = self.forge.namespaces.get(repository.namespace_id)
            where = f"{project_key(self.forge, home)}/{repository.slug}"
            raise missing(
                "pull request", f"Pull request {number} does not exist in {where}."
            ) from error


def find_repository(forge: Forge, project: str, slug: str) -> Repository:
    """Return a repository by its project's key and its slug."""
    namespace = find_project(forge, project)
    try:
        return forge.repos.by_slug(namespace, slug)
    except NotFound as error:
        raise missing("repository", f"Repository {project}/{slug} does not exist.") from error


Handler: TypeAlias = Callable[[Call], Response]


@attrs.frozen
class Endpoint:
    """An operation and its address within a module of the API."""

    method: str
    #: The module, as `api` in `/rest/api/1.0`.
    module: str
    path: str
    handler: Handler
    #: The version that brought it; older ones do not have the address.
    since: str | None = None
    #: The types it can answer with, one of which the caller must accept; none where the handler
    #: sees to it.
    produces: tuple[str, ...] = ("application/json",)


class Json(JSONResponse):
    """An answer in JSON."""

    media_type = "application/json;charset=UTF-8"


def ok(value: Any) -> Response:
    """Answer with what was asked for."""
    return Json(value)


def created(value: Any) -> Response:
    """Answer with what was made, or, oddly, changed."""
    return Json(value, status_code=201)


def empty() -> Response:
    """Answer that it is done."""
    return Response(status_code=204)


#: Where most addresses begin.
PROJECT = "/projects/{project}"
REPOSITORY = PROJECT + "/repos/{repo}"
COMMIT = REPOSITORY + "/commits/{commit}"
PULL_REQUEST = REPOSITORY + "/pull-requests/{number:int}"
