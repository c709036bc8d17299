"""Tags: read in the core, written in the git module."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import NotFoundError
from tests.bitbucket.datacenter.exchanges import REPO, complaint, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_GIT = "/git/1.0/projects/ACME/repos/site/tags"


def _tag(name: str = "v1", digest: str | None = "d" * 40) -> dict[str, Any]:
    return {
        "id": f"refs/tags/{name}",
        "displayId": name,
        "latestCommit": "a" * 40,
        "hash": digest,
    }


def test_commit_and_tag_object_are_told_apart(connect: Callable[..., Scripted]) -> None:
    """A lightweight tag has no object of its own."""
    server = connect(page([_tag(), _tag("v2", None)]))
    found = list(server.host.tags.list("ACME/site", query="v"))
    assert [(tag.name, tag.commit, tag.annotated) for tag in found] == [
        ("v1", "a" * 40, True),
        ("v2", "a" * 40, False),
    ]
    assert server.sent == [f"GET {REPO}/tags?filterText=v&limit=1000"]


@pytest.mark.parametrize(
    ("message", "more"),
    [(None, {"type": "LIGHTWEIGHT"}), ("One", {"type": "ANNOTATED", "message": "One"})],
    ids=["lightweight", "annotated"],
)
def test_message_makes_an_annotated_tag(
    connect: Callable[..., Scripted], message: str | None, more: dict[str, str]
) -> None:
    """The kind is said outright."""
    server = connect(answer(201, _tag()))
    server.host.tags.create("ACME/site", "v1", target="main", message=message)
    assert server.sent == [f"POST {_GIT}"]
    assert server.body() == {"name": "v1", "startPoint": "refs/heads/main", **more}


def test_tag_is_read_and_deleted_by_name(connect: Callable[..., Scripted]) -> None:
    """Slashes in the name stay; a missing one is named by no exception."""
    server = connect(answer(200, _tag("rel/1")), answer(204), complaint(404))
    assert server.host.tags.get("ACME/site", "refs/tags/rel/1").name == "rel/1"
    server.host.tags.delete("ACME/site", "rel/1")
    assert server.sent == [f"GET {REPO}/tags/rel/1", f"DELETE {_GIT}/rel/1"]
    with pytest.raises(NotFoundError):
        server.host.tags.delete("ACME/site", "rel/1")
