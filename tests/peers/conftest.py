"""Both emulators, for clients that know nothing of us."""

from collections.abc import Callable, Iterator

import pytest

import githost
from githost.emulation import Server
from tests.peers.operations import Operations


@pytest.fixture(scope="module")
def cloud() -> Iterator[Server]:
    """Give an emulator of Bitbucket Cloud with the demonstration's world."""
    with githost.emulation.serve("bitbucket-cloud", seed="demo") as server:
        yield server


@pytest.fixture(scope="module")
def datacenter() -> Iterator[Server]:
    """Give an emulator of Bitbucket Data Center with the demonstration's world."""
    with githost.emulation.serve("bitbucket-datacenter", seed="demo") as server:
        yield server


@pytest.fixture
def operations(
    record_property: Callable[[str, object], None],
) -> Callable[[str], Operations]:
    """Give what counts the operations of a client; the test calls its `close` at the end."""
    return lambda client: Operations(client, record_property)
