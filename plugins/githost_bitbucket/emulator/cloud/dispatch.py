"""From a request to its endpoint, and from what that gives to an answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from githost_bitbucket.emulator.cloud import (
    activity,
    branch_rules,
    branches,
    comments,
    commits,
    default_reviewers,
    deploy_keys,
    diffs,
    files,
    hook_events,
    hooks,
    merges,
    namespaces,
    oauth,
    partial,
    permissions,
    projects,
    pull_requests,
    repos,
    reviews,
    statuses,
    tags,
    tasks,
    users,
)
from githost_bitbucket.emulator.cloud.auth import authenticate
from githost_bitbucket.emulator.cloud.bodies import Part
from githost_bitbucket.emulator.cloud.call import Answer, Call, Endpoint
from githost_bitbucket.emulator.cloud.errors import ApiError, translate
from githost_bitbucket.emulator.cloud.faults import Faults
from githost_bitbucket.emulator.cloud.git import locate
from githost_bitbucket.emulator.cloud.routes import Routes
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge.errors import ForgeError
from githost_local.forge.smart_http import Receive, Scope, Send, SmartHTTP

log = logging.getLogger(__name__)

_NOUNS: Final[tuple[ModuleType, ...]] = (
    activity,
    branch_rules,
    branches,
    comments,
    commits,
    default_reviewers,
    deploy_keys,
    diffs,
    files,
    hook_events,
    hooks,
    merges,
    namespaces,
    oauth,
    permissions,
    projects,
    pull_requests,
    repos,
    reviews,
    statuses,
    tags,
    tasks,
    users,
)
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


class Dispatcher:
    """The ASGI application: the API, and git beside it."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._routes = Routes(_endpoints(_NOUNS))
        self._git = world.forge.smart_http(lambda scope, writes: locate(world, scope, writes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        application: Any = self._git
        if not SmartHTTP.matches(scope["path"]) or _is_api(scope):
            application = await self._answer(Request(scope, receive))
        await application(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if self._faults:
            return self._faults.popleft()()
        try:
            content = await request.body()
            form = await _form(request)
            return await run_in_threadpool(self._respond, request, content, form)
        except MultiPartException as error:
            return _refusal(ApiError(400, "Bad request", detail=error.message))
        except ClientDisconnect:
            # The caller was gone before it had said all, and nothing was done: nobody hears this.
            return Response(status_code=400)
        except Exception:
            log.exception("%s %s failed", request.method, request.url.path)
            return _refusal(ApiError(500, "Something went wrong"))

    def _respond(self, request: Request, content: bytes, form: tuple[Part, ...]) -> Response:
        try:
            return self._dispatch(request, content, form)
        except ApiError as error:
            return _refusal(error)
        except ForgeError as error:
            return _refusal(translate(error))

    def _dispatch(self, request: Request, content: bytes, form: tuple[Part, ...]) -> Response:
        path = _raw_path(request.scope)
        if "{" in path or "}" in path:
            raise ApiError(400, "Bad request", detail="Braces must be percent-encoded.")
        endpoint, parts = self._routes.find(request.method, path)
        header = None if endpoint.signs_in else request.headers.get("Authorization")
        caller = authenticate(self._world.forge, header)
        caller.require_scopes(endpoint.scope, request.method, endpoint.api_scope)
        call = Call(
            world=self._world,
            caller=caller,
            request=request,
            content=content,
            form=form,
            parts=parts,
        )
        answer = endpoint.handler(call)
        if isinstance(answer, Response):
            return answer
        return _json(call, answer)


def _endpoints(nouns: Iterable[ModuleType]) -> list[Endpoint]:
    return [endpoint for noun in nouns for endpoint in noun.ENDPOINTS]


def _is_api(scope: Scope) -> bool:
    return bool(scope["path"].startswith("/2.0/"))


def _raw_path(scope: Scope) -> str:
    """Return the path as it was sent, without its query."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1")


async def _form(request: Request) -> tuple[Part, ...]:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        return ()
    parts = []
    async with request.form(max_files=10_000, max_fields=10_000) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                parts.append(Part(name, await value.read(), value.filename or ""))
            else:
                parts.append(Part(name, value.encode()))
    return tuple(parts)


def _json(call: Call, answer: Answer) -> Response:
    document = partial.select(answer.document, call.queries("fields"), answer.hidden)
    headers = dict(answer.headers)
    if call.caller.account is not None:
        # Source: https://support.atlassian.com/bitbucket-cloud/kb/how-to-fetch-the-scope-of-a-token-via-command-line/
        headers["X-OAuth-Scopes"] = ", ".join(sorted(call.caller.scopes))
    return JSONResponse(document, status_code=answer.status, headers=headers)


def _refusal(error: ApiError) -> Response:
    return JSONResponse(error.body(), status_code=error.status, headers=dict(error.headers or {}))
