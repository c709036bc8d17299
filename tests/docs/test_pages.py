"""The code of the documentation runs as it is printed, with emulators in place of the hosts it names."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import githost
from githost import emulation
from githost.emulation import Server
from tests.docs.blocks import named
from tests.docs.desks import CLOUD, DATA_CENTER
from tests.docs.kinds import Kind, holding, pages

#: Hosts that the documentation names, and whose emulator stands in for each.
HOSTS = {CLOUD: "bitbucket-cloud", DATA_CENTER: "bitbucket-datacenter"}


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Server]]:
    """Start an emulator for each host that is named."""
    with (
        emulation.serve("bitbucket-cloud", seed="demo") as cloud,
        emulation.serve("bitbucket-datacenter", seed="demo") as data_center,
    ):
        yield {server.provider: server for server in (cloud, data_center)}


@pytest.fixture(scope="module", autouse=True)
def _prepared(servers: dict[str, Server]) -> None:
    """Give the pages what they speak of: a branch `fix` of `acme/site` with a commit of its own."""
    for server in servers.values():
        with githost.connect(
            server.url, provider=server.provider, credential=server.credential()
        ) as host:
            host.branches.create("acme/site", "fix", start="main")
            host.files.write("acme/site", "FIX", b"fixed\n", message="Fix", branch="fix")


@pytest.fixture
def rerouted(servers: dict[str, Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `connect` and `connect_async` lead to the emulators."""
    for name in ("connect", "connect_async"):
        monkeypatch.setattr(githost, name, _rerouting(getattr(githost, name), servers))


def _rerouting(connect: Any, servers: dict[str, Server]) -> Any:
    def led(url: str, **named: Any) -> Any:
        if url not in HOSTS:
            return connect(url, **named)
        server = servers[HOSTS[url]]
        if named.get("provider") not in {None, server.provider}:
            pytest.fail(f"{url} is not {named['provider']}")
        return connect(server.url, provider=server.provider, credential=server.credential())

    return led


@pytest.mark.usefixtures("rerouted")
@pytest.mark.parametrize(
    "path",
    pages(Kind.PYTHON),
    ids=named,
)
def test_blocks_run(
    path: Path, servers: dict[str, Server], caplog: pytest.LogCaptureFixture
) -> None:
    """A page's blocks run one after the other, sharing their names."""
    caplog.set_level(logging.WARNING, logger="githost")  # set back afterwards, whatever a page says
    names: dict[str, Any] = {"__name__": "page"}
    alice = servers["bitbucket-cloud"].users["alice"]["id"]
    for block in holding(Kind.PYTHON, path):
        exec(compile(block.text.replace("{uuid}", alice), str(path), "exec"), names)
