"""Default reviewers, as any HTTP client sees them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

_ANY = {"id": "any", "type": {"id": "ANY_REF"}}
_MAIN = {"id": "refs/heads/main", "type": {"id": "BRANCH"}}
_PROJECT = "/default-reviewers/1.0/projects/ACME"


def _at(code: str) -> str:
    return code.replace("/api/", "/default-reviewers/")


def _id(client: httpx.Client, login: str) -> int:
    return int(client.get(f"/api/1.0/users/{login}").json()["id"])


def _condition(client: httpx.Client, *logins: str, **change: Any) -> dict[str, Any]:
    return {
        "sourceMatcher": _ANY,
        "targetMatcher": _MAIN,
        "reviewers": [{"id": _id(client, login)} for login in logins],
        "requiredApprovals": 1,
        **change,
    }


@pytest.fixture
def of_project(admin: httpx.Client) -> Iterator[dict[str, Any]]:
    """Give a condition of the project, for as long as the test runs."""
    made = admin.post(f"{_PROJECT}/condition", json=_condition(admin, "carol")).json()
    yield made
    admin.delete(f"{_PROJECT}/condition/{made['id']}")


def test_a_condition_names_its_matchers_differently_when_read(
    admin: httpx.Client, code: str
) -> None:
    """The list is a bare array under the plural."""
    made = admin.post(f"{_at(code)}/condition", json=_condition(admin, "bob"))
    assert made.status_code == 200
    condition = made.json()
    assert condition["sourceRefMatcher"]["type"] == {"id": "ANY_REF", "name": "Any branch"}
    assert condition["targetRefMatcher"]["displayId"] == "main"
    assert condition["scope"]["type"] == "REPOSITORY"
    assert [user["name"] for user in condition["reviewers"]] == ["bob"]
    assert admin.get(f"{_at(code)}/conditions").json() == [condition]


def test_a_repository_shows_its_projects_conditions(
    admin: httpx.Client, code: str, of_project: dict[str, Any]
) -> None:
    """They are changed and deleted where they belong."""
    assert admin.get(f"{_at(code)}/conditions").json() == [of_project]
    gone = admin.delete(f"{_at(code)}/condition/{of_project['id']}")
    assert (gone.status_code, gone.content) == (404, b"")


def test_reviewers_are_those_of_all_conditions_that_fit(
    admin: httpx.Client, alice: httpx.Client, code: str, of_project: dict[str, Any]
) -> None:
    """Repositories are given by number, branches by full name."""
    admin.post(f"{_at(code)}/condition", json=_condition(admin, "bob", "carol"))
    other = _condition(admin, "alice", targetMatcher={**_MAIN, "id": "refs/heads/other"})
    admin.post(f"{_at(code)}/condition", json=other)
    number = alice.get(code).json()["id"]
    query = {
        "sourceRepoId": number,
        "targetRepoId": number,
        "sourceRefId": "refs/heads/feature/x",
        "targetRefId": "refs/heads/main",
    }
    found = alice.get(f"{_at(code)}/reviewers", params=query)
    assert sorted(user["name"] for user in found.json()) == ["bob", "carol"]
    del query["targetRefId"]
    assert alice.get(f"{_at(code)}/reviewers", params=query).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"sourceMatcher": None},
        {"requiredApprovals": 2},
        {"reviewers": [{"id": 9999}]},
        {"reviewers": [{"name": "bob"}]},
    ],
    ids=["matcher", "approvals", "nobody", "by name"],
)
def test_bad_conditions_are_refused(admin: httpx.Client, code: str, change: dict[str, Any]) -> None:
    """Nothing is made."""
    body = _condition(admin, "bob", **change)
    assert admin.post(f"{_at(code)}/condition", json=body).status_code == 400
    assert admin.get(f"{_at(code)}/conditions").json() == []


def test_a_condition_is_replaced_and_deleted(
    admin: httpx.Client, alice: httpx.Client, code: str
) -> None:
    """Only administrators do so."""
    made = admin.post(f"{_at(code)}/condition", json=_condition(admin, "bob")).json()
    address = f"{_at(code)}/condition/{made['id']}"
    changed = admin.put(address, json=_condition(admin, "bob", "alice", requiredApprovals=2))
    assert (changed.json()["id"], changed.json()["requiredApprovals"]) == (made["id"], 2)
    assert alice.delete(address).status_code == 401
    assert admin.delete(address).status_code == 204
    assert admin.put(address, json=_condition(admin, "bob")).status_code == 404
