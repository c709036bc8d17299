"""Access keys and users' SSH keys, as any HTTP client sees them."""

import base64
from collections.abc import Callable
from itertools import count

import httpx
import pytest

_NUMBERS = count(1)


@pytest.fixture
def key() -> Callable[[], str]:
    """Give what makes public keys, each only once."""

    def make() -> str:
        name = b"ssh-ed25519"
        blob = b"".join(
            len(part).to_bytes(4, "big") + part
            for part in (name, next(_NUMBERS).to_bytes(32, "big"))
        )
        return f"ssh-ed25519 {base64.b64encode(blob).decode()} me@example.com"

    return make


@pytest.fixture(params=["REPO", "PROJECT"])
def kind(request: pytest.FixtureRequest) -> str:
    """Give the kind of thing that a key opens."""
    return str(request.param)


@pytest.fixture
def keys(kind: str, code: str) -> str:
    """Give the address of the keys of a repository, or of its project."""
    address = code.replace("/api/", "/keys/")
    return f"{address if kind == 'REPO' else address.partition('/repos/')[0]}/ssh"


def test_a_key_is_added_read_and_deleted(
    admin: httpx.Client, keys: str, kind: str, key: Callable[[], str]
) -> None:
    """It shows what it opens, and how far."""
    text = key()
    body = {"key": {"text": text, "label": "ci"}, "permission": f"{kind}_READ"}
    made = admin.post(keys, json=body)
    assert made.status_code == 201
    found = made.json()
    assert found["key"] == {"id": found["key"]["id"], "text": text, "label": "ci"}
    assert found["permission"] == f"{kind}_READ"
    assert ("repository" in found, "project" in found) == (kind == "REPO", kind == "PROJECT")
    address = f"{keys}/{found['key']['id']}"
    assert admin.get(address).json() == found
    assert found in admin.get(keys).json()["values"]
    changed = admin.put(f"{address}/permission/{kind}_WRITE")
    assert (changed.status_code, changed.json()["permission"]) == (200, f"{kind}_WRITE")
    assert admin.delete(address).status_code == 204
    assert admin.delete(address).status_code == 204
    assert admin.get(address).status_code == 404


def test_a_bad_key_is_told_by_its_field(admin: httpx.Client, keys: str, kind: str) -> None:
    """The context is `text`."""
    body = {"key": {"text": "ssh-rsa abc"}, "permission": f"{kind}_READ"}
    answer = admin.post(keys, json=body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {
        "context": "text",
        "message": "You must enter a valid public key",
        "exceptionName": None,
    }


def test_keys_take_an_administrator(
    alice: httpx.Client, keys: str, kind: str, key: Callable[[], str]
) -> None:
    """Others do not even see them."""
    body = {"key": {"text": key()}, "permission": f"{kind}_READ"}
    assert alice.post(keys, json=body).status_code == 401
    assert alice.get(keys).status_code == 401


def test_a_repository_can_show_its_projects_keys(
    admin: httpx.Client, code: str, key: Callable[[], str]
) -> None:
    """With `effective`; `filter` is how labels begin."""
    own = code.replace("/api/", "/keys/")
    project = own.partition("/repos/")[0]
    for address, label in ((own, "here"), (project, "there")):
        level = "REPO_READ" if address == own else "PROJECT_READ"
        body = {"key": {"text": key(), "label": label}, "permission": level}
        assert admin.post(f"{address}/ssh", json=body).status_code == 201
    assert [v["key"]["label"] for v in admin.get(f"{own}/ssh").json()["values"]] == ["here"]
    query = {"effective": "true", "filter": "the"}
    found = admin.get(f"{own}/ssh", params=query).json()["values"]
    assert [v["key"]["label"] for v in found] == ["there"]
    assert "project" in found[0]
    admin.delete(f"{project}/ssh/{found[0]['key']['id']}")


def test_a_user_keeps_keys(
    alice: httpx.Client, bob: httpx.Client, admin: httpx.Client, key: Callable[[], str]
) -> None:
    """Each sees their own; an administrator those of anybody."""
    text = key()
    made = alice.post("/ssh/1.0/keys", json={"text": text, "label": "laptop"})
    assert made.status_code == 201
    assert alice.get("/ssh/1.0/keys").json()["values"] == [made.json()]
    assert bob.get("/ssh/1.0/keys").json()["values"] == []
    assert bob.get("/ssh/1.0/keys", params={"user": "alice"}).status_code == 401
    assert admin.get("/ssh/1.0/keys", params={"user": "alice"}).json()["size"] == 1
    assert bob.post("/ssh/1.0/keys", json={"text": text}).status_code == 409
    assert bob.post("/ssh/1.0/keys", json={"text": "junk"}).status_code == 400
    assert bob.delete(f"/ssh/1.0/keys/{made.json()['id']}").status_code == 401
    assert alice.delete(f"/ssh/1.0/keys/{made.json()['id']}").status_code == 204
    assert alice.get("/ssh/1.0/keys").json()["size"] == 0
