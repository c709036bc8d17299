"""Tags, as any HTTP client sees them: two modules make them, one deletes them."""

from typing import Any

import httpx
import pytest


def _git(code: str) -> str:
    return code.replace("/api/", "/git/") + "/tags"


@pytest.mark.parametrize("kind", ["ANNOTATED", "LIGHTWEIGHT"])
def test_only_annotated_tags_have_an_object(alice: httpx.Client, code: str, kind: str) -> None:
    """`latestCommit` is the commit, `hash` the tag's own object."""
    body = {"name": "v/1", "startPoint": "refs/heads/main", "type": kind, "message": "One"}
    made = alice.post(_git(code), json=body)
    assert made.status_code == 201
    tag = made.json()
    tip = alice.get(f"{code}/commits", params={"limit": 1}).json()["values"][0]["id"]
    assert (tag["id"], tag["displayId"], tag["type"]) == ("refs/tags/v/1", "v/1", "TAG")
    assert tag["latestCommit"] == tip
    assert (tag["hash"] is None) is (kind == "LIGHTWEIGHT")
    assert alice.get(f"{code}/tags/v/1").json() == tag
    assert alice.get(f"{code}/tags").json()["values"] == [tag]


def test_the_older_module_annotates_when_there_is_a_message(alice: httpx.Client, code: str) -> None:
    """It answers 200."""
    for name, message in (("light", None), ("heavy", "Heavy")):
        body = {"name": name, "startPoint": "main", "message": message}
        made = alice.post(f"{code}/tags", json=body)
        assert made.status_code == 200
        assert (made.json()["hash"] is None) is (message is None)


def test_a_taken_name_is_refused_unless_forced(alice: httpx.Client, code: str) -> None:
    """`force` moves the tag."""
    body: dict[str, Any] = {"name": "v1", "startPoint": "main", "type": "LIGHTWEIGHT"}
    first = alice.post(_git(code), json=body).json()
    taken = alice.post(_git(code), json=body)
    assert taken.status_code == 400
    assert taken.json()["errors"][0]["exceptionName"].endswith(".DuplicateRefException")
    moved = alice.post(_git(code), json={**body, "startPoint": "feature/x", "force": True})
    assert moved.status_code == 201
    assert moved.json()["latestCommit"] != first["latestCommit"]


def test_a_missing_tag_has_no_exception(alice: httpx.Client, code: str) -> None:
    """The body is an error's all the same."""
    for answer in (alice.get(f"{code}/tags/none"), alice.delete(f"{_git(code)}/none")):
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["exceptionName"] is None


def test_deleting_answers_nothing(alice: httpx.Client, carol: httpx.Client, code: str) -> None:
    """Only who may write may delete."""
    body = {"name": "v1", "startPoint": "main", "type": "LIGHTWEIGHT"}
    alice.post(_git(code), json=body)
    assert carol.delete(f"{_git(code)}/v1").status_code == 401
    assert alice.delete(f"{_git(code)}/v1").status_code == 204
    assert alice.get(f"{code}/tags").json()["values"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"startPoint": "nowhere"}, 400),
        ({"type": "ANNOTATED", "message": ""}, 400),
        ({"type": "HEAVY"}, 400),
        ({"name": "a..b"}, 400),
    ],
    ids=["start", "no message", "type", "name"],
)
def test_bad_tags_are_refused(
    alice: httpx.Client, code: str, change: dict[str, str], status: int
) -> None:
    """Nothing is made."""
    body = {"name": "v1", "startPoint": "main", "type": "LIGHTWEIGHT", **change}
    assert alice.post(_git(code), json=body).status_code == status
    assert alice.get(f"{code}/tags").json()["size"] == 0
