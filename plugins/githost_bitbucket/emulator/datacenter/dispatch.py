"""From a request to its endpoint, and from what that gives to an answer."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route

from githost_bitbucket.emulator.datacenter import (
    accept,
    access_tokens,
    activity,
    application,
    branch_rules,
    branches,
    changes,
    comments,
    commits,
    dashboard,
    default_reviewers,
    deploy_keys,
    diffs,
    files,
    groups,
    hooks,
    merges,
    namespaces,
    permissions,
    pull_request_settings,
    pull_requests,
    pushes,
    repos,
    reviews,
    ssh_keys,
    statuses,
    tags,
    tasks,
    users,
)
from githost_bitbucket.emulator.datacenter.auth import Caller, identify
from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, Json
from githost_bitbucket.emulator.datacenter.errors import (
    Refusal,
    UnknownRoute,
    XsrfFailed,
    invalid,
    translate,
)
from githost_bitbucket.emulator.datacenter.faults import Faults
from githost_bitbucket.emulator.datacenter.git import locate
from githost_bitbucket.emulator.datacenter.world import World
from githost_local.forge.errors import ForgeError
from githost_local.forge.smart_http import Receive, Scope, Send, SmartHTTP

log = logging.getLogger(__name__)

_NOUNS: Final[tuple[ModuleType, ...]] = (
    access_tokens,
    activity,
    application,
    branch_rules,
    branches,
    changes,
    comments,
    commits,
    dashboard,
    default_reviewers,
    deploy_keys,
    diffs,
    files,
    groups,
    hooks,
    merges,
    namespaces,
    permissions,
    pull_request_settings,
    pull_requests,
    repos,
    reviews,
    ssh_keys,
    statuses,
    tags,
    tasks,
    users,
)
#: The version of a module in its addresses, beside `latest`.
_VERSIONS: Final[Mapping[str, str]] = {"branch-permissions": "2.0"}
#: What a browser sends by itself, and with it whoever tricks one into it.
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded", "text/plain")
_NAME: Final = re.compile(r"\{\w+(?::(\w+))?\}")


class Dispatcher:
    """The ASGI application: the API, and git beside it, below the context path."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._context = urlsplit(world.url).path.rstrip("/")
        self._routes = [
            (endpoint, Route(self._context + path, _unused, methods=[endpoint.method]))
            for endpoint in _ordered(e for noun in _NOUNS for e in noun.ENDPOINTS)
            if endpoint.since is None or world.since(endpoint.since)
            for path in _addresses(endpoint)
        ]
        self._git = world.forge.smart_http(
            lambda scope, writes: locate(world, self._context, scope, writes)
        )
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if not (SmartHTTP.matches(scope["path"]) and f"{self._context}/scm/" in scope["path"]):
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)
        elif pushes.is_push(scope):
            await pushes.serve(self._world, self._context, scope, receive, send)
        else:
            await self._git(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if self._faults:
            return self._faults.popleft()()
        try:
            content = await request.body()
            form = await _form(request)
            answer = await run_in_threadpool(self._respond, request, content, form)
        except MultiPartException as error:
            answer = _refusal(invalid(error.message))
        except ClientDisconnect:
            # The caller was gone before it had said all, and nothing was done: nobody hears this.
            answer = Response(status_code=400)
        except Exception:
            log.exception("%s %s failed", request.method, request.url.path)
            answer = _refusal(Refusal(500, "An unexpected error occurred"))
        answer.headers["X-AREQUESTID"] = f"@GITHOST1x{next(self._numbers)}x0"
        return answer

    def _respond(self, request: Request, content: bytes, form: Mapping[str, bytes]) -> Response:
        try:
            caller = identify(self._world.forge, request.headers.get("authorization"))
        except Refusal as refusal:
            return _refusal(refusal)
        answer = self._handled(request, content, form, caller)
        if caller.account is not None:
            answer.headers["X-AUSERNAME"] = quote(caller.account.login, safe="@+")
        return answer

    def _handled(
        self, request: Request, content: bytes, form: Mapping[str, bytes], caller: Caller
    ) -> Response:
        try:
            return self._dispatch(request, content, form, caller)
        except Refusal as refusal:
            return _refusal(refusal)
        except ForgeError as error:
            return _refusal(translate(error))
        except XsrfFailed:
            return PlainTextResponse("XSRF check failed", status_code=403)
        except UnknownRoute as error:
            return Json({"message": str(error), "status-code": 404, "sub-code": -1}, 404)

    def _dispatch(
        self, request: Request, content: bytes, form: Mapping[str, bytes], caller: Caller
    ) -> Response:
        endpoint = self._endpoint(request)
        _check_xsrf(request)
        call = Call(world=self._world, caller=caller, request=request, content=content, form=form)
        if endpoint.produces and accept.chosen(call, *endpoint.produces) is None:
            return accept.not_acceptable()
        return endpoint.handler(call)

    def _endpoint(self, request: Request) -> Endpoint:
        """Find what is at an address, and note the address's parts in the request."""
        other: set[str] = set()
        for endpoint, route in self._routes:
            match, found = route.matches(request.scope)
            if match is Match.FULL:
                request.scope.update(found)
                return endpoint
            if match is Match.PARTIAL:
                other.add(endpoint.method)
        if other:
            raise Refusal(
                405, "HTTP 405 Method Not Allowed", headers={"Allow": ", ".join(sorted(other))}
            )
        raise UnknownRoute("HTTP 404 Not Found")


async def _unused(_: Request) -> Response:
    """Stand where a route wants a function; the dispatcher calls the endpoint's handler."""
    raise NotImplementedError


def _addresses(endpoint: Endpoint) -> Iterable[str]:
    if endpoint.module == "plugins":
        return (f"/plugins/servlet{endpoint.path}",)
    number = _VERSIONS.get(endpoint.module, "1.0")
    return (f"/rest/{endpoint.module}/{version}{endpoint.path}" for version in (number, "latest"))


def _ordered(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """Put addresses with fixed words before those with a name for anything."""
    return sorted(endpoints, key=_rank)


def _rank(endpoint: Endpoint) -> tuple[tuple[int, str], ...]:
    ranks = []
    for segment in endpoint.path.strip("/").split("/"):
        found = _NAME.search(segment)
        rank = 0 if found is None else {"int": 1, None: 2, "path": 3}[found[1]]
        ranks.append((rank, segment))
    return tuple(ranks)


def _check_xsrf(request: Request) -> None:
    """Refuse a write that a browser could have been tricked into: a form that it posts.

    The vendor's example of `PUT …/browse/{path}` sends one without the header.
    https://confluence.atlassian.com/kb/rest-api-calls-with-a-browser-user-agent-header-may-fail-csrf-checks-802591455.html
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    token = request.headers.get("x-atlassian-token", "")
    if request.method == "POST" and kind in _FORMS and token not in {"no-check", "nocheck"}:
        raise XsrfFailed


async def _form(request: Request) -> Mapping[str, bytes]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        return {}
    parts: dict[str, bytes] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            parts[name] = await value.read() if isinstance(value, UploadFile) else value.encode()
    return parts


def _refusal(refusal: Refusal) -> Response:
    return Json(refusal.body, status_code=refusal.status, headers=refusal.headers)
