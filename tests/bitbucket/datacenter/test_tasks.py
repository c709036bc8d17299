"""Tasks: comments that block, changed under their own version."""

from collections.abc import Callable

import pytest

from githost.errors import NotFoundError
from tests.bitbucket.datacenter.exchanges import PULL, comment, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_TASKS = f"{PULL}/blocker-comments"


def test_tasks_are_listed_with_their_state(connect: Callable[..., Scripted]) -> None:
    """Open and done ones, and what they hang on."""
    server = connect(
        page(
            [
                comment(1, severity="BLOCKER"),
                comment(2, severity="BLOCKER", state="RESOLVED", parent={"id": 9}),
            ]
        )
    )
    found = list(server.host.tasks.list("ACME/site", 7))
    assert [(task.id, task.done, task.comment) for task in found] == [
        ("1", False, None),
        ("2", True, "9"),
    ]
    assert server.sent == [f"GET {_TASKS}?limit=1000"]


def test_task_is_created_on_a_comment(connect: Callable[..., Scripted]) -> None:
    """It tells what it hangs on even where the server does not."""
    server = connect(answer(201, comment(2, "Do", severity="BLOCKER")))
    assert server.host.tasks.create("ACME/site", 7, "Do", comment="1").comment == "1"
    assert server.sent == [f"POST {_TASKS}"]
    assert server.body() == {"text": "Do", "parent": {"id": 1}}


@pytest.mark.parametrize(("verb", "state"), [("resolve", "RESOLVED"), ("reopen", "OPEN")])
def test_state_is_changed_under_the_version(
    connect: Callable[..., Scripted], verb: str, state: str
) -> None:
    """Two requests: the version is read first."""
    server = connect(
        answer(200, comment(2, severity="BLOCKER", version=4)),
        answer(200, comment(2, severity="BLOCKER", version=5, state=state)),
    )
    task = getattr(server.host.tasks, verb)("ACME/site", 7, "2")
    assert task.done is (state == "RESOLVED")
    assert server.sent == [f"GET {_TASKS}/2", f"PUT {_TASKS}/2"]
    assert server.body() == {"version": 4, "state": state}


def test_text_and_deletion_carry_the_version(connect: Callable[..., Scripted]) -> None:
    """In the body, and in the query."""
    task = comment(2, severity="BLOCKER", version=4)
    server = connect(answer(200, task), answer(200, task), answer(200, task), answer(204))
    server.host.tasks.update("ACME/site", 7, "2", "Now")
    assert server.body() == {"version": 4, "text": "Now"}
    server.host.tasks.delete("ACME/site", 7, "2")
    assert server.sent[-1] == f"DELETE {_TASKS}/2?version=4"


def test_comment_is_not_found_among_tasks(connect: Callable[..., Scripted]) -> None:
    """The server keeps both in one place."""
    server = connect(answer(200, comment(2)))
    with pytest.raises(NotFoundError, match="see comments"):
        server.host.tasks.delete("ACME/site", 7, "2")
