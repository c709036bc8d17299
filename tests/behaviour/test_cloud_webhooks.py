"""What Bitbucket Cloud tells webhooks: headers, signature, and the event of each deed.

https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/ and
https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/. What the emulator has no cause to
send stands in a table of its own, and is read from messages in the vendor's shape.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, Final

import pytest

from githost.webhooks import CommentEvent, RepositoryEvent, UnknownEvent, parse
from tests.behaviour.cloud import CloudWorld
from tests.behaviour.situations import contains
from tests.behaviour.told import Told, told
from tests.receiver import Receipt, Receiver, receiving, signature
from tests.served import served
from tests.webhooks.bodies import CLOUD_BODY

SECRET: Final = "hush, \u00fcml\u00e4ut"
ROWS: list[Told] = []
row = partial(told, ROWS)

_UUID: Final = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_SHA: Final = re.compile("^[0-9a-f]{40}$")
_ABOUT: Final = {"actor": {"uuid": ...}, "repository": {"full_name": re.compile("^acme/")}}
Deed = Callable[[], object]
#: What only a workspace's hooks are told, or they too.
OF_WORKSPACES: Final = ("repo:created", "repo:updated", "repo:deleted")
#: What the emulator does not send, as which event it is read, and why.
NOT_SENT: Final = {
    "repo:transfer": (RepositoryEvent, "no API transfers a repository to another workspace"),
    "repo:imported": (RepositoryEvent, "no API imports a repository"),
    "project:updated": (UnknownEvent, "the vendor documents no message for it"),
    "pipeline:span_created": (UnknownEvent, "there are no pipelines in the emulator"),
}


def change(**parts: Any) -> dict[str, Any]:
    """Return what a push of one change contains."""
    return {"push": {"changes": [parts]}}


def pull_request(**parts: Any) -> dict[str, Any]:
    """Return what an event of a pull request contains."""
    return {"pullrequest": parts}


@row(
    "branch made",
    "repo:push",
    change(
        old=None,
        new={"type": "branch", "target": {"hash": re.compile("^.{40}$")}},
        created=True,
        closed=False,
        forced=False,
    ),
)
def _(w: CloudWorld) -> Deed:
    return lambda: w.branch(w.code, w.name(), "main")


@row(
    "branch moved",
    "repo:push",
    change(
        old={"type": "branch"},
        new={"type": "branch"},
        created=False,
        closed=False,
        truncated=False,
        commits=[{"message": re.compile("Move")}],
    ),
)
def _(w: CloudWorld) -> Deed:
    form = {"message": "Move", "branch": w.branch(w.code, w.name(), "main"), "/c.txt": "c\n"}
    return lambda: w.http().post(f"{w.code}/src", data=form)


@row("branch deleted", "repo:push", change(old={"type": "branch"}, new=None, closed=True))
def _(w: CloudWorld) -> Deed:
    name = w.branch(w.code, w.name(), "main")
    return lambda: w.http().delete(f"{w.code}/refs/branches/{name}")


@row("tag made", "repo:push", change(old=None, new={"type": "tag"}, created=True))
def _(w: CloudWorld) -> Deed:
    body = {"name": w.name(), "target": {"hash": "main"}}
    return lambda: w.http().post(f"{w.code}/refs/tags", json=body)


@row("repository forked", "repo:fork", {"fork": {"full_name": re.compile("^acme/")}})
def _(w: CloudWorld) -> Deed:
    body = {"name": w.name(), "workspace": {"slug": "acme"}}
    return lambda: w.http().post(f"{w.code}/forks", json=body)


@row(
    "repository described anew",
    "repo:updated",
    {"changes": {"description": {"old": ..., "new": re.compile("^case-")}}},
)
def _(w: CloudWorld) -> Deed:
    return lambda: w.http().put(w.code, json={"description": w.name()})


@row(
    "build told first",
    "repo:commit_status_created",
    {"commit_status": {"key": re.compile("^case-"), "state": "INPROGRESS"}},
)
def _(w: CloudWorld) -> Deed:
    tip = w.http().get(f"{w.code}/commit/main").json()["hash"]
    body = {"key": w.name(), "state": "INPROGRESS", "url": "https://ci.example.com/"}
    return lambda: w.http().post(f"{w.code}/commit/{tip}/statuses/build", json=body)


@row("build told again", "repo:commit_status_updated", {"commit_status": {"state": "FAILED"}})
def _(w: CloudWorld) -> Deed:
    tip = w.http().get(f"{w.code}/commit/main").json()["hash"]
    address = f"{w.code}/commit/{tip}/statuses/build"
    body = {"key": w.name(), "state": "INPROGRESS", "url": "https://ci.example.com/"}
    assert w.http().post(address, json=body).status_code == 201
    return lambda: w.http().post(address, json=body | {"state": "FAILED"})


@row(
    "commit commented",
    "repo:commit_comment_created",
    {
        "comment": {"id": ..., "content": {"raw": "Why?"}, "inline": {"path": "a.txt", "to": 1}},
        "commit": {"hash": _SHA},
    },
    lacks=("pullrequest",),
)
def _(w: CloudWorld) -> Deed:
    body = {"content": {"raw": "Why?"}, "inline": {"path": "a.txt", "to": 1}}
    return lambda: w.http().post(f"{w.code}/commit/main/comments", json=body)


@row(
    "comment on a commit answered",
    "repo:commit_comment_created",
    {"comment": {"content": {"raw": "Because."}, "parent": {"id": ...}}, "commit": {"hash": _SHA}},
)
def _(w: CloudWorld) -> Deed:
    address = f"{w.code}/commit/main/comments"
    asked = w.http().post(address, json={"content": {"raw": "Why?"}}).json()["id"]
    body = {"content": {"raw": "Because."}, "parent": {"id": asked}}
    return lambda: w.http("bob").post(address, json=body)


@row("pull request opened", "pullrequest:created", pull_request(state="OPEN", title="T"))
def _(w: CloudWorld) -> Deed:
    return w.pull


@row("pull request edited", "pullrequest:updated", pull_request(title="T2"))
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().put(pull, json={"title": "T2"})


@row("reviewers changed", "pullrequest:updated", pull_request(reviewers=[{"nickname": "bob"}]))
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    body = {"title": "T", "reviewers": [{"uuid": w.server.users["bob"]["id"]}]}
    return lambda: w.http().put(pull, json=body)


@pytest.mark.parametrize("event", ["pullrequest:updated", "pullrequest:push"])
def test_new_commits_of_a_pull_request_are_told(
    world: CloudWorld, receiver: Receiver, event: str
) -> None:
    """The event names the pull request with its new source."""
    pull = world.pull()
    source = world.http().get(pull).json()["source"]["branch"]["name"]
    form = {"message": "Move", "branch": source, "/c.txt": "c\n"}
    (receipt,) = deliveries(
        world, receiver, event, lambda: world.http().post(f"{world.code}/src", data=form)
    )
    assert receipt.body["pullrequest"]["source"]["branch"]["name"] == source


@row("approved", "pullrequest:approved", {"approval": {"date": ..., "user": {"nickname": "bob"}}})
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http("bob").post(f"{pull}/approve")


@row("approval withdrawn", "pullrequest:unapproved", {"approval": {"user": {"nickname": "bob"}}})
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    w.http("bob").post(f"{pull}/approve")
    return lambda: w.http("bob").delete(f"{pull}/approve")


@row(
    "changes requested",
    "pullrequest:changes_request_created",
    {"changes_request": {"date": ..., "user": {"nickname": "bob"}}},
)
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http("bob").post(f"{pull}/request-changes")


@row(
    "request for changes withdrawn",
    "pullrequest:changes_request_removed",
    {"changes_request": {"user": {"nickname": "bob"}}},
)
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    w.http("bob").post(f"{pull}/request-changes")
    return lambda: w.http("bob").delete(f"{pull}/request-changes")


@row(
    "merged",
    "pullrequest:fulfilled",
    pull_request(state="MERGED", merge_commit={"hash": ...}, closed_by={"nickname": "admin"}),
)
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().post(f"{pull}/merge")


@row("declined", "pullrequest:rejected", pull_request(state="DECLINED"))
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().post(f"{pull}/decline")


def remark(w: CloudWorld) -> str:
    """Write a comment on a line of a new pull request, and return its address."""
    pull = w.pull()
    body = {"content": {"raw": "x"}, "inline": {"path": "b.txt", "to": 1}}
    made = w.http().post(f"{pull}/comments", json=body)
    return f"{pull}/comments/{made.json()['id']}"


@row(
    "commented",
    "pullrequest:comment_created",
    {"comment": {"content": {"raw": "Why?"}}, "pullrequest": {"id": ...}},
)
def _(w: CloudWorld) -> Deed:
    pull = w.pull()
    return lambda: w.http().post(f"{pull}/comments", json={"content": {"raw": "Why?"}})


@row("comment edited", "pullrequest:comment_updated", {"comment": {"content": {"raw": "y"}}})
def _(w: CloudWorld) -> Deed:
    comment = remark(w)
    return lambda: w.http().put(comment, json={"content": {"raw": "y"}})


@row("comment deleted", "pullrequest:comment_deleted", {"comment": {"id": ...}})
def _(w: CloudWorld) -> Deed:
    comment = remark(w)
    return lambda: w.http().delete(comment)


@row("comment resolved", "pullrequest:comment_resolved", {"comment": {"resolution": ...}})
def _(w: CloudWorld) -> Deed:
    comment = remark(w)
    return lambda: w.http().post(f"{comment}/resolve")


@row("comment reopened", "pullrequest:comment_reopened", {"comment": {"id": ...}})
def _(w: CloudWorld) -> Deed:
    comment = remark(w)
    w.http().post(f"{comment}/resolve")
    return lambda: w.http().delete(f"{comment}/resolve")


def deliveries(
    world: CloudWorld,
    receiver: Receiver,
    event: str,
    deed: Deed,
    *,
    place: str | None = None,
    secret: str | None = SECRET,
) -> list[Receipt]:
    """Do something while a hook listens for one event, and return what it was told."""
    hooks = f"{world.code if place is None else place}/hooks"
    body = {"description": "x", "url": receiver.url, "active": True, "events": [event]}
    made = world.http().post(hooks, json=body | ({"secret": secret} if secret else {}))
    assert made.status_code == 201, made.text
    done = deed()
    assert getattr(done, "status_code", 200) < 300, getattr(done, "text", "")
    assert world.app._world.forge.deliveries.drain()
    place_of_hook = made.json()["uuid"].replace("{", "%7B").replace("}", "%7D")
    assert world.http().delete(f"{hooks}/{place_of_hook}").status_code == 204
    for receipt in receiver.got:
        assert receipt.headers["X-Hook-UUID"] == made.json()["uuid"].strip("{}")
    return receiver.got


@pytest.fixture(scope="module")
def world() -> Iterator[CloudWorld]:
    """Serve the emulator."""
    with served("bitbucket-cloud") as (server, app), ExitStack() as opened:
        yield CloudWorld(server, app, opened)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a running receiver."""
    with receiving() as made:
        yield made


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.deed)
def test_deed_is_told(world: CloudWorld, receiver: Receiver, row: Told) -> None:
    """One delivery: its headers, its signature over the bytes that came, and its body."""
    (receipt,) = deliveries(world, receiver, row.event, row.prepare(world))
    headers = receipt.headers
    assert headers["X-Event-Key"] == row.event
    assert headers["Content-Type"].startswith("application/json")
    assert _UUID.match(headers["X-Request-UUID"])
    assert _UUID.match(headers["X-Hook-UUID"])
    assert headers["X-Attempt-Number"] == "1"
    assert headers["X-Hub-Signature"] == signature(SECRET, receipt.content)
    assert "X-Request-Id" not in headers
    assert contains(receipt.body, {**_ABOUT, **row.says}), receipt.body
    assert not row.lacks & set(receipt.body)


def test_changed_comment_on_a_commit_is_not_told(world: CloudWorld, receiver: Receiver) -> None:
    """Cloud has an event for its making only."""
    address = f"{world.code}/commit/main/comments"

    def change_and_delete() -> None:
        made = world.http().post(address, json={"content": {"raw": "x"}}).json()
        comment = f"{address}/{made['id']}"
        assert world.http().put(comment, json={"content": {"raw": "y"}}).status_code == 201
        assert world.http().delete(comment).status_code == 204

    event = "repo:commit_comment_created"
    (receipt,) = deliveries(world, receiver, event, change_and_delete)
    assert receipt.body["comment"]["content"]["raw"] == "x"
    read = parse("bitbucket-cloud", receipt.headers, receipt.content)
    assert isinstance(read, CommentEvent)
    assert (read.commit, read.comment.body) == (receipt.body["commit"]["hash"], "x")


@pytest.mark.parametrize("event", OF_WORKSPACES)
def test_workspace_is_told_of_its_repositories(
    world: CloudWorld, receiver: Receiver, event: str
) -> None:
    """A repository is made, changed and deleted; the workspace's hook is told one of it."""
    address = f"/repositories/acme/{world.name()}"

    def live() -> None:
        for one, body in (("POST", {}), ("PUT", {"description": "x"}), ("DELETE", None)):
            assert world.http().request(one, address, json=body).is_success

    (receipt,) = deliveries(world, receiver, event, live, place="/workspaces/acme")
    assert receipt.body["repository"]["full_name"] == address.removeprefix("/repositories/")


@pytest.mark.parametrize("event", NOT_SENT)
def test_event_that_is_not_sent_is_read(event: str) -> None:
    """From a message in the vendor's shape; recorded ones are read by the tests of webhooks."""
    found = parse("bitbucket-cloud", {"X-Event-Key": event}, json.dumps(CLOUD_BODY).encode())
    assert (type(found), found.key) == (NOT_SENT[event][0], event)


def test_every_event_is_sent_or_told_why_not(world: CloudWorld) -> None:
    """Whatever a hook can ask for, but those of issue trackers, which Cloud has no more."""
    pages = [
        world.http(None).get(f"/hook_events/{kind}", params={"pagelen": 100})
        for kind in ("repository", "workspace")
    ]
    offered = {one["event"] for page in pages for one in page.json()["values"]}
    sent = {row.event for row in ROWS} | {*OF_WORKSPACES, "pullrequest:push"}
    assert sent | set(NOT_SENT) == {key for key in offered if not key.startswith("issue:")}
    assert sent.isdisjoint(NOT_SENT)


def test_without_a_secret_nothing_is_signed(world: CloudWorld, receiver: Receiver) -> None:
    """There is no signature then, not one of an empty secret."""
    deed = partial(world.branch, world.code, world.name(), "main")
    (receipt,) = deliveries(world, receiver, "repo:push", deed, secret=None)
    assert "X-Hub-Signature" not in receipt.headers


@pytest.mark.parametrize("event", ["repo:pushed", "repo:created"])
def test_event_that_a_repository_does_not_have_is_refused(world: CloudWorld, event: str) -> None:
    """An unknown key, and one that workspaces alone have."""
    body = {"description": "x", "url": "http://127.0.0.1:9/", "active": True, "events": [event]}
    answer = world.http().post(f"{world.code}/hooks", json=body)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["events"])
