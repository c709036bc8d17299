"""Comments, tasks and activity of a pull request, as any HTTP client sees them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest


def _say(client: httpx.Client, pull: str, text: str = "Hm", **more: Any) -> Any:
    answer = client.post(f"{pull}/comments", json={"content": {"raw": text}, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == answer.json()["links"]["self"]["href"]
    return answer.json()


def test_comments_are_listed_flat_and_oldest_first(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """Replies stand in the same row and name what they answer."""
    first = _say(alice, pull, "General")
    second = _say(bob, pull, "Line", inline={"path": "a.txt", "to": 1})
    reply = _say(alice, pull, "Reply", parent={"id": second["id"]})
    listed = alice.get(f"{pull}/comments").json()["values"]
    assert [c["id"] for c in listed] == [first["id"], second["id"], reply["id"]]
    assert [c.get("parent", {}).get("id") for c in listed] == [None, None, second["id"]]
    assert listed[2]["inline"] == second["inline"]
    assert alice.get(pull).json()["comment_count"] == 3


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        ({"to": 3}, (None, 3)),
        ({"from": 2}, (2, None)),
        ({"from": 2, "to": 3}, (2, 3)),
        ({}, (None, None)),
    ],
    ids=["new line", "old line", "both", "file"],
)
def test_inline_comment_keeps_its_lines(
    alice: httpx.Client, pull: str, sent: Mapping[str, int], lines: tuple[int | None, int | None]
) -> None:
    """Whether or not the diff has them; both are null for a whole file."""
    inline = _say(alice, pull, inline={"path": "no/such", **sent})["inline"]
    assert (inline["from"], inline["to"]) == lines


def test_inline_range_and_outdating(alice: httpx.Client, code: str, pull: str) -> None:
    """A range has its first line, and new commits outdate what was said of old ones."""
    made = _say(alice, pull, inline={"path": "a.txt", "start_to": 1, "to": 2})
    assert (made["inline"]["start_to"], made["inline"]["outdated"]) == (1, False)
    alice.post(f"{code}/src", data={"branch": "feature/x", "/a.txt": "else\n"})
    assert alice.get(made["links"]["self"]["href"]).json()["inline"]["outdated"] is True


def test_comment_without_text_is_refused(alice: httpx.Client, pull: str) -> None:
    """And so is a reply to nothing."""
    assert alice.post(f"{pull}/comments", json={}).status_code == 400
    assert alice.post(f"{pull}/comments", json={"content": {"raw": " "}}).status_code == 400
    reply = {"content": {"raw": "Hm"}, "parent": {"id": 999999}}
    assert alice.post(f"{pull}/comments", json=reply).status_code == 404


def test_comment_is_edited_by_its_author_alone(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """Others are forbidden to."""
    here = _say(alice, pull)["links"]["self"]["href"]
    changed = alice.put(here, json={"content": {"raw": "Well"}})
    assert changed.json()["content"]["raw"] == "Well"
    assert bob.put(here, json={"content": {"raw": "No"}}).status_code == 403
    assert bob.delete(here).status_code == 403


def test_deleted_comment_stays_while_it_has_replies(alice: httpx.Client, pull: str) -> None:
    """Its text is gone; without replies all of it is."""
    asked = _say(alice, pull, "Asked")
    answered = _say(alice, pull, "Answered", parent={"id": asked["id"]})
    assert alice.delete(asked["links"]["self"]["href"]).status_code == 204
    stub = alice.get(asked["links"]["self"]["href"]).json()
    assert (stub["deleted"], stub["content"]["raw"]) == (True, "")
    assert stub["user"]["nickname"] == "alice"
    alice.delete(answered["links"]["self"]["href"])
    assert alice.get(f"{pull}/comments").json()["values"] == []
    assert alice.get(asked["links"]["self"]["href"]).status_code == 404


def test_pending_comment_is_its_authors_until_published(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """Others do not see it."""
    here = _say(alice, pull, pending=True)["links"]["self"]["href"]
    assert alice.get(here).json()["pending"] is True
    assert bob.get(here).status_code == 404
    alice.put(here, json={"content": {"raw": "Hm"}, "pending": False})
    assert bob.get(here).json()["pending"] is False


def test_thread_is_resolved_and_reopened(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """Once each: 409 for what is resolved, 404 for what is not."""
    here = _say(alice, pull, inline={"path": "a.txt", "to": 1})["links"]["self"]["href"]
    resolution = bob.post(f"{here}/resolve").json()
    assert resolution["type"] == "comment_resolution"
    assert resolution["user"]["nickname"] == "bob"
    assert alice.get(here).json()["resolution"] == resolution
    assert alice.post(f"{here}/resolve").status_code == 409
    assert alice.delete(f"{here}/resolve").status_code == 204
    assert alice.delete(f"{here}/resolve").status_code == 404
    assert "resolution" not in alice.get(here).json()


def test_only_threads_on_the_diff_are_resolved(alice: httpx.Client, pull: str) -> None:
    """Neither replies nor general comments are."""
    thread = _say(alice, pull, inline={"path": "a.txt", "to": 1})
    reply = _say(alice, pull, parent={"id": thread["id"]})
    for comment in (_say(alice, pull), reply):
        here = comment["links"]["self"]["href"]
        assert alice.post(f"{here}/resolve").status_code == 403
        assert alice.delete(f"{here}/resolve").status_code == 403


def test_declined_pull_request_is_still_commented(alice: httpx.Client, pull: str) -> None:
    """In whatever state it is."""
    alice.post(f"{pull}/decline")
    assert _say(alice, pull)["content"]["raw"] == "Hm"


def test_task_is_done_and_undone(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """State and text change alone or together; the count is of those that are open."""
    comment = _say(alice, pull)
    sent = {"content": {"raw": "Do"}, "comment": {"id": comment["id"]}}
    made = alice.post(f"{pull}/tasks", json=sent)
    assert made.status_code == 201
    here = made.json()["links"]["self"]["href"]
    assert (made.json()["state"], made.json()["comment"]["id"]) == ("UNRESOLVED", comment["id"])
    assert alice.get(pull).json()["task_count"] == 1
    done = bob.put(here, json={"state": "RESOLVED"}).json()
    assert (done["state"], done["resolved_by"]["nickname"]) == ("RESOLVED", "bob")
    assert alice.get(pull).json()["task_count"] == 0
    undone = alice.put(here, json={"state": "UNRESOLVED", "content": {"raw": "Do it"}}).json()
    assert (undone["resolved_on"], undone["content"]["raw"]) == (None, "Do it")
    assert alice.delete(here).status_code == 204
    assert alice.get(here).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"content": {"raw": ""}}, {"state": "DONE"}], ids=["empty", "blank", "state"]
)
def test_bad_task_is_refused(alice: httpx.Client, pull: str, body: Mapping[str, Any]) -> None:
    """On making it as on changing it."""
    made = alice.post(f"{pull}/tasks", json={"content": {"raw": "Do"}}).json()
    assert alice.post(f"{pull}/tasks", json=body).status_code == 400
    assert alice.put(made["links"]["self"]["href"], json=body).status_code == 400


@pytest.mark.parametrize(("length", "status"), [(9, 400), (10, 200), (100, 200), (101, 400)])
def test_tasks_come_by_ten_to_hundred(
    alice: httpx.Client, pull: str, length: int, status: int
) -> None:
    """Shorter and longer pages are refused."""
    assert alice.get(f"{pull}/tasks", params={"pagelen": length}).status_code == status


def test_activity_tells_everything_newest_first(
    alice: httpx.Client, bob: httpx.Client, code: str, pull: str
) -> None:
    """An entry has one thing that happened, and says how the pull request was then."""
    alice.put(pull, json={"title": "Y"})
    _say(bob, pull)
    bob.post(f"{pull}/request-changes")
    bob.post(f"{pull}/approve")
    alice.post(f"{pull}/decline", json={"message": "No"})
    entries = alice.get(f"{pull}/activity").json()["values"]
    kinds = [next(key for key in entry if key != "pull_request") for entry in entries]
    assert kinds == ["update", "approval", "changes_requested", "comment", "update", "update"]
    updates = [entry["update"] for entry in entries if "update" in entry]
    assert [(u["state"], u["title"], u["reason"]) for u in updates] == [
        ("DECLINED", "Y", "No"),
        ("OPEN", "Y", ""),
        ("OPEN", "X", ""),
    ]
    whole = alice.get(f"{code}/pullrequests/activity").json()["values"]
    assert whole == entries


def test_activity_is_paged_by_opaque_names(alice: httpx.Client, pull: str) -> None:
    """Up to fifty at a time."""
    _say(alice, pull)
    page = alice.get(f"{pull}/activity", params={"pagelen": 1}).json()
    assert not page["next"].rpartition("page=")[2].isdecimal()
    assert list(alice.get(page["next"]).json()["values"][0]) == ["pull_request", "update"]
    answer = alice.get(f"{pull}/activity", params={"pagelen": 51})
    assert answer.status_code == 400


def test_readers_may_comment_and_see_tasks(
    alice: httpx.Client, reader: httpx.Client, pull: str
) -> None:
    """But not delete what is others'."""
    _say(reader, pull)
    made = alice.post(f"{pull}/tasks", json={"content": {"raw": "Do"}}).json()
    here = made["links"]["self"]["href"]
    assert reader.get(here).status_code == 200
    assert reader.delete(here).status_code == 403
    assert reader.put(here, json={"content": {"raw": "Else"}}).status_code == 403
