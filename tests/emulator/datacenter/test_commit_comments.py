"""Comments on a commit, as any HTTP client sees them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

_LINE = {"path": "a.txt", "line": 2, "lineType": "ADDED", "fileType": "TO"}


@pytest.fixture
def sha(alice: httpx.Client, code: str) -> str:
    """Give the commit that appended a line to `a.txt` on `feature/x`."""
    query = {"until": "feature/x", "path": "a.txt"}
    return str(alice.get(f"{code}/commits", params=query).json()["values"][0]["id"])


@pytest.fixture
def commit(code: str, sha: str) -> str:
    """Give its address."""
    return f"{code}/commits/{sha}"


def _say(client: httpx.Client, commit: str, text: str = "Hm", **more: Any) -> Any:
    answer = client.post(f"{commit}/comments", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _listed(client: httpx.Client, commit: str, **query: str) -> list[Any]:
    answer = client.get(f"{commit}/comments", params={"path": "a.txt", **query})
    assert answer.status_code == 200, answer.text
    values: list[Any] = answer.json()["values"]
    return values


def _error(answer: httpx.Response) -> Any:
    return answer.json()["errors"][0]


def test_a_thread_holds_its_replies(alice: httpx.Client, bob: httpx.Client, commit: str) -> None:
    """Replies are nested and have their root's anchor."""
    root = _say(alice, commit, "Why?", anchor=_LINE)
    reply = _say(bob, commit, "Because.", parent={"id": root["id"]})
    found = alice.get(f"{commit}/comments/{root['id']}").json()
    assert found["text"] == "Why?"
    assert [(c["id"], c["text"]) for c in found["comments"]] == [(reply["id"], "Because.")]
    assert (reply["parent"], reply["anchor"]) == ({"id": root["id"]}, root["anchor"])


def test_an_anchor_is_in_the_diff_with_the_first_parent(
    alice: httpx.Client, commit: str, sha: str
) -> None:
    """A comment on a whole file has no line."""
    (parent,) = alice.get(commit).json()["parents"]
    line = _say(alice, commit, anchor=_LINE)["anchor"]
    ends = {"diffType": "COMMIT", "fromHash": parent["id"], "toHash": sha, "orphaned": False}
    assert line == {**_LINE, **ends}
    assert _say(alice, commit, anchor={"path": "a.txt"})["anchor"] == {"path": "a.txt", **ends}


def test_an_anchor_in_a_root_commit_has_no_beginning(alice: httpx.Client, code: str) -> None:
    """Its diff is with the empty tree, and shows the comment."""
    root = f"{code}/commits/main"
    made = _say(alice, root, anchor={**_LINE, "line": 1})
    assert "fromHash" not in made["anchor"]
    (diff,) = alice.get(f"{root}/diff/a.txt").json()["diffs"]
    assert diff["lineComments"] == [made]


def test_comments_are_listed_by_path_only(alice: httpx.Client, commit: str) -> None:
    """Without a path the request is bad; general comments are not in the list."""
    _say(alice, commit, "General")
    line = _say(alice, commit, anchor=_LINE)
    assert alice.get(f"{commit}/comments").status_code == 400
    assert _listed(alice, commit) == [line]
    assert _listed(alice, commit, path="docs/b.md") == []


@pytest.mark.parametrize("place", ["query", "anchor"])
def test_comments_on_a_range_are_found_from_its_beginning(
    alice: httpx.Client, code: str, place: str
) -> None:
    """The diff from there on shows them, and the commit's own does not."""
    newest = alice.get(f"{code}/commits", params={"until": "feature/x"}).json()["values"][0]
    tip = f"{code}/commits/{newest['id']}"
    since = alice.get(f"{code}/commits/main").json()["id"]
    anchor = {**_LINE, "diffType": "RANGE"}
    anchor |= {"fromHash": since} if place == "anchor" else {}
    query = {"since": since} if place == "query" else {}
    body = {"text": "Hm", "anchor": anchor}
    made = alice.post(f"{tip}/comments", params=query, json=body).json()
    own = _say(alice, tip, anchor={"path": "docs/b.md", "line": 1, "lineType": "ADDED"})
    assert (made["anchor"]["diffType"], made["anchor"]["fromHash"]) == ("RANGE", since)
    assert _listed(alice, tip, since=since) == [made]
    assert _listed(alice, tip, since=own["anchor"]["fromHash"]) == []
    ranged = alice.get(f"{tip}/diff", params={"since": since}).json()["diffs"]
    assert [diff.get("lineComments") for diff in ranged] == [[made], None]
    alone = alice.get(f"{tip}/diff").json()["diffs"]
    assert [diff.get("lineComments") for diff in alone] == [[own]]


def test_diff_and_changes_tell_of_comments(
    alice: httpx.Client, bob: httpx.Client, commit: str
) -> None:
    """Unless they are not wanted."""
    root = _say(alice, commit, anchor=_LINE)
    _say(bob, commit, parent={"id": root["id"]})
    (diff,) = alice.get(f"{commit}/diff").json()["diffs"]
    assert [comment["id"] for comment in diff["lineComments"]] == [root["id"]]
    lines = [line for s in diff["hunks"][0]["segments"] for line in s["lines"]]
    assert [line.get("commentIds") for line in lines] == [None, [root["id"]]]
    (change,) = alice.get(f"{commit}/changes").json()["values"]
    assert change["properties"]["activeComments"] == 2
    plain = {"withComments": "false"}
    assert "lineComments" not in alice.get(f"{commit}/diff", params=plain).json()["diffs"][0]
    (change,) = alice.get(f"{commit}/changes", params=plain).json()["values"]
    assert "activeComments" not in change["properties"]


@pytest.mark.parametrize(
    ("anchor", "status"),
    [
        ({"line": 1}, 400),
        ({"path": "a.txt", "line": 0, "lineType": "ADDED"}, 400),
        ({"path": "a.txt", "line": 1}, 400),
        ({"path": "a.txt", "diffType": "EFFECTIVE"}, 400),
        ({"path": "a.txt", "fromHash": "0" * 40}, 404),
    ],
    ids=["no path", "line", "no line type", "a pull request's", "no such commit"],
)
def test_bad_anchors_are_refused(
    alice: httpx.Client, commit: str, anchor: Mapping[str, Any], status: int
) -> None:
    """Nothing is said."""
    answer = alice.post(f"{commit}/comments", json={"text": "Hm", "anchor": anchor})
    assert answer.status_code == status
    assert _listed(alice, commit) == []


def test_editing_takes_the_present_version(
    alice: httpx.Client, bob: httpx.Client, commit: str
) -> None:
    """Another version, or none, is out of date; others than the author are not permitted."""
    address = f"{commit}/comments/{_say(alice, commit)['id']}"
    edited = alice.put(address, json={"version": 0, "text": "Oh"}).json()
    assert (edited["text"], edited["version"]) == ("Oh", 1)
    for body, expected in (({"version": 0, "text": "Ah"}, 0), ({"text": "Ah"}, -1)):
        stale = alice.put(address, json=body)
        assert stale.status_code == 409
        assert _error(stale)["exceptionName"].endswith(".CommentOutOfDateException")
        assert (_error(stale)["currentVersion"], _error(stale)["expectedVersion"]) == (1, expected)
    assert bob.put(address, json={"version": 1, "text": "Ah"}).status_code == 401


def test_other_fields_are_the_authors_and_administrators(
    alice: httpx.Client, bob: httpx.Client, admin: httpx.Client, commit: str
) -> None:
    """A commit has no author whose say it were, as a pull request has."""
    made = _say(bob, commit)
    address = f"{commit}/comments/{made['id']}"
    body = {"version": 0, "threadResolved": True}
    assert alice.put(address, json=body).status_code == 401
    assert alice.get(address).json()["permittedOperations"] == {
        "editable": False,
        "transitionable": False,
        "deletable": False,
    }
    assert admin.put(address, json=body).json()["threadResolved"] is True


def test_a_comment_with_replies_stays(alice: httpx.Client, bob: httpx.Client, commit: str) -> None:
    """Once the replies are gone its author can delete it, with its version."""
    root = _say(alice, commit)
    reply = _say(bob, commit, parent={"id": root["id"]})
    address = f"{commit}/comments/{root['id']}"
    assert alice.delete(address, params={"version": 0}).status_code == 409
    assert bob.delete(f"{commit}/comments/{reply['id']}", params={"version": 0}).status_code == 204
    assert alice.delete(address).status_code == 409
    assert bob.delete(address, params={"version": 0}).status_code == 401
    assert alice.delete(address, params={"version": 0}).status_code == 204
    missing = alice.get(address)
    assert missing.status_code == 404
    assert _error(missing)["exceptionName"].endswith(".NoSuchCommentException")


def test_administrators_delete_what_others_said(
    alice: httpx.Client, admin: httpx.Client, commit: str
) -> None:
    """Nobody else does."""
    address = f"{commit}/comments/{_say(alice, commit)['id']}"
    assert admin.delete(address, params={"version": 0}).status_code == 204


def test_comment_is_heard_on_its_commit_only(
    alice: httpx.Client, code: str, commit: str, pull: str
) -> None:
    """It is neither there nor answered elsewhere."""
    number = _say(alice, commit)["id"]
    for other in (f"{code}/commits/main", pull):
        assert alice.get(f"{other}/comments/{number}").status_code == 404
        body = {"text": "Hm", "parent": {"id": number}}
        answer = alice.post(f"{other}/comments", json=body)
        assert answer.status_code == 404
        assert _error(answer)["exceptionName"].endswith(".NoSuchCommentException")
    assert [a["action"] for a in alice.get(f"{pull}/activities").json()["values"]] == ["OPENED"]


def test_there_are_no_drafts(alice: httpx.Client, bob: httpx.Client, commit: str) -> None:
    """Only a pull request's review has them."""
    made = _say(alice, commit, state="PENDING")
    assert made["state"] == "OPEN"
    assert bob.get(f"{commit}/comments/{made['id']}").status_code == 200


def test_readers_may_comment_and_strangers_may_not(
    admin: httpx.Client, carol: httpx.Client, nobody: httpx.Client, code: str, commit: str
) -> None:
    """Reading the repository is enough."""
    body = {"text": "Hm"}
    assert carol.post(f"{commit}/comments", json=body).status_code == 401
    grant = {"name": "carol", "permission": "REPO_READ"}
    assert admin.put(f"{code}/permissions/users", params=grant).status_code == 204
    assert carol.post(f"{commit}/comments", json=body).status_code == 201
    assert nobody.post(f"{commit}/comments", json=body).status_code == 401


def test_archived_repository_takes_no_comments(
    alice: httpx.Client, admin: httpx.Client, code: str, commit: str
) -> None:
    """They stay to be read."""
    address = f"{commit}/comments/{_say(alice, commit)['id']}"
    assert admin.put(code, json={"archived": True}).is_success
    assert alice.post(f"{commit}/comments", json={"text": "Hm"}).status_code == 409
    assert alice.put(address, json={"version": 0, "text": "Oh"}).status_code == 409
    assert alice.delete(address, params={"version": 0}).status_code == 409
    assert alice.get(address).status_code == 200


@pytest.mark.parametrize("name", ["0" * 40, "none"])
def test_commit_that_is_not_there_has_no_comments(
    alice: httpx.Client, code: str, name: str
) -> None:
    """Neither to read nor to write."""
    address = f"{code}/commits/{name}/comments"
    for answer in (
        alice.get(address, params={"path": "a.txt"}),
        alice.post(address, json={"text": "Hm"}),
    ):
        assert answer.status_code == 404
        assert _error(answer)["exceptionName"].endswith(".NoSuchCommitException")
