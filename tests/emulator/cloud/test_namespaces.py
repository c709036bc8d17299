"""Workspaces, members, projects, and what has been retired."""

import httpx
import pytest

from .conftest import Cloud


@pytest.mark.parametrize(
    "address",
    [
        "/workspaces",
        "/repositories",
        "/user/permissions/workspaces",
        "/user/permissions/repositories",
        "/snippets",
        "/pullrequests/admin",
    ],
)
def test_lists_across_workspaces_are_gone(admin: httpx.Client, address: str) -> None:
    """410, with the address of the announcement."""
    answer = admin.get(address)
    assert answer.status_code == 410
    assert "CHANGE-2770" in answer.json()["error"]["data"]["announcement_url"]


def test_own_workspaces_tell_who_administers(admin: httpx.Client, bob: httpx.Client) -> None:
    """The workspace is nested, and `administrator` filters."""
    (mine,) = admin.get("/user/workspaces").json()["values"]
    assert (mine["administrator"], mine["workspace"]["slug"]) == (True, "acme")
    assert bob.get("/user/workspaces").json()["values"][0]["administrator"] is False
    assert bob.get("/user/workspaces?administrator=true").json()["values"] == []


def test_role_in_a_workspace(admin: httpx.Client, bob: httpx.Client) -> None:
    """Owner or member."""
    address = "/user/workspaces/acme/permission"
    assert admin.get(address).json()["permission"] == "owner"
    assert bob.get(address).json()["permission"] == "member"


def test_workspace_has_an_address_by_its_uuid(admin: httpx.Client) -> None:
    """Slug and UUID in braces are both good."""
    workspace = admin.get("/workspaces/acme").json()
    uuid = workspace["uuid"].strip("{}")
    assert admin.get(f"/workspaces/%7B{uuid}%7D").json() == workspace
    assert admin.get(f"/repositories/%7B{uuid}%7D/site").json()["full_name"] == "acme/site"


def test_members_filter_by_permission(admin: httpx.Client, nobody: httpx.Client) -> None:
    """Only signed-in members see members."""
    found = admin.get("/workspaces/acme/permissions", params={"q": 'permission="owner"'}).json()
    assert [value["user"]["nickname"] for value in found["values"]] == ["admin"]
    assert nobody.get("/workspaces/acme/members").status_code == 401


def test_member_by_id(cloud: Cloud, admin: httpx.Client) -> None:
    """UUID and account id name the same; a name names nobody."""
    member = admin.get(f"/workspaces/acme/members/{cloud.place('bob')}").json()
    account_id = member["user"]["account_id"]
    assert admin.get(f"/workspaces/acme/members/{account_id}").json() == member
    assert admin.get("/workspaces/acme/members/bob").status_code == 404


def test_project_is_made_changed_and_deleted(admin: httpx.Client) -> None:
    """PUT makes what is missing, and a new key is a new address."""
    made = admin.put("/workspaces/acme/projects/TOOLS", json={"name": "Tools"})
    assert made.status_code == 201
    assert made.json()["is_private"] is True
    moved = admin.put("/workspaces/acme/projects/TOOLS", json={"key": "KIT"})
    assert moved.status_code == 200
    assert moved.headers["Location"].endswith("/projects/KIT")
    assert moved.json()["name"] == "Tools"
    duplicate = admin.post("/workspaces/acme/projects", json={"key": "KIT", "name": "Other"})
    assert duplicate.status_code == 400
    assert admin.delete("/workspaces/acme/projects/KIT").status_code == 204
    assert admin.get("/workspaces/acme/projects/KIT").status_code == 404


def test_project_with_repositories_cannot_be_deleted(admin: httpx.Client) -> None:
    """It is a 403."""
    assert admin.delete("/workspaces/acme/projects/ACME").status_code == 403


def test_members_may_not_make_projects(bob: httpx.Client) -> None:
    """Only owners may."""
    answer = bob.post("/workspaces/acme/projects", json={"key": "MINE", "name": "Mine"})
    assert answer.status_code == 403
