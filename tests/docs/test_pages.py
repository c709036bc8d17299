"""The code of the documentation runs as it is printed, with emulators in place of the hosts it names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import githost
from githost import emulation
from githost.emulation import Server
from tests.docs.blocks import blocks

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: Hosts that the documentation names, and whose emulator stands in for each.
HOSTS = {
    "https://bitbucket.org": "bitbucket-cloud",
    "https://git.example.com/bitbucket": "bitbucket-datacenter",
}


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


def _code(path: Path) -> list[str]:
    """Return the Python of a page that is no file's."""
    found = blocks(path.read_text("utf-8"))
    return [block.text for block in found if block.language == "python" and block.path is None]


@pytest.mark.usefixtures("rerouted")
@pytest.mark.parametrize(
    "path",
    [path for path in PAGES if _code(path)],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_blocks_run(path: Path, servers: dict[str, Server]) -> None:
    """A page's blocks run one after the other, sharing their names."""
    names: dict[str, Any] = {"__name__": "page"}
    alice = servers["bitbucket-cloud"].users["alice"]["id"]
    for block in _code(path):
        exec(compile(block.replace("{uuid}", alice), str(path), "exec"), names)
