"""Branches, and the permissions that hold for them."""

from typing import Any

import httpx
import pytest


def utils(code: str) -> str:
    """Return the address of branches in the module that deletes them."""
    return code.replace("/api/", "/branch-utils/") + "/branches"


def rules(code: str) -> str:
    """Return the address of a repository's branch permissions."""
    return code.replace("/api/1.0", "/branch-permissions/2.0") + "/restrictions"


def test_filter_is_a_part_of_the_name(alice: httpx.Client, code: str) -> None:
    """There is no address of a single branch."""
    listed = alice.get(f"{code}/branches", params={"filterText": "TURE"}).json()["values"]
    assert [one["id"] for one in listed] == ["refs/heads/feature/x"]
    assert listed[0]["isDefault"] is False
    by_name = alice.get(f"{code}/branches", params={"orderBy": "ALPHABETICAL"}).json()["values"]
    assert [one["displayId"] for one in by_name] == ["feature/x", "main"]


@pytest.mark.parametrize("start", ["refs/heads/main", "main", "commit"])
def test_branch_begins_at_a_ref_or_commit(alice: httpx.Client, code: str, start: str) -> None:
    """The two modules answer with different statuses."""
    tip = alice.get(f"{code}/commits").json()["values"][0]["id"]
    point = tip if start == "commit" else start
    older = alice.post(f"{code}/branches", json={"name": "a", "startPoint": point})
    newer = alice.post(utils(code), json={"name": "b", "startPoint": point})
    assert (older.status_code, newer.status_code) == (200, 201)
    for answer in (older, newer):
        assert answer.json()["latestCommit"] == tip


@pytest.mark.parametrize(
    ("name", "start", "status", "exception"),
    [
        ("main", "main", 400, "repository.DuplicateRefException"),
        ("a b", "main", 400, "repository.InvalidRefNameException"),
        ("new", "none", 404, "commit.NoSuchCommitException"),
        ("feature", "main", 409, None),
    ],
)
def test_branches_that_cannot_be_made(
    alice: httpx.Client, code: str, name: str, start: str, status: int, exception: str | None
) -> None:
    """A name may not be a folder of others."""
    answer = alice.post(utils(code), json={"name": name, "startPoint": start})
    assert answer.status_code == status
    said = answer.json()["errors"][0]["exceptionName"]
    assert said == (exception and f"com.atlassian.bitbucket.{exception}")


def test_branch_is_deleted_by_a_body(alice: httpx.Client, code: str) -> None:
    """What is not there counts as deleted; the default branch stays; a trial changes nothing."""

    def delete(name: str, **more: Any) -> int:
        body = {"name": f"refs/heads/{name}", **more}
        return alice.request("DELETE", utils(code), json=body).status_code

    assert delete("none") == 204
    assert delete("main") == 400
    assert delete("feature/x", endPoint="1" * 40) == 400
    assert delete("feature/x", dryRun=True) == 204
    assert alice.get(f"{code}/branches").json()["size"] == 2
    assert delete("feature/x") == 204
    assert alice.get(f"{code}/branches").json()["size"] == 1


@pytest.mark.parametrize(
    ("matcher", "hit", "missed"),
    [
        ({"id": "refs/heads/a/b", "type": {"id": "BRANCH"}}, "a/b", "a/c"),
        ({"id": "release/*", "type": {"id": "PATTERN"}}, "release/1", "hotfix/1"),
        ({"id": "FEATURE", "type": {"id": "MODEL_CATEGORY"}}, "feature/y", "bugfix/y"),
        ({"type": {"id": "ANY_REF"}}, "any", None),
    ],
    ids=["branch", "pattern", "category", "any"],
)
def test_permission_holds_for_what_it_matches(
    admin: httpx.Client,
    alice: httpx.Client,
    code: str,
    matcher: dict[str, Any],
    hit: str,
    missed: str | None,
) -> None:
    """Nobody who is not named may make such a branch."""
    rule = {"type": "no-creates", "matcher": matcher}
    assert admin.post(rules(code), json=rule).status_code == 200
    refused = alice.post(utils(code), json={"name": hit, "startPoint": "main"})
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["exceptionName"].endswith(".AuthorisationException")
    if missed is not None:
        made = alice.post(utils(code), json={"name": missed, "startPoint": "main"})
        assert made.status_code == 201


def test_permission_lives(admin: httpx.Client, alice: httpx.Client, code: str) -> None:
    """Users are objects and groups words; there is one of each type and matcher."""
    rule = {
        "type": "read-only",
        "matcher": {"id": "refs/heads/main", "type": {"id": "BRANCH"}},
        "users": ["bob"],
        "groups": ["developers"],
    }
    made = admin.post(rules(code), json=rule)
    assert made.status_code == 200
    found = made.json()
    assert (found["type"], found["scope"]["type"]) == ("read-only", "REPOSITORY")
    assert found["matcher"]["displayId"] == "main"
    assert [one["name"] for one in found["users"]] == ["bob"]
    assert (found["groups"], found["accessKeys"]) == (["developers"], [])
    assert admin.get(f"{rules(code)}/{found['id']}").json() == found
    again = admin.post(rules(code), json={**rule, "users": []}).json()
    assert (again["id"], again["users"]) == (found["id"], [])
    assert admin.get(rules(code)).json()["values"] == [again]
    assert alice.get(rules(code)).status_code == 401
    assert admin.delete(f"{rules(code)}/{found['id']}").status_code == 204
    assert admin.get(f"{rules(code)}/{found['id']}").status_code == 404


def test_several_permissions_come_in_a_type_of_their_own(admin: httpx.Client, code: str) -> None:
    """They are a list."""
    matcher = {"id": "main", "type": {"id": "BRANCH"}}
    bulk = [
        {"type": kind, "matcher": matcher, "userSlugs": ["alice"], "groupNames": ["developers"]}
        for kind in ("no-deletes", "fast-forward-only")
    ]
    kind = {"Content-Type": "application/vnd.atl.bitbucket.bulk+json"}
    made = admin.post(rules(code), json=bulk, headers=kind)
    assert made.status_code == 200
    assert [one["type"] for one in made.json()] == ["no-deletes", "fast-forward-only"]
    assert made.json()[0]["users"][0]["slug"] == "alice"
