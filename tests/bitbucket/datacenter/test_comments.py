"""Comments: read from activities, put on lines, changed under their own version."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    StaleRevisionError,
    UnsupportedError,
    ValidationError,
)
from githost.model import Anchor, Side
from tests.bitbucket.datacenter.exchanges import (
    PULL,
    activity,
    comment,
    complaint,
    page,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _said(number: int, document: dict[str, Any], action: str = "ADDED", **more: Any) -> Any:
    return activity(number, comment=document, commentAction=action, **more)


def test_thread_is_listed_flat_and_each_comment_once(connect: Callable[..., Scripted]) -> None:
    """Activities repeat a comment for what was done to it, and nest the answers."""
    thread = comment(1, "Root", comments=[comment(2, "Yes", comments=[comment(3, "No")])])
    server = connect(
        page([activity(9, "APPROVED"), _said(8, thread, "EDITED"), _said(7, thread)], 3),
        page([_said(2, thread), _said(1, comment(4, "Other"))]),
    )
    found = list(server.host.comments.list("ACME/site", 7))
    assert [(one.id, one.body, one.parent) for one in found] == [
        ("1", "Root", None),
        ("2", "Yes", "1"),
        ("3", "No", "2"),
        ("4", "Other", None),
    ]
    assert server.sent == [
        f"GET {PULL}/activities?limit=1000",
        f"GET {PULL}/activities?limit=1000&start=3",
    ]


def test_resumed_list_repeats_nothing(connect: Callable[..., Scripted]) -> None:
    """The cursor knows which comments were given."""
    thread = comment(1, "Root", comments=[comment(2, "Yes")])
    server = connect(
        page([_said(8, thread, "EDITED")], 3), page([_said(2, thread), _said(1, comment(4))])
    )
    first = next(iter(server.host.comments.list("ACME/site", 7).pages()))
    rest = server.host.comments.list("ACME/site", 7, cursor=first.next)
    assert [one.id for one in rest] == ["4"]


def test_tasks_are_no_comments(connect: Callable[..., Scripted]) -> None:
    """A comment that blocks is a task, also as an answer; what answers it is a comment."""
    task = comment(2, "Do it", severity="BLOCKER", comments=[comment(3, "Doing")])
    thread = comment(1, "Root", comments=[task])
    server = connect(page([_said(8, thread), _said(7, comment(5, severity="BLOCKER"))]))
    found = list(server.host.comments.list("ACME/site", 7))
    assert [(one.id, one.parent) for one in found] == [("1", None), ("3", "2")]


def test_deleted_comment_is_not_listed(connect: Callable[..., Scripted]) -> None:
    """Its activity may stay."""
    server = connect(page([_said(8, comment(1), "DELETED"), _said(7, comment(1))]))
    assert list(server.host.comments.list("ACME/site", 7)) == []


def test_anchor_is_read_from_the_activity_and_from_the_comment(
    connect: Callable[..., Scripted],
) -> None:
    """Its path is a text, its line may be missing, and answers stand where their thread does."""
    beside = {"path": "a.py", "line": 4, "lineType": "ADDED", "fileType": "TO"}
    inside = {"path": {"toString": "b.py"}, "fileType": "FROM", "toHash": "c" * 40}
    server = connect(
        page(
            [
                _said(8, comment(1, comments=[comment(2)]), commentAnchor=beside),
                _said(7, comment(3, anchor=inside, comments=[comment(4)])),
            ]
        )
    )
    found = list(server.host.comments.list("ACME/site", 7))
    first = Anchor(path="a.py", line=4, side=Side.NEW)
    second = Anchor(path="b.py", side=Side.OLD, commit="c" * 40)
    assert [one.anchor for one in found] == [first, first, second, second]


def test_comment_is_read_by_its_id(connect: Callable[..., Scripted]) -> None:
    """The answer names what it answers."""
    server = connect(answer(200, comment(2, parent={"id": 1}, threadResolved=True)))
    found = server.host.comments.get("ACME/site", 7, "2")
    assert (found.parent, found.resolved) == ("1", True)
    assert server.sent == [f"GET {PULL}/comments/2"]


@pytest.mark.parametrize("comment", ["", "x", "1/../2", "\uff11"])
def test_id_that_is_no_number_is_refused(connect: Callable[..., Scripted], comment: str) -> None:
    """It would be another address; nothing is sent."""
    server = connect()
    for call in (server.host.comments.get, server.host.comments.delete, server.host.tasks.resolve):
        with pytest.raises(ConfigurationError, match="no comment or task"):
            call("ACME/site", 7, comment)
    assert server.paths == []


def test_task_is_not_found_among_comments(connect: Callable[..., Scripted]) -> None:
    """The server keeps both in one place."""
    server = connect(answer(200, comment(2, severity="BLOCKER")))
    with pytest.raises(NotFoundError, match="see tasks"):
        server.host.comments.get("ACME/site", 7, "2")


def test_general_comment_is_one_request(connect: Callable[..., Scripted]) -> None:
    """Only the text is sent."""
    server = connect(answer(201, comment(1, "Hi")))
    assert server.host.comments.create("ACME/site", 7, "Hi").body == "Hi"
    assert server.sent == [f"POST {PULL}/comments"]
    assert server.body() == {"text": "Hi"}


def test_answer_names_its_parent(connect: Callable[..., Scripted]) -> None:
    """Also where the server does not repeat it."""
    server = connect(answer(201, comment(2)))
    assert server.host.comments.create("ACME/site", 7, "Hi", reply_to="1").parent == "1"
    assert server.body() == {"text": "Hi", "parent": {"id": 1}}


@pytest.mark.parametrize("reply_to", ["", "x", "-1", "½", "{1}"])
def test_malformed_id_to_answer_is_refused(connect: Callable[..., Scripted], reply_to: str) -> None:
    """It goes into the document as a number."""
    server = connect()
    with pytest.raises(ConfigurationError):
        server.host.comments.create("ACME/site", 7, "Hi", reply_to=reply_to)


def test_anchor_and_answer_exclude_each_other(connect: Callable[..., Scripted]) -> None:
    """An answer stands where its thread does."""
    server = connect()
    with pytest.raises(ConfigurationError):
        server.host.comments.create("ACME/site", 7, "Hi", reply_to="1", anchor=Anchor(path="a"))


#: Lines 1 and 2 stand, old line 3 went, new lines 3 and 4 came, old 4 (new 5) stands.
DIFF = {
    "fromHash": "b" * 40,
    "toHash": "a" * 40,
    "truncated": False,
    "diffs": [
        {
            "source": {"toString": "a.py"},
            "destination": {"toString": "a.py"},
            "hunks": [
                {
                    "sourceLine": 1,
                    "sourceSpan": 4,
                    "destinationLine": 1,
                    "destinationSpan": 5,
                    "segments": [
                        {"type": "CONTEXT", "lines": [{"line": "1"}, {"line": "2"}]},
                        {"type": "REMOVED", "lines": [{"line": "3"}]},
                        {"type": "ADDED", "lines": [{"line": "3"}, {"line": "4"}]},
                        {"type": "CONTEXT", "lines": [{"line": "5"}]},
                    ],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("line", "side", "kind"),
    [
        (2, Side.NEW, "CONTEXT"),
        (3, Side.NEW, "ADDED"),
        (4, Side.NEW, "ADDED"),
        (5, Side.NEW, "CONTEXT"),
        (90, Side.NEW, "CONTEXT"),
        (2, Side.OLD, "CONTEXT"),
        (3, Side.OLD, "REMOVED"),
        (4, Side.OLD, "CONTEXT"),
    ],
)
def test_line_is_told_as_it_is_in_the_diff(
    connect: Callable[..., Scripted], line: int, side: Side, kind: str
) -> None:
    """Under the wrong word the comment would hang beside the diff."""
    server = connect(answer(200, DIFF), answer(201, comment(1)))
    server.host.comments.create(
        "ACME/site", 7, "Hi", anchor=Anchor(path="a.py", line=line, side=side)
    )
    assert server.sent == [f"GET {PULL}/diff/a.py?withComments=false", f"POST {PULL}/comments"]
    assert server.body()["anchor"] == {
        "path": "a.py",
        "line": line,
        "lineType": kind,
        "fileType": "FROM" if side is Side.OLD else "TO",
    }


def test_file_of_a_diff_that_was_cut_short_is_taken_as_changed(
    connect: Callable[..., Scripted],
) -> None:
    """A line that is not there may be behind the cut."""
    server = connect(answer(200, {**DIFF, "truncated": "true"}), answer(201, comment(1)))
    server.host.comments.create("ACME/site", 7, "Hi", anchor=Anchor(path="a.py", line=90))
    assert server.body()["anchor"]["lineType"] == "ADDED"


def test_comment_on_a_whole_file_has_no_line(connect: Callable[..., Scripted]) -> None:
    """A renamed file is named by both of its paths."""
    renamed = {"toHash": "a" * 40, "diffs": [{**DIFF["diffs"][0], "source": {"toString": "o.py"}}]}  # type: ignore[index]  # a document
    server = connect(answer(200, renamed), answer(201, comment(1)))
    server.host.comments.create("ACME/site", 7, "Hi", anchor=Anchor(path="a.py"))
    assert server.body()["anchor"] == {"path": "a.py", "srcPath": "o.py"}


def test_anchor_at_an_older_commit_is_refused(connect: Callable[..., Scripted]) -> None:
    """It would be put at the newest one without a word."""
    server = connect(answer(200, DIFF))
    anchor = Anchor(path="a.py", line=3, commit="f" * 40)
    with pytest.raises(UnsupportedError, match="leave the commit out"):
        server.host.comments.create("ACME/site", 7, "Hi", anchor=anchor)
    assert len(server.sent) == 1


def test_file_outside_the_diff_is_left_to_the_server(connect: Callable[..., Scripted]) -> None:
    """It refuses where it wants to."""
    server = connect(complaint(404, "NoSuchPathException"), complaint(400))
    with pytest.raises(ValidationError):
        server.host.comments.create("ACME/site", 7, "Hi", anchor=Anchor(path="x/y.py", line=1))
    assert server.paths == [f"GET {PULL}/diff/x/y.py", f"POST {PULL}/comments"]


def test_change_carries_the_comments_own_version(connect: Callable[..., Scripted]) -> None:
    """Not the pull request's."""
    server = connect(answer(200, comment(1, version=5)), answer(200, comment(1, "New", version=6)))
    assert server.host.comments.update("ACME/site", 7, "1", "New").body == "New"
    assert server.sent == [f"GET {PULL}/comments/1", f"PUT {PULL}/comments/1"]
    assert server.body() == {"version": 5, "text": "New"}


def test_comment_changed_in_between_is_not_overwritten(connect: Callable[..., Scripted]) -> None:
    """Somebody else's text would be lost."""
    server = connect(answer(200, comment(1)), complaint(409, "comment.CommentOutOfDateException"))
    with pytest.raises(StaleRevisionError):
        server.host.comments.update("ACME/site", 7, "1", "New")


def test_delete_carries_the_version_in_the_query(connect: Callable[..., Scripted]) -> None:
    """A comment with answers stays."""
    server = connect(answer(200, comment(1, version=2)), complaint(409))
    with pytest.raises(ConflictError):
        server.host.comments.delete("ACME/site", 7, "1")
    assert server.sent[1] == f"DELETE {PULL}/comments/1?version=2"


def test_thread_is_settled_and_opened_again(connect: Callable[..., Scripted]) -> None:
    """By a change of its first comment."""
    server = connect(
        answer(200, comment(1)),
        answer(200, comment(1, version=1, threadResolved=True)),
        answer(200, comment(1, version=1, threadResolved=True)),
        answer(200, comment(1, version=2)),
    )
    server.host.comments.resolve("ACME/site", 7, "1")
    assert server.body() == {"version": 0, "threadResolved": True}
    server.host.comments.reopen("ACME/site", 7, "1")
    assert server.body() == {"version": 1, "threadResolved": False}


def test_release_without_settling_is_found_out(connect: Callable[..., Scripted]) -> None:
    """It would ignore the key and say that all went well."""
    bare = comment(1)
    del bare["threadResolved"]
    server = connect(answer(200, bare), answer(200, bare))
    with pytest.raises(UnsupportedError, match="left the thread"):
        server.host.comments.resolve("ACME/site", 7, "1")
