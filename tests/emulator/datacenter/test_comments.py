"""Comments, tasks and activities of a pull request, as any HTTP client sees them."""

from typing import Any

import httpx
import pytest

_LINE = {"path": "a.txt", "line": 2, "lineType": "ADDED", "fileType": "TO"}


def _say(client: httpx.Client, pull: str, text: str = "Hm", **more: Any) -> Any:
    answer = client.post(f"{pull}/comments", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _activities(client: httpx.Client, pull: str) -> list[Any]:
    values: list[Any] = client.get(f"{pull}/activities").json()["values"]
    return values


def _error(answer: httpx.Response) -> Any:
    return answer.json()["errors"][0]


def test_a_thread_holds_its_replies(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """Replies are nested, at any depth, and have their root's anchor."""
    root = _say(alice, pull, "Why?", anchor=_LINE)
    reply = _say(bob, pull, "Because.", parent={"id": root["id"]})
    _say(alice, pull, "I see.", parent={"id": reply["id"]})
    found = alice.get(f"{pull}/comments/{root['id']}").json()
    (first,) = found["comments"]
    assert [c["text"] for c in (found, first, first["comments"][0])] == [
        "Why?",
        "Because.",
        "I see.",
    ]
    assert first["parent"] == {"id": root["id"]}
    assert first["anchor"] == found["anchor"]


def test_an_anchor_has_a_path_of_text(alice: httpx.Client, pull: str) -> None:
    """A comment on a whole file has no line."""
    line = _say(alice, pull, anchor=_LINE)["anchor"]
    assert line.items() >= {**_LINE, "diffType": "EFFECTIVE", "orphaned": False}.items()
    assert "line" not in _say(alice, pull, anchor={"path": "a.txt"})["anchor"]


@pytest.mark.parametrize(
    "anchor",
    [
        {"line": 1},
        {"path": "a.txt", "line": 0, "lineType": "ADDED"},
        {"path": "a.txt", "line": 1},
        {"path": "a.txt", "line": 1, "lineType": "ADDED", "fileType": "BOTH"},
        {"path": "a.txt", "fromHash": "0" * 40},
        {"path": "a.txt", "diffType": "COMMIT"},
    ],
    ids=["no path", "line", "no line type", "file type", "no diff type", "no hashes"],
)
def test_bad_anchors_are_refused(alice: httpx.Client, pull: str, anchor: dict[str, Any]) -> None:
    """Nothing is said."""
    answer = alice.post(f"{pull}/comments", json={"text": "Hm", "anchor": anchor})
    assert answer.status_code == 400


def test_comments_are_listed_by_path_only(alice: httpx.Client, pull: str) -> None:
    """Without a path the request is bad; general comments are not in the list."""
    _say(alice, pull, "General")
    line = _say(alice, pull, anchor=_LINE)
    assert alice.get(f"{pull}/comments").status_code == 400
    listed = alice.get(f"{pull}/comments", params={"path": "a.txt"}).json()["values"]
    assert listed == [line]


def test_editing_takes_the_present_version(alice: httpx.Client, pull: str) -> None:
    """Another version, or none, is out of date."""
    comment = _say(alice, pull)
    address = f"{pull}/comments/{comment['id']}"
    edited = alice.put(address, json={"version": 0, "text": "Oh"}).json()
    assert (edited["text"], edited["version"]) == ("Oh", 1)
    for body, expected in (({"version": 0, "text": "Ah"}, 0), ({"text": "Ah"}, -1)):
        stale = alice.put(address, json=body)
        assert stale.status_code == 409
        assert _error(stale)["exceptionName"].endswith(".CommentOutOfDateException")
        assert _error(stale)["currentVersion"] == 1
        assert _error(stale)["expectedVersion"] == expected


def test_only_the_author_edits_the_text(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """The author of the pull request may do the rest."""
    comment = _say(bob, pull)
    address = f"{pull}/comments/{comment['id']}"
    refused = alice.put(address, json={"version": 0, "text": "Oh"})
    assert refused.status_code == 401
    changed = alice.put(address, json={"version": 0, "severity": "BLOCKER"})
    assert changed.json()["severity"] == "BLOCKER"
    assert changed.json()["permittedOperations"] == {
        "editable": False,
        "transitionable": True,
        "deletable": False,
    }


def test_a_thread_is_resolved_by_its_root(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """Everything else may be sent back along with it."""
    root = _say(bob, pull)
    _say(bob, pull, parent={"id": root["id"]})
    address = f"{pull}/comments/{root['id']}"
    resolved = alice.put(address, json={**root, "threadResolved": True}).json()
    assert (resolved["threadResolved"], resolved["version"]) == (True, 1)
    assert resolved["threadResolver"]["name"] == "alice"
    assert resolved["comments"][0]["threadResolved"] is True
    again = alice.put(address, json={"version": 1, "threadResolved": False}).json()
    assert again["threadResolved"] is False
    assert "threadResolver" not in again


def test_a_comment_with_replies_stays(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """Once the replies are gone it can go, and leaves no trace."""
    root = _say(alice, pull)
    reply = _say(bob, pull, parent={"id": root["id"]})
    address = f"{pull}/comments/{root['id']}"
    refused = alice.delete(address, params={"version": 0})
    assert refused.status_code == 409
    assert bob.delete(f"{pull}/comments/{reply['id']}", params={"version": 0}).status_code == 204
    assert alice.delete(address).status_code == 409
    assert bob.delete(address, params={"version": 0}).status_code == 401
    assert alice.delete(address, params={"version": 0}).status_code == 204
    missing = alice.get(address)
    assert missing.status_code == 404
    assert _error(missing)["exceptionName"].endswith(".NoSuchCommentException")
    assert [a["action"] for a in _activities(alice, pull)] == ["OPENED"]


def test_a_draft_is_seen_by_its_author(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """Others find nothing."""
    draft = _say(bob, pull, state="PENDING")
    assert draft["state"] == "PENDING"
    assert bob.get(f"{pull}/comments/{draft['id']}").status_code == 200
    assert alice.get(f"{pull}/comments/{draft['id']}").status_code == 404
    assert len(_activities(bob, pull)) == len(_activities(alice, pull)) + 1


def test_tasks_are_comments_that_block(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """They have a list of their own, replies among them, and can be counted."""
    remark = _say(alice, pull)
    tasks = f"{pull}/blocker-comments"
    made = bob.post(tasks, json={"text": "Do", "parent": {"id": remark["id"]}})
    assert made.status_code == 201
    assert (made.json()["severity"], made.json()["state"]) == ("BLOCKER", "OPEN")
    other = _say(alice, pull, "Do that", severity="BLOCKER")
    address = f"{tasks}/{other['id']}"
    done = alice.put(address, json={"version": 0, "state": "RESOLVED"}).json()
    assert (done["state"], done["resolver"]["name"]) == ("RESOLVED", "alice")
    assert alice.get(tasks, params={"count": "true"}).json() == {"OPEN": 1, "RESOLVED": 1}
    open_tasks = alice.get(tasks, params={"state": "OPEN"}).json()["values"]
    assert [task["id"] for task in open_tasks] == [made.json()["id"]]
    undone = alice.put(address, json={"version": 1, "state": "OPEN"}).json()
    assert "resolver" not in undone
    plain = alice.put(address, json={"version": 2, "severity": "NORMAL"}).json()
    assert plain["severity"] == "NORMAL"
    refused = alice.put(address, json={"version": 3, "state": "RESOLVED"})
    assert refused.status_code == 400


def test_activities_are_newest_first(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """Comments appear when they are added, answered and edited."""
    root = _say(alice, pull, anchor=_LINE)
    reply = _say(bob, pull, "Yes", parent={"id": root["id"]})
    alice.put(f"{pull}/comments/{root['id']}", json={"version": 0, "text": "Oh"})
    seen = [(a["action"], a.get("commentAction")) for a in _activities(alice, pull)]
    assert seen == [
        ("COMMENTED", "EDITED"),
        ("COMMENTED", "REPLIED"),
        ("COMMENTED", "ADDED"),
        ("OPENED", None),
    ]
    edited, replied, added, opened = _activities(alice, pull)
    assert added["comment"] == edited["comment"]
    assert added["comment"]["comments"][0]["id"] == replied["comment"]["id"] == reply["id"]
    assert added["commentAnchor"]["path"] == "a.txt"
    assert added["diff"]["hunks"][0]["segments"][1]["lines"][0]["line"] == "two"
    assert opened["user"]["name"] == "alice"


def test_a_push_is_told_with_its_commits(alice: httpx.Client, code: str, pull: str) -> None:
    """What came is listed; nothing went."""
    parts = {"branch": (None, "feature/x"), "message": (None, "Three"), "content": ("c", "c\n")}
    headers = {"X-Atlassian-Token": "no-check"}
    pushed = alice.put(f"{code}/browse/c.txt", files=parts, headers=headers).json()
    rescoped = _activities(alice, pull)[0]
    assert rescoped["action"] == "RESCOPED"
    assert rescoped["fromHash"] == pushed["id"]
    assert rescoped["previousFromHash"] == pushed["parents"][0]["id"]
    assert rescoped["toHash"] == rescoped["previousToHash"]
    assert [commit["message"] for commit in rescoped["added"]["commits"]] == ["Three"]
    assert rescoped["removed"] == {"commits": [], "total": 0}


def test_a_page_of_activities_can_begin_at_one(alice: httpx.Client, pull: str) -> None:
    """`fromId` is an activity's or a comment's number."""
    first = _say(alice, pull, "One")
    _say(alice, pull, "Two")
    query = {"fromType": "COMMENT", "fromId": first["id"]}
    page = alice.get(f"{pull}/activities", params=query).json()
    assert [a["action"] for a in page["values"]] == ["COMMENTED", "OPENED"]
    assert alice.get(f"{pull}/activities", params={"fromId": 1}).status_code == 400


def test_a_diff_shows_the_comments_on_it(alice: httpx.Client, pull: str) -> None:
    """Lines name the comments on them; `withComments` leaves them out."""
    line = _say(alice, pull, anchor=_LINE)
    file = _say(alice, pull, anchor={"path": "a.txt"})
    (diff,) = alice.get(f"{pull}/diff/a.txt").json()["diffs"]
    assert [c["id"] for c in diff["lineComments"]] == [line["id"]]
    assert [c["id"] for c in diff["fileComments"]] == [file["id"]]
    assert diff["hunks"][0]["segments"][1]["lines"][0]["commentIds"] == [line["id"]]
    (bare,) = alice.get(f"{pull}/diff/a.txt", params={"withComments": "false"}).json()["diffs"]
    assert "lineComments" not in bare
