"""The contract on Bitbucket Data Center, as its emulator imitates it."""

from collections.abc import Iterator

import pytest

import githost
from githost.model import GroupRef, UserRef
from githost_contract_tests import SecondUser, Target
from githost_contract_tests.suites import *  # noqa: F403  # collected here

#: Where Data Center needs more requests: the docstrings of the interface say why.
BUDGETS = {
    "repos.get": 2,
    "repos.ensure": 2,
    "branches.delete": 2,
    "statuses.set": 2,
    "comments.update": 2,
    "comments.delete": 2,
    "tasks.update": 2,
    "tasks.resolve": 2,
    "tasks.delete": 2,
    "permissions.grant": 2,
    "permissions.effective": 3,
    "deploy_keys.delete": 2,
}


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
            budgets=BUDGETS,
        )
