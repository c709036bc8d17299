"""One request: who asks, for what, with what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

import attrs
from starlette.requests import Request
from starlette.responses import Response

from githost_bitbucket.emulator.cloud.auth import Caller, Means
from githost_bitbucket.emulator.cloud.bodies import Body, Part, parse_object
from githost_bitbucket.emulator.cloud.errors import (
    ApiError,
    forbidden,
    no_project,
    no_repository,
    no_workspace,
    unauthenticated,
)
from githost_bitbucket.emulator.cloud.names import (
    find_project,
    find_workspace,
    key_of,
    permission,
)
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    Level,
    Namespace,
    Project,
    PullRequest,
    Repository,
    Target,
)


@attrs.frozen(kw_only=True)
class Call:
    """A request that has been read and whose caller is known."""

    world: World
    caller: Caller
    request: Request
    content: bytes
    #: The fields of a form, in their order; of a name there can be several.
    form: tuple[Part, ...]
    #: The parts of the address that have names, decoded.
    parts: Mapping[str, str]

    @property
    def forge(self) -> Forge:
        """The forge that holds everything."""
        return self.world.forge

    @property
    def account(self) -> Account:
        """The caller's account; nobody without one comes past this."""
        if self.caller.account is None:
            raise unauthenticated()
        return self.caller.account

    @property
    def person(self) -> Account:
        """The caller's account where the token of a repository or project is not enough."""
        account = self.account
        if self.caller.means is Means.ACCESS_TOKEN:
            raise forbidden("This API is not accessible by this authentication mechanism")
        return account

    @property
    def address(self) -> str:
        """The address that was asked for, without its query."""
        path: bytes = self.request.scope.get("raw_path") or self.request.url.path.encode()
        return self.world.url + path.partition(b"?")[0].decode("ascii")

    def path(self, name: str) -> str:
        """Return a part of the address."""
        return self.parts[name]

    def query(self, name: str) -> str | None:
        """Return a parameter of the query; of several the first."""
        values = self.queries(name)
        return values[0] if values else None

    def queries(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter of the query."""
        return tuple(self.request.query_params.getlist(name))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Tell whether a parameter of the query says true."""
        value = self.query(name)
        return default if value is None else value.lower() in {"true", "1", "yes"}

    def body(self) -> Body:
        """Return the JSON object that was sent."""
        return parse_object(self.content)

    def level(self, target: Target) -> Level:
        """Return what the caller may do with a target."""
        return self.caller.level(self.forge, target)

    def demand(self, target: Target, level: Level) -> None:
        """Refuse a caller who has less than this level there."""
        if self.level(target) >= level:
            return
        if self.caller.account is None:
            raise unauthenticated()
        raise forbidden(f"Access denied. You must have {permission(level)} access.")

    def workspace(self, level: Level | None = None) -> Namespace:
        """Return the workspace in the address, which anybody may know of."""
        found = find_workspace(self.forge, self.path("workspace"))
        if level is not None:
            self.demand(found, level)
        return found

    def member_workspace(self) -> Namespace:
        """Return the workspace in the address to its members; to others it is not there."""
        found = self.workspace()
        if not is_member(self.forge, found, self.account):
            raise no_workspace(self.path("workspace"))
        return found

    def project(self, level: Level = Level.READ) -> Project:
        """Return the project in the address; one that the caller does not see is not there."""
        workspace = self.workspace()
        found = find_project(self.forge, workspace, self.path("project_key"))
        if not sees_project(self, found):
            raise no_project(self.path("project_key"), workspace.path)
        if level > Level.READ:
            self.demand(found, level)
        return found

    def repository(self, level: Level = Level.READ) -> Repository:
        """Return the repository in the address; one that the caller does not see is not there."""
        found = find_repository(self.forge, self.path("workspace"), self.path("repo_slug"))
        if self.level(found) < Level.READ:
            raise no_repository()
        self.demand(found, level)
        return found

    def target(self, level: Level) -> Repository | Project:
        """Return the repository in the address, or the project where there is none."""
        if "repo_slug" in self.parts:
            return self.repository(level)
        return self.project(level)

    def pull_request(self, level: Level = Level.READ) -> tuple[Repository, PullRequest]:
        """Return the pull request in the address, and the repository it goes into."""
        repository = self.repository(level)
        number = int(self.path("pull_request_id"))
        try:
            return repository, self.forge.pull_requests.get(repository, number)
        except NotFound as error:
            raise ApiError(404, f"Pull request {number} not found.") from error


def find_repository(forge: Forge, workspace: str, slug: str) -> Repository:
    """Return a repository by its workspace's slug or UUID and its own."""
    try:
        namespace = find_workspace(forge, workspace)
        key = key_of(slug)
        if key is None:
            return forge.repos.by_slug(namespace, slug)
        found = forge.repos.by_key(key)
    except (NotFound, ApiError) as error:
        raise no_repository() from error
    if found.namespace_id != namespace.id:
        raise no_repository()
    return found


def is_member(forge: Forge, workspace: Namespace, account: Account) -> bool:
    """Tell whether an account belongs to a workspace; site administrators own every one."""
    return account.site_admin or forge.namespaces.is_member(workspace, account)


def sees_project(call: Call, project: Project) -> bool:
    """Tell whether the caller sees a project: by a right in it or in a repository of it."""
    if call.level(project) >= Level.READ:
        return True
    readable = call.forge.repos.list(
        project=project, where=lambda r: call.level(r) >= Level.READ, limit=1
    )
    return readable.total > 0


@attrs.frozen(kw_only=True)
class Answer:
    """An answer in JSON, of which `fields=` may still take a part."""

    document: Any
    status: int = 200
    headers: Mapping[str, str] = attrs.field(factory=dict)
    #: Fields that are shown only to those who ask for them with `fields=`.
    hidden: tuple[str, ...] = ()


Handler: TypeAlias = Callable[[Call], "Answer | Response"]


@attrs.frozen
class Endpoint:
    """An operation and its address.

    A segment `{name}` is one segment; `{name:path}` is all that follows, with its slashes, and
    `{name:int}` a number.
    """

    method: str
    path: str
    handler: Handler
    #: The scopes that OAuth and access tokens need, with spaces between them, from the operation's
    #: `security` in the vendor's OpenAPI document.
    scope: str = attrs.field(default="", kw_only=True)
    #: What API tokens need, from its `x-atlassian-oauth2-scopes`, where it does not follow from
    #: `scope`.
    api_scope: str | None = attrs.field(default=None, kw_only=True)
    #: What stands before the path.
    root: str = attrs.field(default="/2.0", kw_only=True)
    #: Whether its `Authorization` is something else than a caller's of the API.
    signs_in: bool = attrs.field(default=False, kw_only=True)


def ok(
    value: Any, *, hidden: Iterable[str] = (), headers: Mapping[str, str] | None = None
) -> Answer:
    """Answer with what was asked for."""
    return Answer(document=value, hidden=tuple(hidden), headers=headers or {})


def created(value: Any, *, hidden: Iterable[str] = (), location: str | None = None) -> Answer:
    """Answer with what was made."""
    headers = {} if location is None else {"Location": location}
    return Answer(document=value, status=201, hidden=tuple(hidden), headers=headers)


def accepted(value: Any, *, location: str) -> Answer:
    """Answer that it will be done, and where to ask about it."""
    return Answer(document=value, status=202, headers={"Location": location})


def empty(status: int = 204, *, headers: Mapping[str, str] | None = None) -> Response:
    """Answer that it is done.

    Recorded answers without content name a type all the same, that of the product's web framework
    (headers in https://github.com/mibexsoftware/sonar-bitbucket-plugin/pull/53), and clients read it.
    """
    return Response(status_code=status, headers=headers, media_type="text/html")


def plain(text: str | bytes, *, content_type: str = "text/plain; charset=utf-8") -> Response:
    """Answer with a text or bytes as they are."""
    return Response(text, headers={"Content-Type": content_type})


def redirect(location: str) -> Response:
    """Send the caller elsewhere."""
    return Response(status_code=302, headers={"Location": location})


#: Where most addresses begin.
WORKSPACE: Final = "/workspaces/{workspace}"
PROJECT: Final = WORKSPACE + "/projects/{project_key}"
REPOSITORY: Final = "/repositories/{workspace}/{repo_slug}"
COMMIT: Final = REPOSITORY + "/commit/{commit}"
PULL_REQUEST: Final = REPOSITORY + "/pullrequests/{pull_request_id:int}"
