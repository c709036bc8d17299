"""Webhooks and what they are told."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.receiver import Receiver, receiving, signature

from .conftest import Cloud

HOOK = {"url": "http://127.0.0.1:9/hook", "events": ["repo:push"], "description": "ci"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a running receiver."""
    with receiving() as server:
        yield server


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
    body = {**HOOK, "url": receiver.url, "secret": "hush"}
    hook = admin.post(f"{site}/hooks", json=body).json()
    admin.post(f"{site}/refs/branches", json={"name": "told", "target": {"hash": "main"}})
    admin.delete(f"{site}/refs/branches/told")
    assert cloud.app._world.forge.deliveries.drain()
    admin.delete(hook["links"]["self"]["href"])

    assert {receipt.event for receipt in receiver.got} == {"repo:push"}
    made, gone = (receipt.body["push"]["changes"][0] for receipt in receiver.got)
    assert (made["old"], made["created"], made["new"]["name"]) == (None, True, "told")
    assert (gone["new"], gone["closed"], gone["old"]["type"]) == (None, True, "branch")
    headers = receiver.got[0].headers
    assert headers["X-Hub-Signature"] == signature("hush", receiver.got[0].content)
    assert headers["X-Hook-UUID"] == hook["uuid"].strip("{}")
    assert {"X-Request-UUID", "X-Attempt-Number"} <= set(headers)


def test_workspace_is_told_of_its_repositories(
    cloud: Cloud, admin: httpx.Client, receiver: Receiver
) -> None:
    """From creation to deletion, with what changed between."""
    events = ["repo:created", "repo:updated", "repo:deleted"]
    hook = admin.post("/workspaces/acme/hooks", json={"url": receiver.url, "events": events}).json()
    admin.post("/repositories/acme/short-lived", json={})
    admin.put("/repositories/acme/short-lived", json={"description": "not for long"})
    admin.delete("/repositories/acme/short-lived")
    assert cloud.app._world.forge.deliveries.drain()
    admin.delete(hook["links"]["self"]["href"])

    assert [receipt.event for receipt in receiver.got] == events
    updated = receiver.got[1].body
    assert updated["changes"] == {"description": {"old": "", "new": "not for long"}}
    assert updated["actor"]["nickname"] == "admin"
    assert "X-Hub-Signature" not in receiver.got[0].headers
