"""Deploy keys, default reviewers and branch restrictions."""

import httpx

from .conftest import Cloud

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeq9sOHIqVbSBXgSmDYQmYkCOXGJbbdXGUb9bSbMkNW"


def test_deploy_key_is_added_relabelled_and_removed(admin: httpx.Client, repo: str) -> None:
    """Adding answers 200, and the key itself never changes."""
    made = admin.post(f"{repo}/deploy-keys", json={"key": f"{KEY} me@home", "label": "ci"})
    assert made.status_code == 200
    assert (made.json()["key"], made.json()["comment"]) == (KEY, "me@home")
    one = f"{repo}/deploy-keys/{made.json()['id']}"
    changed = admin.put(one, json={"key": f"{KEY} you@home", "label": "cd"}).json()
    assert (changed["label"], changed["comment"]) == ("cd", "you@home")
    assert admin.put(one, json={"key": KEY.replace("Ke", "Kf")}).status_code == 400
    assert admin.post(f"{repo}/deploy-keys", json={"key": KEY}).status_code == 400
    assert admin.post(f"{repo}/deploy-keys", json={"key": "nonsense"}).status_code == 400
    assert admin.delete(one).status_code == 204
    assert admin.get(one).status_code == 404


def test_project_has_deploy_keys(admin: httpx.Client) -> None:
    """They cannot be changed."""
    keys = "/workspaces/acme/projects/ACME/deploy-keys"
    made = admin.post(keys, json={"key": KEY, "label": "all"}).json()
    assert made["type"] == "project_deploy_key"
    assert admin.put(f"{keys}/{made['id']}", json={"key": KEY}).status_code == 405
    assert admin.delete(f"{keys}/{made['id']}").status_code == 204


def test_effective_reviewers_are_those_of_project_and_repository(
    cloud: Cloud, admin: httpx.Client
) -> None:
    """Adding somebody twice has no effect."""
    site, project = "/repositories/acme/site", "/workspaces/acme/projects/ACME"
    bob, alice = cloud.place("bob"), cloud.place("alice")
    for _ in range(2):
        assert admin.put(f"{site}/default-reviewers/{bob}").status_code == 200
        assert admin.put(f"{project}/default-reviewers/{alice}").status_code == 200
    found = admin.get(f"{site}/effective-default-reviewers").json()["values"]
    assert [(f["reviewer_type"], f["user"]["nickname"]) for f in found] == [
        ("project", "alice"),
        ("repository", "bob"),
    ]
    assert admin.get(f"{site}/default-reviewers/{alice}").status_code == 404
    assert admin.delete(f"{site}/default-reviewers/{bob}").status_code == 204
    assert admin.delete(f"{project}/default-reviewers/{alice}").status_code == 204
    assert admin.get(f"{site}/effective-default-reviewers").json()["values"] == []


def test_reviewer_without_access_is_refused(cloud: Cloud, admin: httpx.Client) -> None:
    """Who cannot read cannot review."""
    address = f"/repositories/acme/site/default-reviewers/{cloud.place('carol')}"
    assert admin.put(address).status_code == 400


def test_kind_and_pattern_are_unique(admin: httpx.Client, repo: str) -> None:
    """The same kind may be there for another pattern, and changes may not collide."""
    rules = f"{repo}/branch-restrictions"
    rule = {"kind": "delete", "pattern": "main"}
    first = admin.post(rules, json=rule)
    assert first.status_code == 201
    assert first.json()["branch_match_kind"] == "glob"
    assert admin.post(rules, json=rule).status_code == 400
    second = admin.post(rules, json={**rule, "pattern": "release/*"}).json()
    assert admin.put(f"{rules}/{second['id']}", json={"pattern": "main"}).status_code == 400
    changed = admin.put(f"{rules}/{second['id']}", json={"kind": "force"}).json()
    assert (changed["kind"], changed["pattern"]) == ("force", "release/*")
    found = admin.get(rules, params={"kind": "force"}).json()["values"]
    assert [one["id"] for one in found] == [second["id"]]
    assert admin.delete(f"{rules}/{second['id']}").status_code == 204


def test_push_restriction_says_whom_it_lets_through(
    cloud: Cloud, admin: httpx.Client, repo: str
) -> None:
    """Both lists must be there, and other kinds have none."""
    rules = f"{repo}/branch-restrictions"
    people = {"users": [{"uuid": cloud.app.users["bob"]["id"]}], "groups": [{"slug": "developers"}]}
    rule = {"kind": "push", "pattern": "main"}
    assert admin.post(rules, json=rule).status_code == 400
    made = admin.post(rules, json={**rule, **people}).json()
    assert [user["nickname"] for user in made["users"]] == ["bob"]
    assert [group["full_slug"] for group in made["groups"]] == ["acme:developers"]
    assert admin.post(rules, json={**rule, **people, "kind": "force"}).status_code == 400


def test_restriction_by_branching_model_has_a_type_of_branch(
    admin: httpx.Client, repo: str
) -> None:
    """The pattern is then empty."""
    rules = f"{repo}/branch-restrictions"
    rule = {"kind": "force", "branch_match_kind": "branching_model"}
    assert admin.post(rules, json={**rule, "branch_type": "none"}).status_code == 400
    made = admin.post(rules, json={**rule, "branch_type": "production", "pattern": ""}).json()
    assert (made["branch_type"], made["pattern"]) == ("production", "")
