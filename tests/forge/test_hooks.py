"""Hooks and their deliveries."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from githost_local.forge import Forge
from githost_local.forge.delivery import Message
from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.events import Event, PushEvent
from githost_local.forge.records import Account, Hook, Namespace, Repository


class Receiver(HTTPServer):
    """A server that keeps what it is sent and answers with a redirect."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        """The address to post to."""
        return f"http://127.0.0.1:{self.server_port}/hook?x=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"seen")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class has this name
        """Stay silent."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a running receiver."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _render(event: Event, hook: Hook) -> list[Message]:
    if not isinstance(event, PushEvent):
        return []
    return [
        Message(event="push", body=hook.key.encode(), headers={"Content-Type": "text/plain"}),
        Message(event="other", body=b""),
    ]


def test_hook_is_made_changed_and_deleted(forge: Forge, site: Repository) -> None:
    """The secret is kept and never shown by repr; KEEP is the default."""
    hook = forge.hooks.create(
        site, face="f", url="http://localhost/", events=["b", "a"], secret="hush"
    )
    assert "hush" not in repr(hook)
    assert hook.events == frozenset({"a", "b"})
    assert forge.hooks.by_key(hook.key) == hook
    assert forge.hooks.update(hook, active=False).secret == "hush"
    assert forge.hooks.update(hook, secret=None).secret is None
    assert forge.hooks.watching(site) == ()
    with pytest.raises(Invalid):
        forge.hooks.update(hook, url="ftp://localhost")
    forge.hooks.delete(hook)
    with pytest.raises(NotFound):
        forge.hooks.get(hook.id)


def test_event_is_delivered_signed(
    forge: Forge, acme: Namespace, site: Repository, alice: Account, receiver: Receiver
) -> None:
    """Hooks of repository and namespace get what they asked for, signed; redirects end it."""
    hook = forge.hooks.create(
        site, face="f", url=receiver.url, events=["push"], secret="hush", verify_ssl=False
    )
    forge.hooks.create(acme, face="f", url=receiver.url, events=["push"])
    forge.hooks.create(site, face="unknown", url=receiver.url, events=["push"])
    forge.delivery.register("f", _render)
    forge.branches.create(site, "new", start="main", actor=alice)
    assert forge.delivery.drain()
    assert len(receiver.got) == 2
    path, headers, body = receiver.got[0]
    assert path == "/hook?x=1"
    assert body == hook.key.encode()
    expected = hmac.new(b"hush", body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature"] == f"sha256={expected}"
    assert "X-Hub-Signature" not in receiver.got[1][1]
    (delivery,) = forge.hooks.deliveries(hook)
    assert (delivery.status, delivery.response_body, delivery.error) == (302, b"seen", None)
    assert delivery.request_headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize("host", ["192.0.2.1", "example.com", "[2001:db8::1]"])
def test_other_hosts_are_refused(forge: Forge, site: Repository, host: str) -> None:
    """Nothing is sent beyond this machine; the record says why."""
    hook = forge.hooks.create(site, face="f", url=f"http://{host}/", events=["push"])
    delivery = forge.delivery.post(hook, Message(event="ping", body=b""))
    assert delivery.status is None
    assert delivery.error is not None
    assert delivery.error.startswith("refused")


def test_failed_connection_is_recorded(forge: Forge, site: Repository, receiver: Receiver) -> None:
    """Nobody listening is an outcome, not an exception."""
    url = receiver.url
    receiver.server_close()
    hook = forge.hooks.create(site, face="f", url=url, events=["push"])
    delivery = forge.delivery.post(hook, Message(event="ping", body=b""))
    assert delivery.error is not None
    assert delivery.error.startswith("Connection")


def test_deleted_hook_has_no_delivery(forge: Forge, site: Repository) -> None:
    """A hook that went away meanwhile is not found."""
    hook = forge.hooks.create(site, face="f", url="http://192.0.2.1/", events=["push"])
    forge.hooks.delete(hook)
    with pytest.raises(NotFound):
        forge.delivery.post(hook, Message(event="ping", body=b""))
