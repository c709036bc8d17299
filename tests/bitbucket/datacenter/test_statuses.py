"""Statuses: set below the repository, read back, listed by commit."""

from collections.abc import Callable

import pytest

from githost.errors import ConfigurationError, ValidationError
from githost.model import StatusState
from tests.bitbucket.datacenter.exchanges import REPO, complaint, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_SHA = "0123456789abcdef0123456789abcdef01234567"
_BUILD = {"key": "ci/x", "state": "INPROGRESS", "url": "https://ci.example/1", "createdDate": 1}


def test_status_is_set_and_read_back(connect: Callable[..., Scripted]) -> None:
    """The answer of setting is empty; PENDING comes back as RUNNING."""
    server = connect(answer(204), answer(200, _BUILD))
    told = server.host.statuses.set(
        "ACME/site", _SHA.upper(), key="ci/x", state=StatusState.PENDING, url="https://ci.example/1"
    )
    assert told.state is StatusState.RUNNING
    path = f"{REPO}/commits/{_SHA}/builds"
    assert server.sent == [f"POST {path}", f"GET {path}?key=ci/x"]
    assert server.body(0) == {
        "key": "ci/x",
        "state": "INPROGRESS",
        "url": "https://ci.example/1",
    }


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (StatusState.RUNNING, "INPROGRESS"),
        (StatusState.SUCCESS, "SUCCESSFUL"),
        (StatusState.FAILURE, "FAILED"),
        (StatusState.CANCELLED, "CANCELLED"),
        (StatusState.UNKNOWN, "UNKNOWN"),
    ],
)
def test_states_have_the_servers_words(
    connect: Callable[..., Scripted], state: StatusState, word: str
) -> None:
    """And mean the same when read."""
    server = connect(answer(204), answer(200, {**_BUILD, "state": word}))
    told = server.host.statuses.set(
        "ACME/site", _SHA, key="ci", state=state, url="https://ci.example/1", name="CI"
    )
    assert told.state is state
    assert server.body(0)["state"] == word


def test_list_asks_by_commit(connect: Callable[..., Scripted]) -> None:
    """The route below the repository reads one status only."""
    old = {"key": "a", "state": "ODD", "url": "https://ci.example/2", "dateAdded": 1_000}
    server = connect(page([_BUILD, old]))
    found = list(server.host.statuses.list("ACME/site", _SHA))
    assert [one.state for one in found] == [StatusState.RUNNING, StatusState.UNKNOWN]
    assert found[1].created_at is not None
    assert server.sent == [f"GET /build-status/1.0/commits/{_SHA}?limit=1000"]


@pytest.mark.parametrize("commit", ["main", "abc123", "", "g" * 40])
def test_commit_must_be_a_full_hash(connect: Callable[..., Scripted], commit: str) -> None:
    """The server takes nothing shorter."""
    server = connect()
    with pytest.raises(ConfigurationError):
        server.host.statuses.list("ACME/site", commit)


def test_value_that_is_too_long_is_the_servers_refusal(connect: Callable[..., Scripted]) -> None:
    """Its message says which."""
    server = connect(complaint(400, context="url"))
    with pytest.raises(ValidationError):
        server.host.statuses.set(
            "ACME/site", _SHA, key="ci", state=StatusState.SUCCESS, url="https://x/" + "x" * 500
        )
