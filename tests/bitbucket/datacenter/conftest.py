"""A Data Center server behind the client, whose answers a test writes down."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import githost
from githost import hookspecs, registry
from githost_bitbucket.datacenter.provider import BitbucketDataCenter
from tests.bitbucket.datacenter.exchanges import ROOT, Server
from tests.scripted_host import Script


class _Plugin:
    @staticmethod
    @hookspecs.hookimpl
    def githost_providers() -> list[Any]:
        return [BitbucketDataCenter()]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """Give a function that opens a server which answers as told, in that order."""
    found = registry.gather([("bitbucket", _Plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    opened: list[Server] = []

    def connect(*answers: httpx.Response, **options: Any) -> Server:
        script = Script(*answers)
        settings = githost.Options(transport=httpx.MockTransport(script), **options)
        host = githost.connect(
            ROOT,
            provider="bitbucket-datacenter",
            credential=githost.Token("canary-4711"),
            options=settings,
        )
        opened.append(Server(host, script))
        return opened[-1]

    yield connect
    for server in opened:
        server.host.close()
        assert not server.script.answers, "answers that nobody asked for"
