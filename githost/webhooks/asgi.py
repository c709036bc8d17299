"""Receives what hosts send, as an ASGI application: any server or framework that speaks ASGI runs it.

Rule 1: nothing is done for a message before its signature fits.
Rule 2: a delivery that was handled is not handled again; one that failed is, when the host tries
again.
Rule 3: a stranger learns nothing but a status.
"""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final, TypeAlias

import attrs

from githost.errors import ConfigurationError, GitHostError, SignatureError
from githost.webhooks.deliveries import SeenDeliveries
from githost.webhooks.events import PingEvent, WebhookEvent
from githost.webhooks.reading import (
    ProviderLike,
    Secrets,
    known_secrets,
    lower_case,
    parse,
    verify,
    webhooks_of,
)

__all__ = ["AsgiApp", "Handler", "Route", "receiver"]

log = logging.getLogger("githost.webhooks")

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
#: What is called with each event: a coroutine function, or a plain one, which runs in a thread.
Handler: TypeAlias = Callable[[WebhookEvent], object]

#: Cloud sends 256 KB at most (https://confluence.atlassian.com/bbkb/troubleshoot-webhooks-1167729092.html);
#: Data Center states no limit.
_MAX_BODY: Final = 10 * 1024 * 1024
#: Seconds that a body may take.
_BODY_TIMEOUT: Final = 10.0
#: Seconds that a handler may take: below the ten after which both products are reported to give up.
_HANDLER_TIMEOUT: Final = 8.0


def _known(_: object, __: object, value: ProviderLike) -> None:
    webhooks_of(value)


def _checked(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if not callable(value):
        raise ConfigurationError(f"{attribute.name} of a route is a function, not {value!r}")


@attrs.frozen
class Route:
    """What is received at one path: from whom, signed with what, and who handles it.

    Raises `ConfigurationError` for an unknown provider, and where there is no secret.

    .. versionadded:: 0.1
    """

    #: A provider's name, a provider, or an open host.
    provider: ProviderLike = attrs.field(validator=_known)
    #: Called with each event, once a delivery; an exception makes the host try again. A plain
    #: function runs in a thread.
    handler: Handler = attrs.field(validator=_checked)
    #: The secret of the hook; several while they are exchanged.
    secrets: Secrets = attrs.field(converter=known_secrets, repr=False, kw_only=True)


def receiver(
    routes: Mapping[str, Route],
    *,
    max_body: int = _MAX_BODY,
    body_timeout: float = _BODY_TIMEOUT,
    handler_timeout: float = _HANDLER_TIMEOUT,
    seen: SeenDeliveries | None = None,
) -> AsgiApp:
    """Return an ASGI application that receives messages at the paths of `routes`.

    `max_body` is in bytes; `body_timeout` is how many seconds a sender may take for the body,
    `handler_timeout` how many a handler may take. `seen` remembers deliveries: give one to share it.

    It answers 204 for what was handled, and for what came already or is a ping; 403 for a missing
    or wrong signature, 400 for a message that cannot be read, 404 and 405 for other paths and
    methods, 408 and 413 for slow and large bodies, 415 for compressed ones, 500 where the handler
    failed and 503 where it took too long, so that the host tries again.

    .. versionadded:: 0.1
    """
    for path, route in routes.items():
        if not path.startswith("/") or not isinstance(route, Route):
            raise ConfigurationError(
                f"routes maps paths, which begin with a slash, to Routes; not {path!r}"
            )
    limits = {
        "max_body": max_body,
        "body_timeout": body_timeout,
        "handler_timeout": handler_timeout,
    }
    for name, limit in limits.items():
        if limit <= 0:
            raise ConfigurationError(f"{name} is more than 0, not {limit}")
    return _Receiver(
        routes=dict(routes),
        max_body=max_body,
        body_timeout=body_timeout,
        handler_timeout=handler_timeout,
        seen=SeenDeliveries() if seen is None else seen,
    )


class _RefusalError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, text: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers


class _HungUpError(Exception):
    """The sender hung up before the body was there."""


@attrs.frozen(kw_only=True)
class _Receiver:
    routes: Mapping[str, Route]
    max_body: int
    body_timeout: float
    handler_timeout: float
    seen: SeenDeliveries
    _running: set[str] = attrs.field(factory=set, init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._receive(scope, receive)
        except _HungUpError:
            return
        except _RefusalError as refusal:
            await _respond(send, refusal.status, refusal.text, refusal.headers)
        else:
            await _respond(send, 204)

    async def _receive(self, scope: Scope, receive: Receive) -> None:
        path = _path(scope)
        route = self.routes.get(path)
        if route is None:
            raise _RefusalError(404, "nothing is received here")
        if scope["method"] != "POST":
            raise _RefusalError(405, "webhooks are sent with POST", (("allow", "POST"),))
        headers = lower_case(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        )
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise _RefusalError(415, "the body may not be compressed")
        body = await self._body(headers, receive)
        event = _read(route, headers, body)
        if event is not None:
            await self._handle(path, route, event)

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        told = headers.get("content-length", "")
        # Python refuses to read numbers of thousands of digits.
        if told.isascii() and told.isdigit() and (len(told) > 18 or int(told) > self.max_body):
            raise self._too_large()
        parts: list[bytes] = []
        length = 0
        try:
            async with asyncio.timeout(self.body_timeout):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _HungUpError
                    part = message.get("body", b"")
                    parts.append(part)
                    length += len(part)
                    if length > self.max_body:
                        raise self._too_large()
                    more = message.get("more_body", False)
        except TimeoutError:
            raise _RefusalError(408, "the body did not come in time") from None
        return b"".join(parts)

    def _too_large(self) -> _RefusalError:
        return _RefusalError(413, f"the body is larger than {self.max_body} bytes")

    async def _handle(self, path: str, route: Route, event: WebhookEvent) -> None:
        # Ids are the host's, so that those of two routes may be the same.
        delivery = None if event.delivery is None else f"{path} {event.delivery}"
        if delivery in self._running:
            raise _RefusalError(503, "it is being handled")
        if delivery is not None and not self.seen.add(delivery):
            log.info("%s came already: %s", event.key, event.delivery)
            return
        handling = asyncio.ensure_future(_call(route.handler, event))
        if delivery is not None:
            self._running.add(delivery)
            handling.add_done_callback(lambda done: self._settle(delivery, done))
        # A thread cannot be stopped: it goes on, and until it ends the delivery counts as running.
        stoppable = inspect.iscoroutinefunction(route.handler)
        try:
            await asyncio.wait({handling}, timeout=self.handler_timeout)
        finally:
            if stoppable:
                handling.cancel()
        # What is stopped may clean up, and as long again.
        await asyncio.wait({handling}, timeout=self.handler_timeout if stoppable else 0)
        if not handling.done() or handling.cancelled():
            log.warning("%s was not handled in time: %s", event.key, event.delivery)
            raise _RefusalError(503, "it was not handled in time")
        error = handling.exception()
        if error is not None:
            log.error("%s was not handled: %s", event.key, event.delivery, exc_info=error)
            raise _RefusalError(500, "it could not be handled") from error

    def _settle(self, delivery: str, handled: "asyncio.Future[None]") -> None:
        """Let a failed delivery be handled when it comes again."""
        self._running.discard(delivery)
        if handled.cancelled() or handled.exception() is not None:
            self.seen.discard(delivery)


def _path(scope: Scope) -> str:
    """Return the path below the place where the application is mounted."""
    path, root = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    inside = root and (path == root or path.startswith(f"{root}/"))
    return (path[len(root) :] or "/") if inside else path


def _read(route: Route, headers: Mapping[str, str], body: bytes) -> WebhookEvent | None:
    """Return the event of a message that its host has signed, None for a ping."""
    try:
        proven = verify(route.provider, headers, body, route.secrets)
        event = parse(route.provider, headers, body)
    except SignatureError as error:
        log.warning("refused: %s", error)
        raise _RefusalError(403, "the signature does not fit") from error
    except GitHostError as error:
        log.warning("not understood: %s", error)
        raise _RefusalError(400, "the message cannot be read") from error
    return event if proven and not isinstance(event, PingEvent) else None


async def _call(handler: Handler, event: WebhookEvent) -> None:
    if inspect.iscoroutinefunction(handler):
        await handler(event)
        return
    answer = await asyncio.to_thread(handler, event)
    # A method of another kind (a partial, an object that can be called) may be a coroutine after all.
    if inspect.isawaitable(answer):
        await answer


async def _live(receive: Receive, send: Send) -> None:
    """Say that nothing has to be started or stopped."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _respond(
    send: Send, status: int, text: str = "", headers: tuple[tuple[str, str], ...] = ()
) -> None:
    body = text.encode()
    own = (("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body))))
    named = (*headers, *own) if body else headers
    encoded = [(name.encode(), value.encode()) for name, value in named]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
