"""Hosts to run the programs of the documentation on, started once for all of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from githost.client.sync import Host
from tests.examples.places import HOSTS, Place, at


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """Give each host, started when first asked for."""
    with ExitStack() as stack:
        yield cache(
            lambda name: stack.enter_context(at(name, tmp_path_factory.mktemp("forge") / "forge"))
        )


@pytest.fixture(params=HOSTS)
def place(
    request: pytest.FixtureRequest,
    places: Callable[[str], Place],
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    """Give a host whose credential is found in the environment."""
    found = places(request.param)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def host(place: Place) -> Iterator[Host]:
    """Give the same host, open, to prepare it and to look at what a program did."""
    with place.open() as host:
        yield host


@pytest.fixture
def repo(host: Host, request: pytest.FixtureRequest) -> str:
    """Give a repository of the test's own, with one file on `main`."""
    name = f"acme/{request.node.originalname.replace('_', '-')[:50]}"
    made = host.repos.create(name, default_branch="main")
    host.files.write(made, "README.md", b"# Here\n", message="Begin", branch="main")
    return str(made.ref)
