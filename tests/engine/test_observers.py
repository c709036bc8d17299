"""Plugins that watch exchanges."""

import asyncio
from typing import Any

import httpx
import pytest

import githost
from githost import hookspecs, registry
from githost.wire import Exchange, Request, send
from tests.client.connecting import open_async, open_host
from tests.scripted_host import ROOT, Script, ScriptedHost, answer

QUICK = githost.Retry(attempts=3, backoff=0.001)


class Watching:
    """A plugin that remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[Exchange] = []

    @hookspecs.hookimpl
    def githost_exchange(self, exchange: Exchange) -> None:
        self.told.append(exchange)


class Scripted:
    @staticmethod
    @hookspecs.hookimpl
    def githost_providers() -> list[Any]:
        return [ScriptedHost()]


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Watching:
    """Install the scripted host and a plugin that watches."""
    plugin = Watching()
    found = registry.gather([("scripted", Scripted), ("watching", plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    return plugin


def test_every_sending_is_told(watching: Watching) -> None:
    """Retries, redirects and failures each, with what an observer may know and no more."""
    script = Script(
        answer(502),
        httpx.ReadTimeout("slow"),
        answer(307, location=f"{ROOT}/api/moved?page=2"),
        answer(200, {}),
    )
    with open_host(script, retry=QUICK) as host:
        host.run(send(Request("GET", "/x", query={"token": "s3cret"})))
    assert [(one.method, one.url, one.status, one.attempt, one.error) for one in watching.told] == [
        ("GET", f"{ROOT}/api/x?token=…", 502, 1, None),
        ("GET", f"{ROOT}/api/x?token=…", None, 2, "RequestTimeoutError"),
        ("GET", f"{ROOT}/api/x?token=…", 307, 3, None),
        ("GET", f"{ROOT}/api/moved?page=…", 200, 3, None),
    ]
    assert all(one.seconds >= 0 and one.provider == "scripted" for one in watching.told)
    assert "s3cret" not in repr(watching.told)


def test_async_window_tells_too(watching: Watching) -> None:
    """Both drivers share it."""

    async def main() -> None:
        async with open_async(Script(answer(200, {}))) as host:
            await host.run(send(Request("GET", "/x")))

    asyncio.run(main())
    assert [one.status for one in watching.told] == [200]


def test_observer_that_fails_takes_nothing_down(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the others are told."""

    class Failing:
        @staticmethod
        @hookspecs.hookimpl
        def githost_exchange() -> None:
            raise ZeroDivisionError

    after = Watching()
    plugins = [("scripted", Scripted), ("after", after), ("failing", Failing)]
    found = registry.gather(plugins)
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    with open_host(Script(answer(200, {}))) as host:
        assert host.run(send(Request("GET", "/x"))).status == 200
    assert len(after.told) == 1
    assert "githost_exchange" in caplog.text


def test_without_observers_none_is_called() -> None:
    """There is nothing to be told."""
    assert registry.gather([("scripted", Scripted)]).observers == ()
