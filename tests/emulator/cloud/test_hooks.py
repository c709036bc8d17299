"""Webhooks and what they are told."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from .conftest import Cloud

HOOK = {"url": "http://127.0.0.1:9/hook", "events": ["repo:push"], "description": "ci"}


class Receiver(HTTPServer):
    """A server that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []

    def bodies(self, event: str) -> list[Any]:
        """Return the bodies of an event."""
        return [json.loads(body) for headers, body in self.got if headers["X-Event-Key"] == event]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(200)
        self.end_headers()

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


@pytest.mark.parametrize("place", ["/repositories/acme/site", "/workspaces/acme"])
def test_secret_is_kept_unless_sent_and_never_shown(admin: httpx.Client, place: str) -> None:
    """An empty one removes it."""
    made = admin.post(f"{place}/hooks", json={**HOOK, "secret": "hush"})
    assert made.status_code == 201
    assert "hush" not in made.text
    address = made.headers["Location"]
    assert made.json()["secret_set"] is True
    assert admin.put(address, json={"description": "new"}).json()["secret_set"] is True
    assert admin.put(address, json={"secret": ""}).json()["secret_set"] is False
    changed = admin.get(address).json()
    assert (changed["description"], changed["events"]) == ("new", ["repo:push"])
    assert admin.delete(address).status_code == 204
    assert admin.get(address).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"events": ["repo:pushed"]},
        {"events": []},
        {"events": ["repo:created"]},
        {"url": "ftp://example.com"},
        {"url": None},
        {"secret": "x" * 129},
    ],
    ids=["unknown", "no events", "of workspaces only", "scheme", "no url", "long secret"],
)
def test_hook_that_cannot_be_is_refused(admin: httpx.Client, change: dict[str, Any]) -> None:
    """400, with the field."""
    answer = admin.post("/repositories/acme/site/hooks", json={**HOOK, **change})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == list(change)


def test_hooks_are_for_administrators(bob: httpx.Client) -> None:
    """Of the repository, or of the workspace."""
    assert bob.get("/repositories/acme/site/hooks").status_code == 403
    assert bob.post("/workspaces/acme/hooks", json=HOOK).status_code == 403


def test_events_are_public(nobody: httpx.Client) -> None:
    """Workspaces have those of repositories, and more."""
    subjects = nobody.get("/hook_events").json()
    found = {
        subject: {
            event["event"]
            for event in nobody.get(f"/hook_events/{subject}?pagelen=100").json()["values"]
        }
        for subject in subjects
    }
    assert found["repository"] < found["workspace"]
    assert "repo:created" in found["workspace"] - found["repository"]


def test_pushes_are_told_with_a_signature(
    cloud: Cloud, admin: httpx.Client, receiver: Receiver
) -> None:
    """A new branch has no `old`, a deleted one no `new`."""
    site = "/repositories/acme/site"
    url = f"http://127.0.0.1:{receiver.server_port}/"
    hook = admin.post(f"{site}/hooks", json={**HOOK, "url": url, "secret": "hush"}).json()
    admin.post(f"{site}/refs/branches", json={"name": "told", "target": {"hash": "main"}})
    admin.delete(f"{site}/refs/branches/told")
    assert cloud.app._world.forge.delivery.drain()
    admin.delete(hook["links"]["self"]["href"])

    made, gone = (body["push"]["changes"][0] for body in receiver.bodies("repo:push"))
    assert (made["old"], made["created"], made["new"]["name"]) == (None, True, "told")
    assert (gone["new"], gone["closed"], gone["old"]["type"]) == (None, True, "branch")
    headers, body = receiver.got[0]
    expected = hmac.new(b"hush", body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature"] == f"sha256={expected}"
    assert headers["X-Hook-UUID"] == hook["uuid"].strip("{}")
    assert {"X-Request-UUID", "X-Attempt-Number"} <= set(headers)


def test_workspace_is_told_of_its_repositories(
    cloud: Cloud, admin: httpx.Client, receiver: Receiver
) -> None:
    """From creation to deletion, with what changed between."""
    url = f"http://127.0.0.1:{receiver.server_port}/"
    events = ["repo:created", "repo:updated", "repo:deleted"]
    hook = admin.post("/workspaces/acme/hooks", json={"url": url, "events": events}).json()
    admin.post("/repositories/acme/short-lived", json={})
    admin.put("/repositories/acme/short-lived", json={"description": "not for long"})
    admin.delete("/repositories/acme/short-lived")
    assert cloud.app._world.forge.delivery.drain()
    admin.delete(hook["links"]["self"]["href"])

    assert [headers["X-Event-Key"] for headers, _ in receiver.got] == events
    (updated,) = receiver.bodies("repo:updated")
    assert updated["changes"] == {"description": {"old": "", "new": "not for long"}}
    assert updated["actor"]["nickname"] == "admin"
    assert "X-Hub-Signature" not in receiver.got[0][0]
