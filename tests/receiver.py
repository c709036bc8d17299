"""A receiver of webhooks on this machine, which keeps what it is sent."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs

__all__ = ["Receipt", "Receiver", "receiving", "signature"]


@attrs.frozen
class Receipt:
    """One delivery as it came."""

    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def event(self) -> str:
        """The event's key."""
        return self.headers["X-Event-Key"]

    @property
    def body(self) -> Any:
        """The document that was sent."""
        return json.loads(self.content)


class Receiver(ThreadingHTTPServer):
    """A server that keeps what it is sent, and answers it all right, or with a redirect.

    What is sent to a path with `missing` in it is not found, and not kept.
    """

    def __init__(self, *, redirecting: bool = False, missing: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.redirecting = redirecting
        self.missing = missing
        self.got: list[Receipt] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.missing is not None and self.server.missing in self.path:
            self.send_error(404)
            return
        self.server.got.append(Receipt(self.path, dict(self.headers), content))
        if self.server.redirecting:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
        else:
            self.send_response(200)
        self.end_headers()
        self.wfile.write(b"seen")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base has this name
        """Stay silent."""


@contextmanager
def receiving(*, redirecting: bool = False, missing: str | None = None) -> Iterator[Receiver]:
    """Run a receiver."""
    with Receiver(redirecting=redirecting, missing=missing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def signature(secret: str, content: bytes) -> str:
    """Return the `X-Hub-Signature` of a body: HMAC over its bytes as they are sent."""
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"
