"""Hooks and their deliveries."""

from collections.abc import Iterator

import pytest

from githost_local.forge import Forge
from githost_local.forge.deliveries import Message, Renderer, Wording
from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.events import Event, PushEvent
from githost_local.forge.records import Account, Namespace, Repository
from tests.receiver import Receiver, receiving, signature


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a running receiver that answers with redirects."""
    with receiving(redirecting=True) as server:
        yield server


def _saying(body: bytes) -> Renderer:
    def render(event: Event) -> Iterator[Wording]:
        if isinstance(event, PushEvent):
            yield Wording(
                event="push", body=lambda: body, headers=lambda _: {"Content-Type": "text/plain"}
            )

    return render


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
        site, face="f", url=f"{receiver.url}?x=1", events=["push"], secret="hush", verify_ssl=False
    )
    forge.hooks.create(acme, face="f", url=receiver.url, events=["push"])
    forge.hooks.create(site, face="unknown", url=receiver.url, events=["push"])
    forge.deliveries.register("f", _saying(hook.key.encode()))
    forge.branches.create(site, "new", start="main", actor=alice)
    assert forge.deliveries.drain()
    signed, unsigned = receiver.got
    assert signed.path == "/hook?x=1"
    assert signed.content == hook.key.encode()
    assert signed.headers["X-Hub-Signature"] == signature("hush", signed.content)
    assert "X-Hub-Signature" not in unsigned.headers
    (delivery,) = forge.hooks.deliveries(hook)
    assert (delivery.status, delivery.response_body, delivery.error) == (302, b"seen", None)
    assert delivery.request_headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize("host", ["192.0.2.1", "example.com", "[2001:db8::1]"])
def test_other_hosts_are_refused(forge: Forge, site: Repository, host: str) -> None:
    """Nothing is sent beyond this machine; the record says why."""
    hook = forge.hooks.create(site, face="f", url=f"http://{host}/", events=["push"])
    delivery = forge.deliveries.post(hook, Message(event="ping", body=b""))
    assert delivery.status is None
    assert delivery.error is not None
    assert delivery.error.startswith("refused")


def test_failed_connection_is_recorded(forge: Forge, site: Repository, receiver: Receiver) -> None:
    """Nobody listening is an outcome, not an exception."""
    url = receiver.url
    receiver.server_close()
    hook = forge.hooks.create(site, face="f", url=url, events=["push"])
    delivery = forge.deliveries.post(hook, Message(event="ping", body=b""))
    assert delivery.error is not None
    assert delivery.error.startswith("Connection")


def test_deleted_hook_has_no_delivery(forge: Forge, site: Repository) -> None:
    """A hook that went away meanwhile is not found."""
    hook = forge.hooks.create(site, face="f", url="http://192.0.2.1/", events=["push"])
    forge.hooks.delete(hook)
    with pytest.raises(NotFound):
        forge.deliveries.post(hook, Message(event="ping", body=b""))
