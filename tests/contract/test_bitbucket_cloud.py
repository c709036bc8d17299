"""The contract on Bitbucket Cloud, as its emulator imitates it."""

from collections.abc import Iterator

import pytest

import githost
from githost.model import GroupRef, UserRef
from githost_contract_tests import SecondUser, Target
from githost_contract_tests.suites import *  # noqa: F403  # collected here

#: Where Cloud needs more requests: the docstrings of its operations say why. A merge in the
#: background is asked after until it is done.
BUDGETS = {
    "branches.set_default": 3,
    "pull_requests.create": 2,
    "pull_requests.merge": 5,
    "pull_requests.mergeability": 3,
    "pull_requests.diff": 2,
}


@pytest.fixture(scope="module")
def githost_target() -> Iterator[Target]:
    """Start the emulator with its least world."""
    with githost.emulation.serve("bitbucket-cloud") as server:
        yield Target(
            name="bitbucket-cloud",
            url=server.url,
            provider=server.provider,
            namespace="acme",
            credential=server.credential(),
            second_user=SecondUser(
                ref=UserRef(server.users["alice"]["id"]), credential=server.credential("alice")
            ),
            hook_key="repo:transfer",
            group=GroupRef("developers"),
            budgets=BUDGETS,
        )
