"""Tasks: a text and a state, on a pull request or on a comment."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from githost.errors import ConfigurationError
from tests.bitbucket.cloud.exchanges import PULL, account, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_TASKS = f"{PULL}/tasks"


def _task(**more: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "state": "UNRESOLVED",
        "content": {"raw": "Write *tests*", "markup": "markdown"},
        "creator": account("ann"),
        "created_on": "2024-01-02T03:04:05.678901+00:00",
        "pending": False,
        **more,
    }


def test_fewer_than_ten_a_page_are_not_asked_for(cloud: Callable[..., Scripted]) -> None:
    """Cloud refuses that."""
    host = cloud(page([_task(comment={"id": 11}), _task(id=6, state="RESOLVED", creator=None)]))
    first, second = host.host.tasks.list("acme/site", 7, page_size=2)
    assert (first.id, first.body, first.done, first.comment) == ("5", "Write *tests*", False, "11")
    assert (second.done, second.comment, second.author) == (True, None, None)
    assert host.sent == [f"GET {_TASKS}?pagelen=10"]


@pytest.mark.parametrize(
    ("comment", "body"),
    [
        (None, {"content": {"raw": "Add it"}}),
        ("11", {"content": {"raw": "Add it"}, "comment": {"id": 11}}),
    ],
    ids=["pull request", "comment"],
)
def test_task_may_hang_on_a_comment(
    cloud: Callable[..., Scripted], comment: str | None, body: dict[str, Any]
) -> None:
    """By number in the document."""
    host = cloud(answer(201, _task(comment=body.get("comment"))))
    assert host.host.tasks.create("acme/site", 7, "Add it", comment=comment).comment == comment
    assert host.sent == [f"POST {_TASKS}"]
    assert host.body() == body


def test_changes_send_what_changes_alone(cloud: Callable[..., Scripted]) -> None:
    """The text stays when the state changes, and the other way round."""
    done = _task(state="RESOLVED")
    host = cloud(answer(200, done), answer(200, _task()), answer(200, _task()), httpx.Response(204))
    tasks = host.host.tasks
    assert tasks.resolve("acme/site", 7, "5").done
    assert not tasks.reopen("acme/site", 7, "5").done
    tasks.update("acme/site", 7, "5", "New")
    tasks.delete("acme/site", 7, "5")
    assert host.sent == [*[f"PUT {_TASKS}/5"] * 3, f"DELETE {_TASKS}/5"]
    assert [host.body(at) for at in range(3)] == [
        {"state": "RESOLVED"},
        {"state": "UNRESOLVED"},
        {"content": {"raw": "New"}},
    ]


def test_id_that_is_no_number_is_refused(cloud: Callable[..., Scripted]) -> None:
    """It would be another address."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="no comment or task"):
        host.host.tasks.resolve("acme/site", 7, "5/../6")
    assert host.sent == []
