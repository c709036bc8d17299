"""Statuses: Cloud's four words, and a key that makes them one."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import ConfigurationError, UnsupportedError
from githost.model import StatusState
from tests.bitbucket.cloud.exchanges import REPO, SHA, page, refusal
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_URL = "https://ci.example/7"


def _status(**more: Any) -> dict[str, Any]:
    known = {"type": "build", "key": "ci", "url": _URL, "name": "Build", "description": ""}
    times = {"created_on": "2024-01-02T03:04:05Z", "updated_on": "2024-01-02T03:04:05.1+00:00"}
    return {**known, **times, "state": "INPROGRESS", **more}


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("INPROGRESS", StatusState.RUNNING),
        ("SUCCESSFUL", StatusState.SUCCESS),
        ("FAILED", StatusState.FAILURE),
        ("STOPPED", StatusState.CANCELLED),
        ("PONDERING", StatusState.UNKNOWN),
        (None, StatusState.UNKNOWN),
    ],
)
def test_words_are_read(
    cloud: Callable[..., Scripted], word: str | None, state: StatusState
) -> None:
    """What nobody knows is no error."""
    host = cloud(page([_status(state=word)]))
    [found] = host.host.statuses.list("acme/site", SHA)
    assert (found.key, found.state, found.url) == ("ci", state, _URL)
    assert host.sent == [f"GET {REPO}/commit/{SHA}/statuses?pagelen=100"]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (StatusState.PENDING, "INPROGRESS"),
        (StatusState.RUNNING, "INPROGRESS"),
        (StatusState.SUCCESS, "SUCCESSFUL"),
        (StatusState.FAILURE, "FAILED"),
        (StatusState.CANCELLED, "STOPPED"),
    ],
)
def test_states_are_written_in_clouds_words(
    cloud: Callable[..., Scripted], state: StatusState, word: str
) -> None:
    """What is not given is not sent; a second time sets the same, so it is sent again."""
    host = cloud(refusal(503), answer(201, _status(state=word)))
    host.host.statuses.set("acme/site", SHA[:12], key="ci", state=state, url=_URL)
    assert host.sent == [f"POST {REPO}/commit/{SHA[:12]}/statuses/build"] * 2
    assert host.body() == {"key": "ci", "state": word, "url": _URL}


def test_name_and_description_are_sent_where_given(cloud: Callable[..., Scripted]) -> None:
    """Also empty ones."""
    host = cloud(answer(201, _status()))
    host.host.statuses.set(
        "acme/site", SHA, key="ci", state=StatusState.SUCCESS, url=_URL, name="B", description=""
    )
    assert (host.body()["name"], host.body()["description"]) == ("B", "")


def test_what_cannot_be_set_is_refused(cloud: Callable[..., Scripted]) -> None:
    """A state that Cloud lacks, and what is no commit."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.statuses.set("acme/site", SHA, key="ci", state=StatusState.UNKNOWN, url=_URL)
    with pytest.raises(ConfigurationError, match="no SHA"):
        host.host.statuses.set("acme/site", "main", key="ci", state=StatusState.SUCCESS, url=_URL)
    with pytest.raises(ConfigurationError, match="no SHA"):
        host.host.statuses.list("acme/site", "feature/x")
    assert host.sent == []
