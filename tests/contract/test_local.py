"""The contract on the local host."""

import pytest

import githost
from githost.model import GroupRef, UserRef
from githost_contract_tests import SecondUser, Target
from githost_contract_tests.suites import *  # noqa: F403  # collected here
from githost_local.forge import Forge


@pytest.fixture(scope="module")
def githost_target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """Make a forge with a namespace, a second account and a group."""
    directory = tmp_path_factory.mktemp("contract") / "forge"
    with githost.connect(f"local:{directory}") as host:
        host.namespaces.create("acme", name="Acme")
    with Forge.open(directory) as forge:
        forge.accounts.create("alice", email="alice@example.com", password="alice")
        developers = forge.groups.create("Developers")
    return Target(
        name="local",
        url=f"local:{directory}",
        namespace="acme",
        second_user=SecondUser(ref=UserRef("alice"), credential=githost.Basic("alice", "alice")),
        group=GroupRef(developers.slug),
    )
