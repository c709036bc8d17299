"""Hooks: replaced whole but for the secret, which never comes back."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import ConfigurationError, UnsupportedError
from githost.model import EnsureOutcome, Event, NamespaceRef, ProjectRef
from tests.bitbucket.cloud.exchanges import REPO, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_URL = "https://ci.example/hook"


def _hook(**more: Any) -> dict[str, Any]:
    return {
        "type": "webhook_subscription",
        "uuid": "{hook}",
        "url": _URL,
        "description": "CI",
        "events": ["repo:push"],
        "active": True,
        "secret_set": True,
        "skip_cert_verification": False,
        **more,
    }


def test_hook_is_read_with_whether_it_has_a_secret(cloud: Callable[..., Scripted]) -> None:
    """Where Cloud does not tell, nobody knows."""
    bare = _hook()
    del bare["secret_set"], bare["skip_cert_verification"]
    host = cloud(answer(200, _hook()), answer(200, bare))
    found = host.host.hooks.get("acme/site", "{hook}")
    assert (found.has_secret, found.verify_ssl) == (True, True)
    assert found.events == {Event.PUSH}
    found = host.host.hooks.get("acme/site", "{hook}")
    assert (found.has_secret, found.verify_ssl) == (None, None)
    assert str(host.script.requests[0].url).endswith("/hooks/%7Bhook%7D")


def test_create_translates_events_and_sends_the_secret(cloud: Callable[..., Scripted]) -> None:
    """Several neutral events share one key; other text is a key already."""
    host = cloud(answer(201, _hook()))
    made = host.host.hooks.create(
        NamespaceRef("acme"),
        url=_URL,
        events={Event.PUSH, Event.PR_UPDATED, Event.PR_SOURCE_UPDATED, "repo:transfer"},
        secret="canary-secret",
        verify_ssl=False,
    )
    assert host.sent == ["POST /workspaces/acme/hooks"]
    assert host.body() == {
        "description": "",
        "url": _URL,
        "active": True,
        "events": ["pullrequest:updated", "repo:push", "repo:transfer"],
        "skip_cert_verification": True,
        "secret": "canary-secret",
    }
    assert "canary-secret" not in f"{made!r}{made.raw}"


def test_update_sends_the_whole_hook_but_the_secret(cloud: Callable[..., Scripted]) -> None:
    """Leaving it out keeps it; null would remove it."""
    host = cloud(answer(200, _hook()), answer(200, _hook(active=False)))
    host.host.hooks.update("acme/site", "{hook}", active=False)
    assert host.sent == [f"GET {REPO}/hooks/{{hook}}", f"PUT {REPO}/hooks/{{hook}}"]
    assert host.body() == {
        "description": "CI",
        "url": _URL,
        "active": False,
        "events": ["repo:push"],
        "skip_cert_verification": False,
    }


def test_update_sends_a_secret_that_is_given(cloud: Callable[..., Scripted]) -> None:
    """Only then is it changed."""
    host = cloud(answer(200, _hook()), answer(200, _hook()))
    host.host.hooks.update("acme/site", "{hook}", secret="canary-new")
    assert host.body()["secret"] == "canary-new"


@pytest.mark.parametrize(
    ("secret", "said"), [("", "empty"), ("x" * 129, "128")], ids=["empty", "long"]
)
def test_secret_that_cloud_would_not_take_is_refused(
    cloud: Callable[..., Scripted], secret: str, said: str
) -> None:
    """An empty one would remove it; the message does not hold it."""
    host = cloud()
    with pytest.raises(ConfigurationError, match=said) as caught:
        host.host.hooks.create("acme/site", url=_URL, events={Event.PUSH}, secret=secret)
    assert "xxx" not in str(caught.value)


def test_event_that_cloud_lacks_is_refused(cloud: Callable[..., Scripted]) -> None:
    """A pull request is never reopened there."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="PR_REOPENED"):
        host.host.hooks.create("acme/site", url=_URL, events={Event.PR_REOPENED})


def test_ensure_compares_keys_and_leaves_an_unseen_secret(cloud: Callable[..., Scripted]) -> None:
    """It cannot be compared, so it is only written where there is none."""
    host = cloud(page([_hook(events=["pullrequest:updated"])]))
    done = host.host.hooks.ensure(
        "acme/site", url=_URL, events={Event.PR_UPDATED}, secret="canary-secret"
    )
    assert done.outcome is EnsureOutcome.UNCHANGED
    assert done.value.events == {
        Event.PR_UPDATED,
        Event.PR_SOURCE_UPDATED,
        Event.PR_REVIEWERS_CHANGED,
    }


def test_ensure_writes_a_secret_where_there_is_none(cloud: Callable[..., Scripted]) -> None:
    """`secret_set` tells."""
    bare = _hook(secret_set=False)
    host = cloud(page([bare]), answer(200, bare), answer(200, _hook()))
    done = host.host.hooks.ensure("acme/site", url=_URL, events={Event.PUSH}, secret="canary-1")
    assert done.changes == ("secret",)
    assert host.body()["secret"] == "canary-1"


def test_project_has_no_hooks(cloud: Callable[..., Scripted]) -> None:
    """Repositories and workspaces have."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.hooks.list(ProjectRef("acme", "WEB"))


def test_trying_out_a_hook_is_not_offered(cloud: Callable[..., Scripted]) -> None:
    """Nothing is sent."""
    host = cloud()
    with pytest.raises(UnsupportedError, match="tests a hook"):
        host.host.hooks.test("acme/site", "{hook}")
