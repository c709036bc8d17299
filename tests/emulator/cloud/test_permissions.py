"""What was granted, and what somebody may do."""

import httpx

from .conftest import Cloud


def test_grant_is_shown_changed_and_taken_back(
    cloud: Cloud, admin: httpx.Client, carol: httpx.Client, repo: str
) -> None:
    """Nothing granted is `none`, and cannot be granted."""
    grant = f"{repo}/permissions-config/users/{cloud.place('carol')}"
    assert admin.get(grant).json()["permission"] == "none"
    assert carol.get(repo).status_code == 404
    assert admin.put(grant, json={"permission": "read"}).json()["permission"] == "read"
    assert carol.get(repo).status_code == 200
    assert admin.put(grant, json={"permission": "none"}).status_code == 400
    (listed,) = admin.get(f"{repo}/permissions-config/users").json()["values"]
    assert (listed["type"], listed["permission"]) == ("repository_user_permission", "read")
    assert admin.delete(grant).status_code == 204
    assert admin.get(grant).json()["permission"] == "none"
    assert carol.get(repo).status_code == 404


def test_group_grant_counts_for_its_members(
    admin: httpx.Client, bob: httpx.Client, repo: str
) -> None:
    """The effective lists tell it by member, the configuration by group."""
    grant = f"{repo}/permissions-config/groups/developers"
    assert admin.put(grant, json={"permission": "write"}).status_code == 200
    slug = repo.rpartition("/")[2]
    found = admin.get(
        f"/workspaces/acme/permissions/repositories/{slug}", params={"q": 'permission>"read"'}
    ).json()["values"]
    assert {v["user"]["nickname"]: v["permission"] for v in found} == {
        "admin": "admin",
        "alice": "write",
        "bob": "write",
    }
    mine = bob.get(
        "/user/workspaces/acme/permissions/repositories",
        params={"q": f'repository.full_name="acme/{slug}"'},
    ).json()["values"]
    assert [value["permission"] for value in mine] == ["write"]
    assert admin.get(f"{repo}/permissions-config/users").json()["values"] == []


def test_unknown_words_people_and_groups_are_refused(
    cloud: Cloud, admin: httpx.Client, repo: str
) -> None:
    """Owners are not to be changed; unknown ones are 404; unknown keys 400."""
    users, groups = f"{repo}/permissions-config/users", f"{repo}/permissions-config/groups"
    bob, owner = f"{users}/{cloud.place('bob')}", f"{users}/{cloud.place('admin')}"
    assert admin.put(bob, json={}).status_code == 400
    assert admin.put(bob, json={"permission": "create-repo"}).status_code == 400
    assert admin.put(bob, json={"permission": "read", "more": 1}).status_code == 400
    assert admin.put(owner, json={"permission": "read"}).status_code == 400
    assert admin.get(f"{users}/nobody").status_code == 404
    assert admin.put(f"{groups}/none", json={"permission": "read"}).status_code == 404


def test_only_administrators_see_grants(bob: httpx.Client, nobody: httpx.Client) -> None:
    """403 for others; 401 for nobody."""
    address = "/repositories/acme/site/permissions-config/users"
    assert bob.get(address).status_code == 403
    assert nobody.get(address).status_code == 401


def test_integrations_may_not_change_permissions(
    cloud: Cloud, nobody: httpx.Client, repo: str
) -> None:
    """With OAuth it can be read and not written."""
    token = nobody.post(
        f"{cloud.url}/site/oauth2/access_token",
        data={"grant_type": "client_credentials"},
        auth=("admin", "admin"),
    ).json()["access_token"]
    client = cloud.with_bearer(token)
    grant = f"{repo}/permissions-config/users/{cloud.place('bob')}"
    assert client.get(grant).status_code == 200
    assert client.put(grant, json={"permission": "read"}).status_code == 403
    assert client.delete(grant).status_code == 403


def test_create_repo_in_a_project_lets_make_repositories(
    cloud: Cloud, admin: httpx.Client, carol: httpx.Client
) -> None:
    """`write` does not, and projects have one word more than repositories."""
    admin.put("/workspaces/acme/projects/LAB", json={"name": "Lab"})
    grant = f"/workspaces/acme/projects/LAB/permissions-config/users/{cloud.place('carol')}"
    body = {"project": {"key": "LAB"}}
    admin.put(grant, json={"permission": "write"})
    assert carol.post("/repositories/acme/lab-one", json=body).status_code == 400
    assert admin.put(grant, json={"permission": "create-repo"}).status_code == 200
    assert admin.get(grant).json()["permission"] == "create-repo"
    assert carol.post("/repositories/acme/lab-one", json=body).status_code == 200
    assert admin.delete("/repositories/acme/lab-one").status_code == 204
    assert admin.delete("/workspaces/acme/projects/LAB").status_code == 204
