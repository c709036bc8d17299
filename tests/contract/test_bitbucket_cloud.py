"""The contract on Bitbucket Cloud, as its emulator imitates it."""

from collections.abc import Iterator

import pytest

import githost
from githost_contract_tests import Target
from githost_contract_tests.suites import *  # noqa: F403  # collected here
from tests.contract.targets import target


@pytest.fixture(scope="module")
def githost_target() -> Iterator[Target]:
    """Start the emulator with its least world."""
    with githost.emulation.serve("bitbucket-cloud") as server:
        yield target(server)
