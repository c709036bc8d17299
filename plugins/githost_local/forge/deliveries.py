"""Delivering events to hooks, in the background.

A face registers how it renders an event; what it renders is posted to the hooks that speak its
words. The forge is for tests and offline use: it posts to loopback addresses only, looks no name
up, follows no redirect and tries each delivery once. Everything is recorded, refusals too.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import logging
import queue
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

import attrs

from githost_local.forge.errors import ForgeError, NotFound
from githost_local.forge.events import Event, NamespaceEvent
from githost_local.forge.noun import Noun
from githost_local.forge.records import Delivery, Hook

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge

log = logging.getLogger(__name__)

#: Seconds for connecting, and for each wait for bytes.
TIMEOUT: Final = 10.0
#: Bytes of an answer that are kept.
_KEPT: Final = 64 * 1024


@attrs.frozen(kw_only=True)
class Message:
    """An event as a face's product words it."""

    #: The face's key of the event.
    event: str
    body: bytes
    #: With Content-Type; a signature is added for hooks with a secret.
    headers: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Wording:
    """How a face's product tells its hooks of an event."""

    #: The face's key of the event; hooks that have it are told.
    event: str
    #: Makes the body, once for all hooks, and only where one is told.
    body: Callable[[], bytes]
    #: Makes the headers for one hook, as those of `Message`.
    headers: Callable[[Hook], Mapping[str, str]]


#: Given an event: how to tell of it, for each of the product's own events that it is.
Renderer: TypeAlias = Callable[[Event], Iterable[Wording]]


@attrs.frozen(kw_only=True)
class _Answer:
    status: int | None = None
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""
    error: str | None = None


class Deliveries(Noun):
    """The deliverer."""

    def __init__(self, forge: Forge) -> None:
        super().__init__(forge)
        self._lock = threading.Lock()
        self._renderers: dict[str, Renderer] = {}
        self._waiting: queue.Queue[tuple[Hook, Message] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._closed = False

    def register(self, face: str, renderer: Renderer) -> None:
        """Deliver to the face's hooks from now on; those of other faces get nothing."""
        with self._lock:
            self._renderers[face] = renderer
            if self._thread is None:
                self._forge.events.subscribe(self._enqueue)
                self._thread = threading.Thread(
                    target=self._work, name="forge-deliveries", daemon=True
                )
                self._thread.start()

    def _enqueue(self, event: Event) -> None:
        watching = self._watching(event)
        for face, renderer in self._renderers.items():
            hooks = [hook for hook in watching if hook.face == face]
            for wording in renderer(event) if hooks else ():
                self._tell([hook for hook in hooks if wording.event in hook.events], wording)

    def _tell(self, hooks: Sequence[Hook], wording: Wording) -> None:
        if not hooks:
            return
        body = wording.body()
        for hook in hooks:
            headers = wording.headers(hook)
            self._waiting.put((hook, Message(event=wording.event, body=body, headers=headers)))

    def _watching(self, event: Event) -> Sequence[Hook]:
        hooks = self._forge.hooks
        if isinstance(event, NamespaceEvent):
            return [hook for hook in hooks.list(event.namespace) if hook.active]
        return () if event.repository is None else hooks.watching(event.repository)

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            try:
                if not self._closed:
                    self.post(*item)
            except ForgeError as error:
                log.info("not delivered: %s", error)
            except Exception:
                log.exception("a delivery failed")
            finally:
                self._waiting.task_done()
        self._waiting.task_done()

    def post(self, hook: Hook, message: Message) -> Delivery:
        """Post to a hook at once, whatever its events, and record the outcome."""
        headers = dict(message.headers)
        if hook.secret:
            digest = hmac.new(hook.secret.encode(), message.body, hashlib.sha256)
            headers["X-Hub-Signature"] = f"sha256={digest.hexdigest()}"
        at = self._forge.now()
        started = time.monotonic()
        answer = _post(hook, message.body, headers)
        with self._store.transaction():
            if self._store.row("hooks", id=hook.id) is None:
                raise NotFound("hook", hook.key)
            identifier = self._store.insert(
                "deliveries",
                hook_id=hook.id,
                event=message.event,
                url=hook.url,
                request_headers=headers,
                request_body=message.body,
                status=answer.status,
                response_headers=answer.headers,
                response_body=answer.body,
                error=answer.error,
                at=at,
                duration=time.monotonic() - started,
            )
            return self._store.get(Delivery, "deliveries", "delivery", id=identifier)

    def drain(self, timeout: float = TIMEOUT) -> bool:
        """Wait until nothing is under way; tell whether that came within the seconds given."""
        end = time.monotonic() + timeout
        with self._waiting.all_tasks_done:
            while self._waiting.unfinished_tasks:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._waiting.all_tasks_done.wait(left)
        return True

    def close(self) -> None:
        """Give up what is not under way yet, and end the thread."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(TIMEOUT)


def _post(hook: Hook, body: bytes, headers: Mapping[str, str]) -> _Answer:
    parts = urlsplit(hook.url)
    if not _is_loopback(parts.hostname):
        return _Answer(error=f"refused: {parts.hostname} is not a loopback address")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection: http.client.HTTPConnection | None = None
    try:
        connection = _connection(parts.scheme.lower(), parts.hostname, parts.port, hook)
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        return _Answer(
            status=response.status,
            headers=dict(response.getheaders()),
            body=response.read(_KEPT),
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _Answer(error=f"{type(error).__name__}: {error}")
    finally:
        if connection is not None:
            connection.close()


def _connection(
    scheme: str, host: str | None, port: int | None, hook: Hook
) -> http.client.HTTPConnection:
    assert host is not None, "a loopback address is one"
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    context = ssl.create_default_context()
    if not hook.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=context)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
