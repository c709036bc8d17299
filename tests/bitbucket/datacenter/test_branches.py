"""Branches: found by exact name, written in full."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import AlreadyExistsError, ConfigurationError, NotFoundError
from tests.bitbucket.datacenter.exchanges import REPO, complaint, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_UTILS = "/branch-utils/1.0/projects/ACME/repos/site/branches"


def _branch(name: str) -> dict[str, Any]:
    return {"id": f"refs/heads/{name}", "displayId": name, "latestCommit": "a" * 40}


def test_branch_is_the_one_with_exactly_that_name(connect: Callable[..., Scripted]) -> None:
    """The filter finds every name that contains it."""
    server = connect(page([_branch("fix-2")], 1), page([_branch("fix")]))
    assert server.host.branches.get("ACME/site", "fix").name == "fix"
    assert server.sent[0] == f"GET {REPO}/branches?filterText=fix&limit=1000"
    server = connect(page([_branch("fix-2")]))
    with pytest.raises(NotFoundError):
        server.host.branches.get("ACME/site", "fix")


@pytest.mark.parametrize(
    ("start", "sent"),
    [("main", "refs/heads/main"), ("a" * 40, "a" * 40), ("refs/tags/v1", "refs/tags/v1")],
    ids=["branch", "hash", "full name"],
)
def test_start_is_a_branch_in_full_or_a_hash_as_it_is(
    connect: Callable[..., Scripted], start: str, sent: str
) -> None:
    """A hash must not be qualified."""
    server = connect(answer(201, _branch("fix")))
    server.host.branches.create("ACME/site", "fix", start=start)
    assert server.sent == [f"POST {_UTILS}"]
    assert server.body() == {"name": "fix", "startPoint": sent}


def test_name_that_is_taken_exists_already(connect: Callable[..., Scripted]) -> None:
    """A 400, of which the name tells."""
    server = connect(complaint(400, "repository.DuplicateRefException"))
    with pytest.raises(AlreadyExistsError):
        server.host.branches.create("ACME/site", "fix", start="main")


def test_delete_finds_first_and_sends_the_name_in_the_body(
    connect: Callable[..., Scripted],
) -> None:
    """The server answers the same where there was none."""
    server = connect(page(), page([_branch("fix")]), answer(204))
    with pytest.raises(NotFoundError):
        server.host.branches.delete("ACME/site", "fix")
    server.host.branches.delete("ACME/site", "fix")
    assert server.sent[-1] == f"DELETE {_UTILS}"
    assert server.body() == {"name": "refs/heads/fix", "dryRun": False}


def test_default_branch_is_set_in_full(connect: Callable[..., Scripted]) -> None:
    """By one request."""
    server = connect(answer(204))
    server.host.branches.set_default("ACME/site", "dev")
    assert server.sent == [f"PUT {REPO}/default-branch"]
    assert server.body() == {"id": "refs/heads/dev"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda host: host.branches.get("ACME/site", ""),
        lambda host: host.branches.create("ACME/site", "x", start=" "),
        lambda host: host.tags.delete("ACME/site", ""),
        lambda host: host.commits.get("ACME/site", ""),
        lambda host: host.commits.list("ACME/site", exclude=""),
        lambda host: host.commits.diff("ACME/site", "main", ""),
        lambda host: host.commits.compare("ACME/site", "", "main"),
        lambda host: host.files.read("ACME/site", "a.py", ref=""),
        lambda host: host.pull_requests.create("ACME/site", title="T", source="", target="main"),
    ],
    ids=[
        "branch",
        "start",
        "tag",
        "commit",
        "exclude",
        "head",
        "base",
        "file",
        "source",
    ],
)
def test_empty_name_is_refused(connect: Callable[..., Scripted], ask: Callable[[Any], Any]) -> None:
    """The server would understand all refs by it, or the default one."""
    server = connect()
    with pytest.raises(ConfigurationError):
        ask(server.host)
