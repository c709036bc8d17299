"""HTTP access tokens: of people, projects and repositories."""

import httpx
import pytest

from .conftest import FORM, DataCenter

TOKENS = "/access-tokens/latest"


def make(client: httpx.Client, place: str, *permissions: str) -> str:
    """Make a token and return it."""
    made = client.put(f"{TOKENS}{place}", json={"name": "ci", "permissions": permissions})
    assert made.status_code == 200, made.text
    return str(made.json()["token"])


def bearer(datacenter: DataCenter, token: str) -> httpx.Client:
    """Return a client that uses a token."""
    return datacenter.client(headers={"Authorization": f"Bearer {token}"})


def test_token_is_shown_once(alice: httpx.Client) -> None:
    """Afterwards only its name and number are."""
    body = {"name": "mine", "permissions": ["REPO_READ"], "expiryDays": 30}
    made = alice.put(f"{TOKENS}/users/alice", json=body).json()
    address = f"{TOKENS}/users/alice/{made['id']}"
    shown = alice.get(address).json()
    assert shown == {key: value for key, value in made.items() if key != "token"}
    assert made["token"] not in alice.get(f"{TOKENS}/users/alice").text
    changed = alice.post(address, json={"name": "yours"}).json()
    assert (changed["name"], changed["permissions"]) == ("yours", ["REPO_READ"])
    assert alice.delete(address).status_code == 204
    assert alice.get(address).status_code == 404


def test_token_may_no_more_than_it_says(
    datacenter: DataCenter, alice: httpx.Client, code: str
) -> None:
    """Its owner's rights are the other limit."""
    reader = bearer(datacenter, make(alice, "/users/alice", "REPO_READ"))
    assert reader.get(code).headers["X-AUSERNAME"] == "alice"
    body = {"name": "x", "startPoint": "main"}
    assert reader.post(f"{code}/branches", json=body).status_code == 401
    keen = bearer(datacenter, make(alice, "/users/alice", "PROJECT_ADMIN"))
    assert keen.post(f"{code}/branches", json=body).status_code == 200
    assert keen.get(f"{code}/permissions/users").status_code == 401


def test_revoked_token_signs_nobody_in(datacenter: DataCenter, alice: httpx.Client) -> None:
    """It is refused like one that never was."""
    client = bearer(datacenter, make(alice, "/users/alice", "REPO_READ"))
    assert client.get("/api/1.0/projects").status_code == 200
    for token in alice.get(f"{TOKENS}/users/alice").json()["values"]:
        if token["name"] == "ci":
            alice.delete(f"{TOKENS}/users/alice/{token['id']}")
    assert client.get("/api/1.0/projects").status_code == 401


def test_repository_token_stays_in_its_repository(
    datacenter: DataCenter, admin: httpx.Client, code: str, pull: str
) -> None:
    """It works as Bearer only; without a user it neither edits files nor merges."""
    token = make(admin, code.removeprefix("/api/1.0"), "REPO_WRITE")
    client = bearer(datacenter, token)
    assert client.get(code).status_code == 200
    assert client.get("/api/1.0/projects/ACME/repos/site").status_code == 401
    assert datacenter.client(auth=("alice", token)).get(code).status_code == 401
    body = {"name": "by-token", "startPoint": "main"}
    assert client.post(f"{code}/branches", json=body).status_code == 200
    fields = {"message": "New", "branch": "main"}
    files = {"content": ("content", "new\n")}
    edited = client.put(f"{code}/browse/n.txt", data=fields, files=files, headers=FORM)
    assert edited.status_code == 403
    assert client.post(f"{pull}/merge", json={"version": 0}).status_code == 403


def test_project_token_reaches_its_repositories(
    datacenter: DataCenter, admin: httpx.Client, code: str
) -> None:
    """It does not show among the project's permissions."""
    client = bearer(datacenter, make(admin, "/projects/ACME", "PROJECT_READ"))
    assert client.get(code).status_code == 200
    assert client.get("/api/1.0/projects/ACME").status_code == 200
    listed = admin.get("/api/1.0/projects/ACME/permissions/users").json()["values"]
    assert all(one["user"]["type"] == "NORMAL" for one in listed)


@pytest.mark.parametrize(
    "body",
    [
        {"permissions": ["REPO_READ"]},
        {"name": "x"},
        {"name": "x", "permissions": []},
        {"name": "x", "permissions": ["REPO_FLY"]},
        {"name": "x", "permissions": ["PROJECT_READ"]},
    ],
    ids=["no name", "no permissions", "none", "unknown", "of projects"],
)
def test_repository_token_needs_name_and_fitting_permissions(
    admin: httpx.Client, repo: str, body: dict[str, object]
) -> None:
    """Those of projects do not fit."""
    place = repo.removeprefix("/api/1.0")
    assert admin.put(f"{TOKENS}{place}", json=body).status_code == 400


def test_others_tokens_are_not_ones_business(
    alice: httpx.Client, admin: httpx.Client, code: str
) -> None:
    """Administrators may act for others."""
    assert alice.get(f"{TOKENS}/users/bob").status_code == 401
    assert alice.get(f"{TOKENS}{code.removeprefix('/api/1.0')}").status_code == 401
    assert admin.get(f"{TOKENS}/users/bob").status_code == 200
