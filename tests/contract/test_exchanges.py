"""The wire is watched: a request that should not have been sent does not go unnoticed."""

import httpx
import pytest

import githost
from githost import hookspecs, registry
from githost.interface import Provider
from githost_contract_tests.exchanges import exchanges
from tests.scripted_host import ROOT, Script, ScriptedHost, answer


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the scripted host the only one that is installed."""

    class Plugin:
        @staticmethod
        @hookspecs.hookimpl
        def githost_providers() -> list[Provider]:
            return [ScriptedHost()]

    found = registry.gather([("scripted", Plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)


def test_each_exchange_is_seen_while_it_is_watched() -> None:
    """Reads and writes are told apart, and what comes before or after is not counted."""
    script = Script(*(answer(200, {"id": 1, "path": "acme/site"}) for _ in range(4)))
    options = githost.Options(transport=httpx.MockTransport(script))
    with githost.connect(ROOT, credential=githost.Token("t"), options=options) as host:
        host.repos.get("acme/site")
        with exchanges() as wire:
            assert wire.seen == []
            host.repos.get("acme/site")
            host.repos.delete("acme/site")
        host.repos.get("acme/site")
    address = f"{ROOT}/api/repos/acme/site"
    assert wire.seen == [("GET", address), ("DELETE", address)]
    assert wire.writes == [("DELETE", address)]
