"""Webhooks and what they are told."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.receiver import Receiver, receiving, signature

from .conftest import DataCenter

HOOK = {"name": "ci", "url": "http://127.0.0.1:9/hook", "events": ["repo:refs_changed"]}
PROJECT = "/api/1.0/projects/ACME"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a running receiver."""
    with receiving() as server:
        yield server


@pytest.fixture
def told(datacenter: DataCenter, admin: httpx.Client, code: str, receiver: Receiver) -> "Told":
    """Give what a hook for all events of a repository is told."""
    return Told(datacenter, admin, code, receiver)


class Told:
    """What a hook is told, once everything has been delivered."""

    def __init__(
        self, datacenter: DataCenter, admin: httpx.Client, code: str, receiver: Receiver
    ) -> None:
        self._datacenter, self._admin, self._code = datacenter, admin, code
        self._receiver = receiver

    def listen(self, *events: str) -> None:
        """Make the hook."""
        hook = {**HOOK, "url": self._receiver.url, "events": events}
        made = self._admin.post(f"{self._code}/webhooks", json=hook)
        assert made.status_code == 201, made.text

    def bodies(self) -> list[Any]:
        """Return the bodies so far."""
        assert self._datacenter.forge.deliveries.drain()
        return [receipt.body for receipt in self._receiver.got]


def test_hook_is_shown_with_its_secret(admin: httpx.Client, repo: str) -> None:
    """Recorded answers have it in clear; the receiver's password is not shown."""
    body = {
        **HOOK,
        "configuration": {"secret": "hush"},
        "credentials": {"username": "me", "password": "pass"},
    }
    made = admin.post(f"{repo}/webhooks", json=body)
    assert made.status_code == 201
    hook = made.json()
    assert isinstance(hook["id"], int)
    assert (hook["name"], hook["url"], hook["events"]) == tuple(HOOK.values())
    assert (hook["active"], hook["sslVerificationRequired"]) == (True, True)
    assert hook["configuration"] == {"secret": "hush"}
    assert hook["credentials"] == {"username": "me"}
    assert hook["createdDate"] == hook["updatedDate"]
    assert admin.get(f"{repo}/webhooks/{hook['id']}").json() == hook
    assert admin.get(f"{repo}/webhooks").json()["values"] == [hook]


def test_update_replaces_the_whole_hook(admin: httpx.Client, repo: str) -> None:
    """What is left out is as on a new one, the secret included."""
    body = {**HOOK, "active": False, "configuration": {"secret": "hush"}}
    number = admin.post(f"{repo}/webhooks", json=body).json()["id"]
    changed = admin.put(f"{repo}/webhooks/{number}", json={**HOOK, "name": "new"})
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["active"]) == ("new", True)
    assert changed.json()["configuration"] == {}


@pytest.mark.parametrize(
    "change",
    [
        {"events": ["repo:push"]},
        {"events": ["pr:reviewer:changes_requested"]},
        {"events": []},
        {"url": "ftp://example.com"},
        {"url": None},
        {"name": None},
    ],
)
def test_senseless_hooks_are_refused(
    admin: httpx.Client, repo: str, change: dict[str, Any]
) -> None:
    """Events that are only documented are unknown, too."""
    answer = admin.post(f"{repo}/webhooks", json={**HOOK, **change})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["context"] == next(iter(change))
    assert admin.get(f"{repo}/webhooks").json()["size"] == 0


def test_hooks_belong_to_where_they_were_made(
    admin: httpx.Client, alice: httpx.Client, code: str
) -> None:
    """A repository does not list its project's, but the search does."""
    own = admin.post(f"{code}/webhooks", json=HOOK).json()
    shared = admin.post(f"{PROJECT}/webhooks", json=HOOK).json()
    try:
        assert (own["scopeType"], shared["scopeType"]) == ("repository", "project")
        assert admin.get(f"{code}/webhooks").json()["values"] == [own]
        assert admin.get(f"{code}/webhooks/{shared['id']}").status_code == 404
        found = admin.get(f"{code}/webhooks/search").json()["values"]
        assert found == [shared, own]
        only = admin.get(f"{code}/webhooks/search", params={"scopeType": "repository"})
        assert only.json()["values"] == [own]
        assert alice.get(f"{code}/webhooks").status_code == 401
    finally:
        assert admin.delete(f"{PROJECT}/webhooks/{shared['id']}").status_code == 204
    assert admin.delete(f"{PROJECT}/webhooks/{shared['id']}").status_code == 404


def test_test_calls_the_address_unsigned(
    admin: httpx.Client, repo: str, receiver: Receiver
) -> None:
    """The address is mandatory, the hook is not; nothing signs the ping."""
    address = f"{repo}/webhooks/test"
    assert admin.post(address, json={}).status_code == 500
    hook = {**HOOK, "configuration": {"secret": "hush"}}
    number = admin.post(f"{repo}/webhooks", json=hook).json()["id"]
    for params in ({"url": receiver.url}, {"url": receiver.url, "webhookId": number}):
        answer = admin.post(address, params=params, json={})
        assert answer.status_code == 200
        assert answer.json()["result"]["outcome"] == "SUCCESS"
    assert len(receiver.got) == 2
    for receipt in receiver.got:
        assert (receipt.event, receipt.body) == ("diagnostics:ping", {"test": True})
        assert "X-Hub-Signature" not in receipt.headers
    assert admin.get(f"{repo}/webhooks").json()["size"] == 1


def test_delivery_is_signed_and_recorded(
    datacenter: DataCenter, admin: httpx.Client, alice: httpx.Client, code: str, receiver: Receiver
) -> None:
    """The receiver's own password goes with it, and is not shown."""
    body = {
        **HOOK,
        "url": receiver.url,
        "configuration": {"secret": "hush"},
        "credentials": {"username": "me", "password": "pass"},
    }
    number = admin.post(f"{code}/webhooks", json=body).json()["id"]
    latest = f"{code}/webhooks/{number}/latest"
    assert admin.get(latest).status_code == 204
    alice.post(f"{code}/branches", json={"name": "y", "startPoint": "main"})
    assert datacenter.forge.deliveries.drain()
    (receipt,) = receiver.got
    headers = receipt.headers
    assert headers["X-Hub-Signature"] == signature("hush", receipt.content)
    assert receipt.event == "repo:refs_changed"
    assert headers["X-Request-Id"]
    assert headers["Authorization"] == f"Basic {base64.b64encode(b'me:pass').decode()}"
    told = admin.get(latest).json()
    assert (told["event"], told["result"]["outcome"]) == ("repo:refs_changed", "SUCCESS")
    assert "Authorization" not in told["request"]["headers"]
    assert admin.get(latest, params={"outcome": "ERROR"}).status_code == 204


def test_push_tells_what_moved(alice: httpx.Client, code: str, told: Told) -> None:
    """What was not there before, or is no more, is zeros; tags are told of, too."""
    told.listen("repo:refs_changed")
    tip = alice.get(f"{code}/commits").json()["values"][0]["id"]
    alice.post(f"{code}/branches", json={"name": "y", "startPoint": "main"})
    alice.post(f"{code}/tags", json={"name": "v1", "startPoint": "main"})
    utils = code.replace("/api/", "/branch-utils/")
    alice.request("DELETE", f"{utils}/branches", json={"name": "refs/heads/y"})
    added, tagged, deleted = told.bodies()
    nothing = "0" * 40
    assert added["eventKey"] == "repo:refs_changed"
    assert added["actor"]["name"] == "alice"
    assert added["repository"]["project"]["key"] == "ACME"
    assert added["changes"] == [
        {
            "ref": {"id": "refs/heads/y", "displayId": "y", "type": "BRANCH"},
            "refId": "refs/heads/y",
            "fromHash": nothing,
            "toHash": tip,
            "type": "ADD",
        }
    ]
    assert tagged["changes"][0]["ref"]["type"] == "TAG"
    (change,) = deleted["changes"]
    assert (change["type"], change["fromHash"], change["toHash"]) == ("DELETE", tip, nothing)
    assert len(added["date"].rpartition("+")[2]) == 4


def test_life_of_a_pull_request_is_told(
    alice: httpx.Client, bob: httpx.Client, code: str, told: Told
) -> None:
    """Each event has the pull request, and what is particular to it."""
    told.listen(
        "pr:opened",
        "pr:modified",
        "pr:merged",
        "pr:reviewer:updated",
        "pr:reviewer:approved",
        "pr:reviewer:unapproved",
        "pr:reviewer:needs_work",
        "pr:comment:added",
    )
    body = {
        "title": "X",
        "fromRef": {"id": "refs/heads/feature/x"},
        "toRef": {"id": "refs/heads/main"},
    }
    alice.post(f"{code}/pull-requests", json=body)
    pull = f"{code}/pull-requests/1"
    alice.put(pull, json={"version": 0, "title": "Y"})
    alice.post(f"{pull}/participants", json={"user": {"name": "bob"}, "role": "REVIEWER"})
    for status in ("NEEDS_WORK", "UNAPPROVED", "APPROVED"):
        bob.put(f"{pull}/participants/bob", json={"status": status})
    bob.post(f"{pull}/comments", json={"text": "Fine."})
    alice.post(f"{pull}/merge", params={"version": alice.get(pull).json()["version"]})
    opened, modified, asked, wanted, withdrawn, approved, said, merged = told.bodies()
    assert opened["eventKey"] == "pr:opened"
    assert (modified["eventKey"], modified["previousTitle"]) == ("pr:modified", "X")
    assert modified["previousTarget"]["displayId"] == "main"
    assert [one["name"] for one in asked["addedReviewers"]] == ["bob"]
    assert asked["removedReviewers"] == []
    assert wanted["eventKey"] == "pr:reviewer:needs_work"
    assert wanted["participant"]["status"] == "NEEDS_WORK"
    assert withdrawn["eventKey"] == "pr:reviewer:unapproved"
    assert withdrawn["previousStatus"] == "NEEDS_WORK"
    assert (approved["eventKey"], approved["previousStatus"]) == (
        "pr:reviewer:approved",
        "UNAPPROVED",
    )
    assert (said["eventKey"], said["comment"]["text"]) == ("pr:comment:added", "Fine.")
    assert merged["pullRequest"]["state"] == "MERGED"
    assert len(merged["pullRequest"]["properties"]["mergeCommit"]["id"]) == 40


def test_project_hook_hears_of_its_repositories(
    admin: httpx.Client, alice: httpx.Client, datacenter: DataCenter, code: str, receiver: Receiver
) -> None:
    """An inactive one hears nothing."""
    hook = {**HOOK, "url": receiver.url}
    number = admin.post(f"{PROJECT}/webhooks", json=hook).json()["id"]
    try:
        alice.post(f"{code}/branches", json={"name": "y", "startPoint": "main"})
        admin.put(f"{PROJECT}/webhooks/{number}", json={**hook, "active": False})
        alice.post(f"{code}/branches", json={"name": "z", "startPoint": "main"})
        assert datacenter.forge.deliveries.drain()
    finally:
        admin.delete(f"{PROJECT}/webhooks/{number}")
    assert len(receiver.got) == 1
