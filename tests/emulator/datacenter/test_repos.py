"""Repositories and the projects they are in."""

from typing import Any

import httpx
import pytest

PROJECT = "/api/1.0/projects/ACME"


def slugs(client: httpx.Client, **params: str) -> set[str]:
    """Return the slugs of the repositories that fit."""
    answer = client.get("/api/1.0/repos", params={"limit": "1000", **params})
    assert answer.status_code == 200, answer.text
    return {one["slug"] for one in answer.json()["values"]}


def test_new_repository_is_complete(admin: httpx.Client, repo: str) -> None:
    """The slug comes from the name; the default branch is not among what it tells."""
    name = repo.rpartition("/")[2].replace("made-", "Made ")
    made = admin.post(f"{PROJECT}/repos", json={"name": f"{name} Again", "scmId": "git"}).json()
    assert made["slug"] == f"{repo.rpartition('/')[2]}-again"
    assert (made["name"], made["public"], made["archived"]) == (f"{name} Again", False, False)
    assert (made["scmId"], made["state"], made["forkable"]) == ("git", "AVAILABLE", True)
    assert made["project"]["key"] == "ACME"
    assert "description" not in made
    assert "defaultBranch" not in made
    assert made["links"]["self"][0]["href"].endswith(f"/projects/ACME/repos/{made['slug']}/browse")
    assert admin.get(f"{PROJECT}/repos/{made['slug']}").json() == made


def test_taken_name_is_409(admin: httpx.Client) -> None:
    """The address is what is taken."""
    answer = admin.post(f"{PROJECT}/repos", json={"name": "Site"})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["context"] == "name"


@pytest.mark.parametrize("body", [{}, {"name": "-x"}, {"name": "x", "scmId": "svn"}])
def test_senseless_repositories_are_refused(admin: httpx.Client, body: dict[str, str]) -> None:
    """A name begins with a letter or number."""
    assert admin.post(f"{PROJECT}/repos", json=body).status_code == 400


def test_making_needs_the_project(alice: httpx.Client) -> None:
    """One's own is there for everybody."""
    assert alice.post(f"{PROJECT}/repos", json={"name": "mine"}).status_code == 401
    made = alice.post("/api/1.0/projects/~alice/repos", json={"name": "mine"}).json()
    assert (made["project"]["key"], made["project"]["type"]) == ("~alice", "PERSONAL")
    assert "public" not in made["project"]
    assert "/users/alice/repos/mine/" in made["links"]["self"][0]["href"]


def test_change_answers_201_and_a_new_slug(admin: httpx.Client, repo: str) -> None:
    """What is not sent stays."""
    first = admin.put(repo, json={"description": "Words", "public": True})
    assert first.status_code == 201
    assert (first.json()["description"], first.json()["public"]) == ("Words", True)
    renamed = admin.put(repo, json={"name": f"{first.json()['name']} renamed"}).json()
    assert renamed["slug"].endswith("-renamed")
    assert (renamed["description"], renamed["id"]) == ("Words", first.json()["id"])
    assert admin.get(repo).status_code == 404


def test_repository_moves_to_another_project(admin: httpx.Client, repo: str) -> None:
    """Its address is the new project's."""
    admin.post("/api/1.0/projects", json={"key": "MOVED", "name": "Moved"})
    moved = admin.put(repo, json={"project": {"key": "MOVED"}}).json()
    assert moved["project"]["key"] == "MOVED"
    assert admin.get(f"/api/1.0/projects/moved/repos/{moved['slug']}").status_code == 200


def test_archived_repository_takes_no_writes(
    admin: httpx.Client, alice: httpx.Client, code: str, pull: str
) -> None:
    """Lists leave it out, and one with open pull requests stays as it is."""
    assert admin.put(code, json={"archived": True}).status_code == 403
    alice.post(f"{pull}/decline", params={"version": 0})
    assert admin.put(code, json={"archived": True}).json()["archived"] is True
    slug = code.rpartition("/")[2]
    body = {"name": "y", "startPoint": "main"}
    assert alice.post(f"{code}/branches", json=body).status_code == 409
    assert slug not in slugs(admin)
    assert slug in slugs(admin, archived="ALL") & slugs(admin, archived="ARCHIVED")
    assert admin.put(code, json={"archived": False}).json()["archived"] is False


@pytest.mark.parametrize(
    ("params", "found", "left_out"),
    [
        ({"name": "SIT"}, "site", "api"),
        ({"projectkey": "acme"}, "site", "mine"),
        ({"visibility": "public"}, "docs", "site"),
        ({"visibility": "private"}, "site", "docs"),
        ({"permission": "REPO_WRITE"}, "site", "nothing"),
    ],
)
def test_filters(alice: httpx.Client, params: dict[str, str], found: str, left_out: str) -> None:
    """Each is a part of what it names, or one of its words."""
    answer = slugs(alice, **params)
    assert found in answer
    assert left_out not in answer


def test_permission_is_the_callers(alice: httpx.Client, carol: httpx.Client) -> None:
    """So one learns what one may do, level by level."""
    assert "site" not in slugs(alice, permission="REPO_ADMIN")
    assert "api" in slugs(carol, permission="REPO_READ")
    assert "api" not in slugs(carol, permission="REPO_WRITE")
    assert alice.get("/api/1.0/repos", params={"visibility": "x"}).status_code == 400


def test_deletion_is_scheduled(admin: httpx.Client, alice: httpx.Client, code: str) -> None:
    """Deleting what is not there has nothing to say."""
    assert alice.delete(code).status_code == 401
    assert admin.delete(code).status_code == 202
    assert admin.delete(code).status_code == 204
    assert admin.get(code).status_code == 404


def test_fork_goes_to_ones_own_project(
    admin: httpx.Client, alice: httpx.Client, bob: httpx.Client, code: str
) -> None:
    """It knows where it is from, and a second one is refused."""
    fork = alice.post(code, json={"name": "My fork"})
    assert fork.status_code == 201
    assert (fork.json()["slug"], fork.json()["project"]["key"]) == ("my-fork", "~alice")
    assert fork.json()["origin"]["slug"] == code.rpartition("/")[2]
    assert alice.post(code, json={"name": "My fork"}).status_code == 409
    assert alice.post(code, json={"scmId": "git"}).status_code == 400
    assert admin.get(f"{code}/forks").json()["values"] == [fork.json()]
    assert bob.get(f"{code}/forks").json()["values"] == []
    admin.put(code, json={"forkable": False})
    assert bob.post(code, json={}).status_code == 409


def test_project_lives(admin: httpx.Client, alice: httpx.Client) -> None:
    """Its key can change, which the status tells; case does not matter."""
    body = {"key": "life", "name": "Life", "description": "Of a project"}
    assert alice.post("/api/1.0/projects", json=body).status_code == 401
    made = admin.post("/api/1.0/projects", json=body)
    assert (made.status_code, made.json()["key"]) == (201, "LIFE")
    assert (made.json()["type"], made.json()["public"]) == ("NORMAL", False)
    assert alice.get("/api/1.0/projects/LIFE").status_code == 401
    changed = admin.put("/api/1.0/projects/life", json={"public": True})
    assert (changed.status_code, changed.json()["description"]) == (200, "Of a project")
    assert alice.get("/api/1.0/projects/life").json() == changed.json()
    moved = admin.put("/api/1.0/projects/LIFE", json={"key": "LIVED"})
    assert (moved.status_code, moved.json()["key"]) == (201, "LIVED")
    listed = admin.get("/api/1.0/projects", params={"name": "lif"}).json()["values"]
    assert listed == [moved.json()]
    assert admin.delete("/api/1.0/projects/LIVED").status_code == 204
    assert admin.get("/api/1.0/projects/LIVED").status_code == 404


def test_default_branch_is_asked_and_set(
    admin: httpx.Client, alice: httpx.Client, code: str
) -> None:
    """It must exist."""
    address = f"{code}/default-branch"
    assert alice.get(address).json()["id"] == "refs/heads/main"
    body = {"id": "refs/heads/feature/x"}
    assert alice.put(address, json=body).status_code == 401
    assert admin.put(address, json=body).status_code == 204
    assert alice.get(address).json()["displayId"] == "feature/x"
    assert admin.put(address, json={"id": "refs/heads/none"}).status_code == 404


def test_users_are_found_by_a_part_of_what_they_are(
    alice: httpx.Client,
) -> None:
    """Or by what they may do somewhere."""

    def names(**params: Any) -> list[str]:
        answer = alice.get("/api/1.0/users", params=params)
        return [one["name"] for one in answer.json()["values"]]

    assert names(filter="BROWN") == ["bob"]
    assert names(group="developers") == ["alice", "bob"]
    params = {
        "permission.1": "REPO_WRITE",
        "permission.1.projectKey": "ACME",
        "permission.1.repositorySlug": "api",
    }
    assert names(**params) == ["admin", "alice", "bob"]
    assert alice.get("/api/1.0/users/carol").json()["displayName"] == "Carol Clark"
    listed = alice.get("/api/1.0/groups", params={"filter": "dev"}).json()["values"]
    assert listed == ["developers"]
