"""A receiver of webhooks on this machine, and the table of what it is sent."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

import attrs

__all__ = ["Receipt", "Receiver", "Told", "receiving", "signature", "told"]

W = TypeVar("W")


@attrs.frozen
class Receipt:
    """One delivery as it came."""

    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """The document that was sent."""
        return json.loads(self.content)


class Receiver(ThreadingHTTPServer):
    """A server that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[Receipt] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(Receipt(dict(self.headers), content))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base has this name
        """Stay silent."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def signature(secret: str, content: bytes) -> str:
    """Return the `X-Hub-Signature` of a body: HMAC over its bytes as they are sent."""
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"


@attrs.frozen(kw_only=True)
class Told:
    """A row of the table: what is done, and what of it is told."""

    deed: str
    event: str
    #: What the body contains at least.
    says: Any
    #: Keys that the body does not have.
    lacks: frozenset[str]
    #: Prepares the deed, and returns it.
    prepare: Callable[[Any], Callable[[], object]]


def told(
    table: list[Told], deed: str, event: str, says: Any, *, lacks: tuple[str, ...] = ()
) -> Callable[[Callable[[W], Callable[[], object]]], Callable[[W], Callable[[], object]]]:
    """Add a row to a table."""

    def add(prepare: Callable[[W], Callable[[], object]]) -> Callable[[W], Callable[[], object]]:
        row = Told(deed=deed, event=event, says=says, lacks=frozenset(lacks), prepare=prepare)
        table.append(row)
        return prepare

    return add
