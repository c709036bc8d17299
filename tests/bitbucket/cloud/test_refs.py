"""Branches and tags: names with slashes, the default branch, annotations."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import AlreadyExistsError, NotFoundError
from tests.bitbucket.cloud.exchanges import REPO, page, refusal, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_SHA = "a" * 40


def _ref(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "branch", "name": name, "target": {"hash": _SHA, "type": "commit"}, **more}


def test_slashes_of_a_name_stay_and_the_rest_is_escaped(cloud: Callable[..., Scripted]) -> None:
    """`refs/heads/` is taken off."""
    host = cloud(answer(200, _ref("feature/a#b")))
    host.host.branches.get("acme/site", "refs/heads/feature/a#b")
    assert str(host.script.requests[0].url).endswith("/refs/branches/feature/a%23b")


def test_list_asks_for_part_of_the_name_and_does_not_tell_the_default(
    cloud: Callable[..., Scripted],
) -> None:
    """Which one is the default branch is a fact of the repository."""
    host = cloud(page([_ref("main")]))
    found = list(host.host.branches.list("acme/site", query="ma"))
    assert [(one.name, one.commit, one.default) for one in found] == [("main", _SHA, None)]
    assert host.sent == [f'GET {REPO}/refs/branches?q=name ~ "ma"&pagelen=100']


def test_branch_starts_at_a_commit_or_a_branch(cloud: Callable[..., Scripted]) -> None:
    """`target.hash` takes both."""
    host = cloud(answer(201, _ref("fix")))
    host.host.branches.create("acme/site", "fix", start="refs/heads/main")
    assert host.body() == {"name": "fix", "target": {"hash": "main"}}


def test_branch_that_is_taken_already_exists(cloud: Callable[..., Scripted]) -> None:
    """Cloud says 400, with a key."""
    host = cloud(refusal(400, "Taken", data={"key": "BRANCH_ALREADY_EXISTS"}))
    with pytest.raises(AlreadyExistsError):
        host.host.branches.create("acme/site", "fix", start="main")


def test_default_branch_is_set_after_branch_and_repository_were_read(
    cloud: Callable[..., Scripted],
) -> None:
    """A `PUT` would create a repository that is not there."""
    host = cloud(
        answer(200, _ref("dev")),
        answer(200, repository()),
        answer(200, repository(mainbranch={"name": "dev"})),
    )
    host.host.branches.set_default("acme/site", "dev")
    assert host.sent == [f"GET {REPO}/refs/branches/dev", f"GET {REPO}", f"PUT {REPO}"]
    assert host.body()["mainbranch"] == {"name": "dev"}


def test_branch_that_is_not_there_does_not_become_the_default(
    cloud: Callable[..., Scripted],
) -> None:
    """Nothing is written."""
    host = cloud(refusal(404))
    with pytest.raises(NotFoundError):
        host.host.branches.set_default("acme/site", "gone")


def test_annotated_tag_has_a_message_and_lightweight_ones_none(
    cloud: Callable[..., Scripted],
) -> None:
    """Only annotated ones have a tagger."""
    annotated = _ref("v1", message="First\n", tagger={"raw": "Ann <ann@example.com>"})
    host = cloud(page([annotated, _ref("v2", message=None, tagger=None)]))
    found = list(host.host.tags.list("acme/site"))
    assert [(one.message, one.annotated) for one in found] == [("First", True), (None, False)]


def test_tag_is_created_with_its_message(cloud: Callable[..., Scripted]) -> None:
    """Without one, Cloud writes its own."""
    host = cloud(answer(201, _ref("v1")), answer(201, _ref("v2")))
    host.host.tags.create("acme/site", "refs/tags/v1", target=_SHA, message="First")
    host.host.tags.create("acme/site", "v2", target=_SHA)
    assert host.sent == [f"POST {REPO}/refs/tags"] * 2
    assert host.body(0) == {"name": "v1", "target": {"hash": _SHA}, "message": "First"}
    assert host.body(1) == {"name": "v2", "target": {"hash": _SHA}}


def test_tag_is_deleted_by_its_path(cloud: Callable[..., Scripted]) -> None:
    """Slashes stay in it."""
    host = cloud(answer(204))
    host.host.tags.delete("acme/site", "release/v1")
    assert host.sent == [f"DELETE {REPO}/refs/tags/release/v1"]
