"""The contract on Bitbucket Data Center, as its emulator imitates it."""

from collections.abc import Iterator

import pytest

import githost
from githost.model import GroupRef, UserRef
from githost_contract_tests import SecondUser, Target
from githost_contract_tests.suites import *  # noqa: F403  # collected here


@pytest.fixture(scope="module")
def githost_target() -> Iterator[Target]:
    """Start the emulator with its least world."""
    with githost.emulation.serve("bitbucket-datacenter") as server:
        yield Target(
            name="bitbucket-datacenter",
            url=server.url,
            provider=server.provider,
            namespace="ACME",
            credential=server.credential(),
            second_user=SecondUser(ref=UserRef("alice"), credential=server.credential("alice")),
            hook_key="mirror:repo_synchronized",
            group=GroupRef("developers"),
        )
