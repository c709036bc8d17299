"""Git over HTTP: `git http-backend` as a child process of an ASGI application.

https://git-scm.com/docs/git-http-backend says what the environment must hold, and
https://git-scm.com/docs/http-protocol what travels. Bodies stream both ways, compressed ones as
they are: the backend unpacks them. After a push the forge hears what moved before the answer
ends, so that whoever pushed finds its pull requests up to date.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qs

import attrs

from githost_local.forge.git import environment
from githost_local.forge.records import Account, Repository

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge

log = logging.getLogger(__name__)

# https://asgi.readthedocs.io/en/latest/specs/main.html
Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

_SERVICES: Final = frozenset({"git-upload-pack", "git-receive-pack"})
_CHUNK: Final = 64 * 1024
#: CGI's names of the request headers that the backend reads.
_HEADERS: Final = {
    b"content-type": "CONTENT_TYPE",
    b"content-length": "CONTENT_LENGTH",
    b"content-encoding": "HTTP_CONTENT_ENCODING",
    b"git-protocol": "GIT_PROTOCOL",
}


class Outcome(Enum):
    """Whether a request may go on; the value is the HTTP status if not."""

    GRANTED = 200
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    NOT_FOUND = 404


@attrs.frozen(kw_only=True)
class Access:
    """What a face says about a request."""

    outcome: Outcome
    #: Set when granted.
    repository: Repository | None = None
    #: Who asks; None for somebody not signed in.
    actor: Account | None = None
    #: What git shows to the user when it is not granted.
    message: str = ""
    realm: str = "Git"
    #: Settings of git's for this request, as `receive.denyNonFastForwards`.
    settings: Mapping[str, str] = attrs.field(factory=dict, hash=False)


#: Given the ASGI scope and whether it is about a push: who asks for which repository, and may they.
#: Called in a thread, so it may use the forge.
Locate: TypeAlias = Callable[[Scope, bool], Access]


def authorization(scope: Scope) -> str | None:
    """Return the `Authorization` header of a request, if it has one."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return str(value.decode("latin-1"))
    return None


class SmartHTTP:
    """An ASGI application for the URLs of `git clone`, `fetch` and `push`."""

    def __init__(self, forge: Forge, locate: Locate) -> None:
        self._forge = forge
        self._locate = locate

    @staticmethod
    def matches(path: str) -> bool:
        """Tell whether a URL's path is one of those that git asks for."""
        return path.endswith(("/info/refs", "/git-upload-pack", "/git-receive-pack"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        found = _service(scope)
        if found is None:
            await _refuse(send, 404, "Git's smart protocol only")
            return
        service, path_info = found
        writes = service == "git-receive-pack"
        access = await asyncio.to_thread(self._locate, scope, writes)
        if access.outcome is not Outcome.GRANTED or access.repository is None:
            await _refuse(send, access.outcome.value, access.message, realm=access.realm)
        elif writes and path_info != "/info/refs":
            await self._push(scope, receive, send, access.repository, access, path_info)
        else:
            await self._backend(
                scope, receive, send, access.repository, access, path_info, writes=writes
            )
            await _end(send)

    async def _push(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        repository: Repository,
        access: Access,
        path_info: str,
    ) -> None:
        with self._forge.refs.settling(repository):
            try:
                await self._backend(
                    scope, receive, send, repository, access, path_info, writes=True
                )
            finally:
                await asyncio.to_thread(self._forge.repos.received, repository, actor=access.actor)
        await _end(send)

    async def _backend(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        repository: Repository,
        access: Access,
        path_info: str,
        *,
        writes: bool,
    ) -> None:
        """Run the backend and pass on all of its answer but the end."""
        process = await asyncio.create_subprocess_exec(
            "git",
            "http-backend",
            env=self._environment(scope, repository, access, path_info, writes=writes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        feeding = asyncio.create_task(_feed(process, process.stdin, receive))
        try:
            await _answer(process.stdout, send)
            status = await process.wait()
            said = (await errors).decode(errors="replace").strip()
            if status:
                log.warning("git http-backend ended with %s: %s", status, said)
        finally:
            feeding.cancel()
            if process.returncode is None:
                process.kill()
                await process.wait()
            await asyncio.gather(feeding, errors, return_exceptions=True)

    def _environment(
        self,
        scope: Scope,
        repository: Repository,
        access: Access,
        path_info: str,
        *,
        writes: bool,
    ) -> dict[str, str]:
        directory = self._forge.repos.directory(repository)
        given = {
            _HEADERS[name]: value.decode("latin-1")
            for name, value in scope["headers"]
            if name in _HEADERS
        }
        settings = {"http.receivepack": "true" if writes else "false", **access.settings}
        for number, (key, value) in enumerate(settings.items()):
            given |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return environment(
            **given,
            GIT_PROJECT_ROOT=str(directory.parent),
            GIT_HTTP_EXPORT_ALL="1",
            PATH_INFO=f"/{directory.name}{path_info}",
            REQUEST_METHOD=scope["method"],
            QUERY_STRING=scope["query_string"].decode("latin-1"),
            REMOTE_USER=access.actor.login if access.actor else "",
            REMOTE_ADDR=(scope.get("client") or ("",))[0],
            GIT_CONFIG_COUNT=str(len(settings)),
        )


def _service(scope: Scope) -> tuple[str, str] | None:
    """Return the service that is asked for, and the path within the repository."""
    path = scope["path"]
    if scope["method"] == "GET" and path.endswith("/info/refs"):
        service = parse_qs(scope["query_string"].decode("latin-1")).get("service", [""])[0]
        return (service, "/info/refs") if service in _SERVICES else None
    service = path.rpartition("/")[2]
    return (service, f"/{service}") if scope["method"] == "POST" and service in _SERVICES else None


async def _feed(
    process: asyncio.subprocess.Process, stdin: asyncio.StreamWriter, receive: Receive
) -> None:
    """Pass the request's body on; a client that leaves ends the process."""
    try:
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                process.kill()
                return
            stdin.write(event.get("body", b""))
            await stdin.drain()
            if not event.get("more_body", False):
                break
        stdin.close()
        await stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError, ProcessLookupError):
        # The backend has ended first, and its answer says why.
        return


async def _answer(stdout: asyncio.StreamReader, send: Send) -> None:
    """Pass the backend's answer on: CGI headers, an empty line, the body."""
    status = 200
    headers: list[tuple[bytes, bytes]] = []
    while line := (await stdout.readline()).strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"status":
            status = int(value.split()[0])
        else:
            headers.append((name.lower(), value.strip()))
    if not headers:
        status, headers = 500, [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    while piece := await stdout.read(_CHUNK):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _end(send: Send) -> None:
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _refuse(send: Send, status: int, message: str, *, realm: str | None = None) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == Outcome.UNAUTHENTICATED.value:
        headers.append((b"www-authenticate", f'Basic realm="{realm}"'.encode()))
    body = f"{message}\n".encode()
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
