"""Comments: places on the diff, answers, threads."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from githost.errors import (
    AmbiguousWriteError,
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
    UnsupportedError,
    WrongStateError,
)
from githost.model import Anchor, Side
from tests.bitbucket.cloud.exchanges import PULL, SHA, account, comment, page, pull_request, refusal
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_COMMENTS = f"{PULL}/comments"


def test_list_is_flat_and_keeps_what_marks_deleted_ones(cloud: Callable[..., Scripted]) -> None:
    """Those that have answers stay, without their text."""
    gone = comment(1, "secret", deleted=True)
    reply = comment(2, "Why?", parent={"id": 1, "links": {}}, user=None)
    host = cloud(page([gone, reply]))
    first, second = host.host.comments.list("acme/site", 7)
    assert (first.id, first.body, first.deleted) == ("1", "", True)
    assert (second.parent, second.author, second.deleted) == ("1", None, False)
    assert host.sent == [f"GET {_COMMENTS}?pagelen=100"]


@pytest.mark.parametrize(
    ("inline", "anchor"),
    [
        ({"path": "a.py", "from": None, "to": 12}, Anchor(path="a.py", line=12)),
        ({"path": "a.py", "from": 9, "to": None}, Anchor(path="a.py", line=9, side=Side.OLD)),
        ({"path": "a.py", "from": 9, "to": 12}, Anchor(path="a.py", line=12)),
        ({"path": "a.py", "from": None, "to": None}, Anchor(path="a.py")),
        ({"path": "a.py"}, Anchor(path="a.py")),
    ],
    ids=["new", "old", "unchanged", "file", "file without lines"],
)
def test_place_is_read(
    cloud: Callable[..., Scripted], inline: dict[str, Any], anchor: Anchor
) -> None:
    """`to` counts in the new file, `from` in the old, neither stands for the file."""
    host = cloud(answer(200, comment(inline=inline, resolution={"type": "x", "user": None})))
    found = host.host.comments.get("acme/site", 7, "11")
    assert found.anchor == anchor
    assert found.resolved


@pytest.mark.parametrize(
    ("anchor", "inline"),
    [
        (Anchor(path="a.py", line=12), {"path": "a.py", "to": 12}),
        (Anchor(path="a.py", line=9, side=Side.OLD), {"path": "a.py", "from": 9}),
        (Anchor(path="a.py"), {"path": "a.py"}),
    ],
    ids=["new", "old", "file"],
)
def test_place_is_sent(
    cloud: Callable[..., Scripted], anchor: Anchor, inline: dict[str, Any]
) -> None:
    """One request, and one key for the line."""
    host = cloud(answer(201, comment(inline=inline)))
    assert host.host.comments.create("acme/site", 7, "Why?", anchor=anchor).anchor == anchor
    assert host.sent == [f"POST {_COMMENTS}"]
    assert host.body() == {"content": {"raw": "Why?"}, "inline": inline}


def test_place_at_a_commit_is_compared_with_the_newest(cloud: Callable[..., Scripted]) -> None:
    """Cloud takes no commit; its own is told by 12 digits."""
    here = Anchor(path="a.py", line=1, commit=SHA)
    inline = {"path": "a.py", "to": 1}
    host = cloud(answer(200, pull_request()), answer(201, comment(inline=inline)))
    host.host.comments.create("acme/site", 7, "Why?", anchor=here)
    assert host.sent == [f"GET {PULL}", f"POST {_COMMENTS}"]
    host = cloud(answer(200, pull_request()))
    there = Anchor(path="a.py", line=1, commit="f" * 40)
    with pytest.raises(UnsupportedError, match="leave the commit out"):
        host.host.comments.create("acme/site", 7, "Why?", anchor=there)


def test_answer_names_its_comment(cloud: Callable[..., Scripted]) -> None:
    """By number in the document, by text in the model."""
    host = cloud(answer(201, comment(12, parent={"id": 11})))
    assert host.host.comments.create("acme/site", 7, "Yes", reply_to="11").parent == "11"
    assert host.body() == {"content": {"raw": "Yes"}, "parent": {"id": 11}}


def test_answer_that_cloud_did_not_take_as_one_is_told(cloud: Callable[..., Scripted]) -> None:
    """The comment stands by itself then, and the error says so."""
    host = cloud(answer(201, comment(12)))
    with pytest.raises(NotFoundError, match="comment 12 on acme/site#7 was written"):
        host.host.comments.create("acme/site", 7, "Yes", reply_to="11")


@pytest.mark.parametrize(
    "given",
    [
        {"anchor": Anchor(path="a.py"), "reply_to": "11"},
        {"reply_to": "eleven"},
        {"reply_to": "../7"},
        {"anchor": Anchor(path="a.py", line=0)},
    ],
    ids=["both", "word", "path", "line"],
)
def test_what_cannot_be_is_refused(cloud: Callable[..., Scripted], given: dict[str, Any]) -> None:
    """Nothing is sent."""
    host = cloud()
    with pytest.raises(ConfigurationError):
        host.host.comments.create("acme/site", 7, "x", **given)
    assert host.sent == []


def test_comment_is_not_sent_twice(cloud: Callable[..., Scripted]) -> None:
    """Cloud would keep both: it is looked for, and where it is not found nobody knows."""
    host = cloud(refusal(503), answer(200, account()), answer(200, {"values": []}))
    with pytest.raises(AmbiguousWriteError, match="a comment on acme/site#7 may exist"):
        host.host.comments.create("acme/site", 7, "x")
    assert host.paths == [f"POST {_COMMENTS}", "GET /user", f"GET {_COMMENTS}"]


def test_text_is_changed_and_deleted(cloud: Callable[..., Scripted]) -> None:
    """The text alone is sent."""
    host = cloud(answer(200, comment(text="New")), httpx.Response(204))
    assert host.host.comments.update("acme/site", 7, "11", "New").body == "New"
    host.host.comments.delete("acme/site", 7, "11")
    assert host.sent == [f"PUT {_COMMENTS}/11", f"DELETE {_COMMENTS}/11"]
    assert host.body(0) == {"content": {"raw": "New"}}


def test_thread_is_settled_and_opened_again(cloud: Callable[..., Scripted]) -> None:
    """Two methods of one address."""
    host = cloud(answer(200, {"type": "comment_resolution"}), httpx.Response(204))
    host.host.comments.resolve("acme/site", 7, "11")
    host.host.comments.reopen("acme/site", 7, "11")
    assert host.sent == [f"POST {_COMMENTS}/11/resolve", f"DELETE {_COMMENTS}/11/resolve"]


def test_thread_that_cannot_be_settled_is_refused(cloud: Callable[..., Scripted]) -> None:
    """General comments and answers are 403, settled ones 409."""
    host = cloud(refusal(403), refusal(409, "This comment is already resolved"))
    with pytest.raises(PermissionDeniedError):
        host.host.comments.resolve("acme/site", 7, "11")
    with pytest.raises(WrongStateError):
        host.host.comments.resolve("acme/site", 7, "11")
