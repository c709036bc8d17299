"""What Bitbucket Data Center tells webhooks: headers, signature, and the event of each deed.

https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html and
https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html. What the emulator
has no cause to send stands in a table of its own, and is read from messages in the vendor's shape.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, Final

import pytest

from githost import Event
from githost.webhooks import CommentEvent, UnknownEvent, parse
from githost_bitbucket.emulator.datacenter.hooks import EVENTS
from tests.behaviour.datacenter import REPOS, DataCenterWorld
from tests.behaviour.situations import contains
from tests.behaviour.told import Told, told
from tests.receiver import Receipt, Receiver, receiving, signature
from tests.served import served
from tests.webhooks.bodies import DATA_CENTER_BODY

SECRET: Final = "hush, \u00fcml\u00e4ut"
ROWS: list[Told] = []
row = partial(told, ROWS)

_NOTHING: Final = "0" * 40
_SHA: Final = re.compile("^(?!0{40})[0-9a-f]{40}$")
#: An ISO time whose offset has no colon.
_DATE: Final = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$")
_BOB: Final = {"name": "bob", "slug": "bob", "id": ...}
Deed = Callable[[], object]


def change(kind: str, old: Any, new: Any, ref: str = "BRANCH") -> dict[str, Any]:
    """Return what a push of one change contains."""
    named = {"id": re.compile("^refs/"), "displayId": ..., "type": ref}
    one = {"refId": re.compile("^refs/"), "ref": named, "fromHash": old, "toHash": new}
    return {"repository": {"slug": ...}, "changes": [one | {"type": kind}]}


def pull_request(**parts: Any) -> dict[str, Any]:
    """Return what an event of a pull request contains."""
    return {"pullRequest": parts}


@row("branch made", "repo:refs_changed", change("ADD", _NOTHING, _SHA))
def _(w: DataCenterWorld) -> Deed:
    return lambda: w.branch(w.code, w.name(), "main")


@row("branch moved", "repo:refs_changed", change("UPDATE", _SHA, _SHA))
def _(w: DataCenterWorld) -> Deed:
    name = w.branch(w.code, w.name(), "main")
    return lambda: w.write(w.code, "c.txt", "c\n", branch=name)


@row("branch deleted", "repo:refs_changed", change("DELETE", _SHA, _NOTHING))
def _(w: DataCenterWorld) -> Deed:
    name = w.branch(w.code, w.name(), "main")
    address = f"{w.code}/branches".replace("/api/1.0", "/branch-utils/1.0")
    body = {"name": f"refs/heads/{name}", "dryRun": False}
    return lambda: w.http().request("DELETE", address, json=body)


@row("tag made", "repo:refs_changed", change("ADD", _NOTHING, _SHA, "TAG"))
def _(w: DataCenterWorld) -> Deed:
    body = {"name": w.name(), "startPoint": "refs/heads/main", "message": "x"}
    return lambda: w.http().post(f"{w.code}/tags", json=body)


@row("repository forked", "repo:forked", {"repository": {"slug": ..., "origin": {"slug": ...}}})
def _(w: DataCenterWorld) -> Deed:
    body = {"name": w.name(), "project": {"key": "ACME"}}
    return lambda: w.http().post(w.code, json=body)


@row(
    "repository described anew",
    "repo:modified",
    {"old": {"slug": ...}, "new": {"description": re.compile("^case-")}},
    lacks=("repository",),
)
def _(w: DataCenterWorld) -> Deed:
    return lambda: w.http().put(w.code, json={"description": w.name()})


@row("pull request opened", "pr:opened", pull_request(state="OPEN", title="T", version=0))
def _(w: DataCenterWorld) -> Deed:
    return w.pull


@row(
    "pull request edited",
    "pr:modified",
    {
        **pull_request(title="T2", description="d"),
        "previousTitle": "T",
        "previousTarget": {"id": re.compile("^refs/heads/"), "latestCommit": _SHA},
    },
)
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    body = {"version": 0, "title": "T2", "description": "d", "reviewers": []}
    return lambda: w.http().put(pull, json=body)


@row(
    "new commits of a pull request",
    "pr:from_ref_updated",
    {**pull_request(fromRef={"latestCommit": _SHA}), "previousFromHash": _SHA},
)
def _(w: DataCenterWorld) -> Deed:
    source = w.http().get(w.pull()).json()["fromRef"]["displayId"]
    return lambda: w.write(w.code, "c.txt", "c\n", branch=source)


@row(
    "reviewers changed",
    "pr:reviewer:updated",
    {**pull_request(state="OPEN"), "addedReviewers": [_BOB], "removedReviewers": []},
)
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    body = {"user": {"name": "bob"}, "role": "REVIEWER"}
    return lambda: w.http().post(f"{pull}/participants", json=body)


def verdict(w: DataCenterWorld, pull: str, word: str) -> object:
    """Let bob give a verdict."""
    return w.http("bob").put(f"{pull}/participants/bob", json={"status": word})


def participant(word: str, before: str) -> dict[str, Any]:
    """Return what an event of a verdict contains."""
    return {
        **pull_request(state="OPEN"),
        "participant": {"user": _BOB, "status": word, "approved": word == "APPROVED"},
        "previousStatus": before,
    }


@row("approved", "pr:reviewer:approved", participant("APPROVED", "UNAPPROVED"))
def _(w: DataCenterWorld) -> Deed:
    return partial(verdict, w, w.pull(), "APPROVED")


@row("approval withdrawn", "pr:reviewer:unapproved", participant("UNAPPROVED", "APPROVED"))
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    verdict(w, pull, "APPROVED")
    return partial(verdict, w, pull, "UNAPPROVED")


@row("changes requested", "pr:reviewer:needs_work", participant("NEEDS_WORK", "UNAPPROVED"))
def _(w: DataCenterWorld) -> Deed:
    return partial(verdict, w, w.pull(), "NEEDS_WORK")


@row(
    "request for changes withdrawn",
    "pr:reviewer:unapproved",
    participant("UNAPPROVED", "NEEDS_WORK"),
)
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    verdict(w, pull, "NEEDS_WORK")
    return partial(verdict, w, pull, "UNAPPROVED")


@row(
    "merged",
    "pr:merged",
    pull_request(state="MERGED", properties={"mergeCommit": {"id": _SHA, "displayId": ...}}),
)
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().post(f"{pull}/merge?version=0", json={})


@row("declined", "pr:declined", pull_request(state="DECLINED", open=False, closed=True))
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().post(f"{pull}/decline?version=0", json={})


@row("pull request deleted", "pr:deleted", pull_request(title="T"))
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().request("DELETE", pull, json={"version": 0})


def remark(w: DataCenterWorld) -> str:
    """Write a comment on a new pull request, and return its address."""
    pull = w.pull()
    made = w.http().post(f"{pull}/comments", json={"text": "x"})
    return f"{pull}/comments/{made.json()['id']}"


@row(
    "commented",
    "pr:comment:added",
    {**pull_request(id=...), "comment": {"text": "Why?", "properties": {"repositoryId": ...}}},
)
def _(w: DataCenterWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().post(f"{pull}/comments", json={"text": "Why?"})


@row(
    "comment answered",
    "pr:comment:added",
    {"comment": {"text": "Because."}, "commentParentId": ...},
)
def _(w: DataCenterWorld) -> Deed:
    pull, _, comment = remark(w).rpartition("/comments/")
    body = {"text": "Because.", "parent": {"id": int(comment)}}
    return lambda: w.http().post(f"{pull}/comments", json=body)


@row(
    "comment edited",
    "pr:comment:edited",
    {"comment": {"text": "y", "version": 1}, "previousComment": "x"},
)
def _(w: DataCenterWorld) -> Deed:
    comment = remark(w)
    return lambda: w.http().put(comment, json={"version": 0, "text": "y"})


@row("comment deleted", "pr:comment:deleted", {"comment": {"text": "x"}})
def _(w: DataCenterWorld) -> Deed:
    comment = remark(w)
    return lambda: w.http().delete(f"{comment}?version=0")


def commit_comment(**parts: Any) -> dict[str, Any]:
    """Return what an event of a comment on a commit contains; the commit is a bare text."""
    return {"repository": {"slug": ...}, "commit": _SHA, "comment": parts}


def remark_on_commit(w: DataCenterWorld) -> str:
    """Write a comment on a commit, and return its address."""
    address = f"{w.code}/commits/main/comments"
    made = w.http().post(address, json={"text": "x"})
    return f"{address}/{made.json()['id']}"


@row(
    "commit commented",
    "repo:comment:added",
    commit_comment(text="Why?", version=0, properties={"repositoryId": ...}, comments=[], tasks=[]),
    lacks=("pullRequest", "commentParentId", "previousComment"),
)
def _(w: DataCenterWorld) -> Deed:
    anchor = {"path": "a.txt", "line": 1, "lineType": "ADDED", "fileType": "TO"}
    body = {"text": "Why?", "anchor": anchor}
    return lambda: w.http().post(f"{w.code}/commits/main/comments", json=body)


@row(
    "comment on a commit answered",
    "repo:comment:added",
    {**commit_comment(text="Because."), "commentParentId": ...},
)
def _(w: DataCenterWorld) -> Deed:
    address, _, comment = remark_on_commit(w).rpartition("/")
    body = {"text": "Because.", "parent": {"id": int(comment)}}
    return lambda: w.http("bob").post(address, json=body)


@row(
    "comment on a commit edited",
    "repo:comment:edited",
    {
        **commit_comment(text="y", version=1, properties={"repositoryId": ...}),
        "previousComment": "x",
    },
    lacks=("pullRequest",),
)
def _(w: DataCenterWorld) -> Deed:
    comment = remark_on_commit(w)
    return lambda: w.http().put(comment, json={"version": 0, "text": "y"})


@row(
    "comment on a commit deleted",
    "repo:comment:deleted",
    commit_comment(text="x", version=0),
    lacks=("pullRequest", "previousComment"),
)
def _(w: DataCenterWorld) -> Deed:
    comment = remark_on_commit(w)
    return lambda: w.http().delete(f"{comment}?version=0")


@pytest.mark.parametrize(
    ("word", "event", "before"),
    [
        ("added", Event.COMMIT_COMMENT_CREATED, None),
        ("edited", None, "x"),
        ("deleted", None, None),
    ],
)
def test_comment_on_a_commit_is_read(
    world: DataCenterWorld, receiver: Receiver, word: str, event: Event | None, before: str | None
) -> None:
    """Only its making has a neutral name; the commit is told each time."""
    address = f"{world.code}/commits/main/comments"

    def live() -> None:
        number = world.http().post(address, json={"text": "x"}).json()["id"]
        edited = world.http().put(f"{address}/{number}", json={"version": 0, "text": "y"})
        assert edited.status_code == 200
        assert world.http().delete(f"{address}/{number}?version=1").status_code == 204

    (receipt,) = deliveries(world, receiver, f"repo:comment:{word}", live)
    found = parse("bitbucket-datacenter", receipt.headers, receipt.content)
    assert isinstance(found, CommentEvent)
    assert (found.kind, found.pull_request, found.previous_body) == (event, None, before)
    assert found.commit == world.http().get(f"{world.code}/commits/main").json()["id"]
    assert found.comment.body == ("x" if word == "added" else "y")


def deliveries(
    world: DataCenterWorld,
    receiver: Receiver,
    event: str,
    deed: Deed,
    *,
    place: str | None = None,
    **more: Any,
) -> list[Receipt]:
    """Do something while a hook listens for one event, and return what it was told."""
    hooks = f"{world.code if place is None else place}/webhooks"
    body = {"name": "x", "url": receiver.url, "active": True, "events": [event], **more}
    made = world.http().post(hooks, json=body)
    assert made.status_code == 201, made.text
    done = deed()
    assert getattr(done, "status_code", 200) < 300, getattr(done, "text", "")
    assert world.app.forge.deliveries.drain()
    assert world.http().delete(f"{hooks}/{made.json()['id']}").status_code == 204
    return receiver.got


@pytest.fixture(scope="module")
def world() -> Iterator[DataCenterWorld]:
    """Serve the emulator."""
    with served("bitbucket-datacenter") as (server, app), ExitStack() as opened:
        yield DataCenterWorld(server, app, opened)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a running receiver."""
    with receiving() as made:
        yield made


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.deed)
def test_deed_is_told(world: DataCenterWorld, receiver: Receiver, row: Told) -> None:
    """One delivery: its headers, its signature over the bytes that came, and its body."""
    secret = {"secret": SECRET}
    (receipt,) = deliveries(world, receiver, row.event, row.prepare(world), configuration=secret)
    headers, body = receipt.headers, receipt.body
    assert headers["X-Event-Key"] == body["eventKey"] == row.event
    assert headers["Content-Type"].startswith("application/json")
    assert headers["X-Request-Id"]
    assert headers["X-Hub-Signature"] == signature(SECRET, receipt.content)
    assert not {"X-Request-UUID", "X-Hook-UUID", "X-Attempt-Number"} & set(headers)
    assert _DATE.match(body["date"])
    assert contains(body, {"actor": {"name": ...}, **row.says}), body
    assert not row.lacks & set(body)


def test_project_is_told_of_its_new_name(world: DataCenterWorld, receiver: Receiver) -> None:
    """Hooks of the project are; the message names no repository."""
    place = "/api/1.0/projects/ACME"
    deed = partial(world.http().put, place, json={"name": world.name()})
    (receipt,) = deliveries(world, receiver, "project:modified", deed, place=place)
    told = {"actor": {"name": "admin"}, "old": {"key": "ACME"}, "new": {"key": "ACME"}}
    assert contains(receipt.body, told), receipt.body
    assert receipt.body["new"]["name"] != receipt.body["old"]["name"]
    assert receipt.headers["X-Event-Key"] == receipt.body["eventKey"] == "project:modified"
    event = parse("bitbucket-datacenter", receipt.headers, receipt.content)
    assert type(event) is UnknownEvent


#: What the emulator does not send, as which event it is read, and why.
NOT_SENT: Final = {
    "repo:secret_detected": (UnknownEvent, "the server finds secrets by a scan of its own"),
    "mirror:repo_synchronized": (UnknownEvent, "a mirror is another server"),
}


@pytest.mark.parametrize("event", NOT_SENT)
def test_event_that_is_not_sent_is_read(event: str) -> None:
    """From a message in the vendor's shape; recorded ones are read by the tests of webhooks."""
    body = json.dumps({"eventKey": event, **DATA_CENTER_BODY}).encode()
    found = parse("bitbucket-datacenter", {"X-Event-Key": event}, body)
    assert (type(found), found.key) == (NOT_SENT[event][0], event)


def test_every_event_is_sent_or_told_why_not() -> None:
    """Whatever a hook can ask for."""
    sent = {row.event for row in ROWS} | {"project:modified"}
    assert sent | set(NOT_SENT) == EVENTS
    assert sent.isdisjoint(NOT_SENT)


def test_without_a_secret_nothing_is_signed(world: DataCenterWorld, receiver: Receiver) -> None:
    """There is no signature then, not one of an empty secret."""
    deed = partial(world.branch, world.code, world.name(), "main")
    (receipt,) = deliveries(world, receiver, "repo:refs_changed", deed)
    assert not {"X-Hub-Signature", "Authorization"} & set(receipt.headers)


def test_credentials_of_a_hook_are_sent(world: DataCenterWorld, receiver: Receiver) -> None:
    """As Basic, beside the signature or without it."""
    deed = partial(world.branch, world.code, world.name(), "main")
    login = {"username": "ci", "password": "open sesame"}
    (receipt,) = deliveries(world, receiver, "repo:refs_changed", deed, credentials=login)
    expected = base64.b64encode(b"ci:open sesame").decode()
    assert receipt.headers["Authorization"] == f"Basic {expected}"


def test_ping_is_not_signed(world: DataCenterWorld, receiver: Receiver) -> None:
    """It comes of testing a connection, and its body says nothing else."""
    body = {
        "name": "x",
        "url": receiver.url,
        "events": ["pr:opened"],
        "configuration": {"secret": SECRET},
    }
    hook = world.http().post(f"{world.code}/webhooks", json=body).json()
    query = {"webhookId": hook["id"], "url": receiver.url}
    assert world.http().post(f"{world.code}/webhooks/test", params=query, json={}).is_success
    (receipt,) = receiver.got
    assert (receipt.headers["X-Event-Key"], receipt.body) == ("diagnostics:ping", {"test": True})
    assert "X-Hub-Signature" not in receipt.headers
    world.http().delete(f"{world.code}/webhooks/{hook['id']}")


@pytest.mark.parametrize(
    "event",
    ["pr:to_ref_updated", "pr:reviewer:changes_requested", "repo:pushed", "diagnostics:ping"],
)
def test_event_that_the_server_does_not_take_is_refused(world: DataCenterWorld, event: str) -> None:
    """Two of them are on the vendor's page, and servers refuse them all the same."""
    body = {"name": "x", "url": "http://127.0.0.1:9/", "active": True, "events": [event]}
    answer = world.http().post(f"{world.code}/webhooks", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["context"]) == (400, "events")


@pytest.mark.parametrize(
    "event",
    [
        *("repo:refs_changed", "repo:modified", "repo:forked", "repo:secret_detected"),
        *(f"repo:comment:{word}" for word in ("added", "edited", "deleted")),
        *("mirror:repo_synchronized", "project:modified"),
        *(f"pr:{word}" for word in ("opened", "from_ref_updated", "modified", "merged")),
        *("pr:declined", "pr:deleted"),
        *(f"pr:reviewer:{word}" for word in ("updated", "approved", "unapproved", "needs_work")),
        *(f"pr:comment:{word}" for word in ("added", "edited", "deleted")),
    ],
)
def test_event_that_servers_were_seen_to_take_is_taken(world: DataCenterWorld, event: str) -> None:
    """Every key that releases 9.2 to 10.4 accepted; those of projects, on projects."""
    place = "/api/1.0/projects/ACME" if event == "project:modified" else f"{REPOS}/site"
    body = {"name": "x", "url": "http://127.0.0.1:9/", "active": False, "events": [event]}
    made = world.http().post(f"{place}/webhooks", json=body)
    assert (made.status_code, made.json().get("events")) == (201, [event])
    world.http().delete(f"{place}/webhooks/{made.json()['id']}")


@pytest.mark.parametrize(("version", "kind"), [("9.4", int), ("10.4", str)])
def test_dates_of_pull_requests_are_text_from_10_3_on(
    receiver: Receiver, version: str, kind: type
) -> None:
    """Before it they are milliseconds; the date of the event itself is a text in both."""
    with (
        served("bitbucket-datacenter", version=version) as (server, app),
        ExitStack() as opened,
    ):
        world = DataCenterWorld(server, app, opened)
        (receipt,) = deliveries(world, receiver, "pr:opened", world.pull)
    assert type(receipt.body["pullRequest"]["createdDate"]) is kind
    assert _DATE.match(receipt.body["date"])
