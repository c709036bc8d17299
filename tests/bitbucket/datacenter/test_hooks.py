"""Hooks: replaced whole, secrets kept out of sight."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import ConfigurationError
from githost.model import EnsureOutcome, Event, NamespaceRef
from tests.bitbucket.datacenter.exchanges import REPO, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _hook(**more: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "name": "ci",
        "url": "https://ci.example/hook",
        "events": ["repo:refs_changed"],
        "active": True,
        "configuration": {"secret": "canary-secret"},
        "sslVerificationRequired": True,
        "createdDate": 1_700_000_000_000,
        **more,
    }


def test_secret_that_the_server_echoes_is_shown_nowhere(connect: Callable[..., Scripted]) -> None:
    """Recorded answers hold it in clear."""
    server = connect(answer(200, _hook()))
    found = server.host.hooks.get("ACME/site", "5")
    assert found.has_secret is True
    assert "canary-secret" not in repr(found) + str(found.raw)


def test_server_that_echoes_nothing_does_not_tell_of_a_secret(
    connect: Callable[..., Scripted],
) -> None:
    """Unknown is not the same as none."""
    bare = _hook()
    del bare["configuration"]
    server = connect(answer(200, bare), answer(200, _hook(configuration={})))
    assert server.host.hooks.get("ACME/site", "5").has_secret is None
    assert server.host.hooks.get("ACME/site", "5").has_secret is False


def test_update_sends_the_whole_hook_back(connect: Callable[..., Scripted]) -> None:
    """What is left out would be lost, the secret first of all."""
    server = connect(answer(200, _hook()), answer(200, _hook(active=False)))
    server.host.hooks.update("ACME/site", "5", active=False)
    assert server.sent == [f"GET {REPO}/webhooks/5", f"PUT {REPO}/webhooks/5"]
    assert server.body() == {
        "name": "ci",
        "url": "https://ci.example/hook",
        "events": ["repo:refs_changed"],
        "active": False,
        "configuration": {"secret": "canary-secret"},
        "sslVerificationRequired": True,
    }


def test_create_translates_events_and_gives_a_name(connect: Callable[..., Scripted]) -> None:
    """The server refuses unknown keys and demands a name."""
    server = connect(answer(201, _hook()))
    server.host.hooks.create(
        NamespaceRef("ACME"),
        url="https://ci.example/hook",
        events={Event.PUSH, Event.PR_CHANGES_REQUESTED, "repo:secret_detected"},
    )
    assert server.sent == ["POST /api/1.0/projects/ACME/webhooks"]
    assert server.body()["name"] == "ci.example"
    assert server.body()["events"] == [
        "pr:reviewer:needs_work",
        "repo:refs_changed",
        "repo:secret_detected",
    ]
    assert server.body()["configuration"] == {}


def test_event_that_the_server_lacks_is_refused(connect: Callable[..., Scripted]) -> None:
    """It tells of no builds."""
    server = connect()
    with pytest.raises(ConfigurationError, match="STATUS_CREATED"):
        server.host.hooks.create(
            "ACME/site", url="https://ci.example/hook", events={Event.STATUS_CREATED}
        )


def test_ensure_compares_the_servers_own_keys(connect: Callable[..., Scripted]) -> None:
    """Two neutral events may share one key."""
    hook = _hook(events=["pr:reviewer:unapproved"])
    server = connect(page([hook]))
    done = server.host.hooks.ensure(
        "ACME/site", url="https://ci.example/hook", events={Event.PR_UNAPPROVED}
    )
    assert done.outcome is EnsureOutcome.UNCHANGED
    assert done.value.events == {Event.PR_UNAPPROVED, Event.PR_CHANGES_WITHDRAWN}


def test_test_sends_the_address_along(connect: Callable[..., Scripted]) -> None:
    """The server fails without it."""
    told = {"event": "diagnostics:ping", "response": {"statusCode": 200}, "start": 1}
    server = connect(answer(200, _hook()), answer(200, told))
    assert server.host.hooks.test("ACME/site", "5").status == 200
    assert server.sent[1] == (f"POST {REPO}/webhooks/test?webhookId=5&url=https://ci.example/hook")
