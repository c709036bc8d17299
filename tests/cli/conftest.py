"""A user of the command line without any settings, and hosts to type at."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.seats import PROVIDERS, Seat, Typist, configure, seated, without_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be a user without any settings, in a directory of no repository."""
    without_settings(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture(scope="module", params=PROVIDERS)
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seat]:
    """Give each kind of host in turn."""
    with seated(request.param, tmp_path_factory.mktemp("host")) as seat:
        yield seat


@pytest.fixture
def seat(host: Seat, home: Path, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """Give a host that the user's settings name."""
    configure(home, host)
    monkeypatch.setenv("GITHOST_HOST", host.url)
    return host


@pytest.fixture
def typist(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Typist:
    """Give who types."""
    return Typist(capsys, monkeypatch)


@pytest.fixture
def repo(seat: Seat, request: pytest.FixtureRequest) -> str:
    """Give a repository of this test's own, with a branch `fix` that changes a file."""
    name = f"{seat.namespace}/r{zlib.crc32(request.node.nodeid.encode()):010}"
    with seat.connect() as host:
        made = host.repos.create(name).ref
        host.files.write(made, "README.md", b"one\n", message="Begin", branch="main")
        host.branches.create(made, "fix", start="main")
        host.files.write(made, "README.md", b"one\ntwo\n", message="Say more", branch="fix")
    return str(made)


@pytest.fixture
def pull(seat: Seat, repo: str) -> int:
    """Give the number of an open pull request from `fix`."""
    with seat.connect() as host:
        return host.pull_requests.create(repo, title="Say more", source="fix", target="main").number
