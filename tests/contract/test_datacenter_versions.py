"""The contract on each release of Data Center that the emulator imitates, where releases differ.

Its usual one, 9.4, is held to all of the contract beside this. Each runs in sync: what a release
changes is in the exchanges, which both clients share.
"""

from collections.abc import Iterator
from contextlib import suppress

import pytest

import githost
from githost.errors import NotFoundError, UnsupportedError
from githost.model import BranchRuleKind
from githost_contract_tests import (
    BranchRuleContract,
    CapabilityContract,
    CommentContract,
    HookContract,
    PullRequestContract,
    RepoContract,
    ReviewContract,
    StatusContract,
    Target,
    TaskContract,
)
from githost_contract_tests.worlds import SyncWorld, World, world
from tests.contract.targets import target

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["7.21", "8.19", "10.4"])
def release(request: pytest.FixtureRequest) -> str:
    """Give a release of Data Center."""
    return str(request.param)


@pytest.fixture(scope="module")
def githost_target(release: str) -> Iterator[Target]:
    """Start the emulator of the release with its least world."""
    with githost.emulation.serve("bitbucket-datacenter", version=release) as server:
        yield target(server, name=f"bitbucket-datacenter-{release}")


@pytest.fixture(scope="module", name="githost_world")
def sync_world() -> Iterator[World]:
    """Run in sync only."""
    with world(SyncWorld.name) as made:
        yield made


class TestBranchRules(BranchRuleContract):
    """Branch rules: `no-creates` came with 9.4."""


class TestCapabilities(CapabilityContract):
    """What is claimed of a release is true of it."""


class TestComments(CommentContract):
    """Comments."""


class TestHooks(HookContract):
    """Webhooks."""


class TestPullRequests(PullRequestContract):
    """Pull requests: drafts came with 8.18, dates as text with 10.3."""


class TestRepos(RepoContract):
    """Repositories: they are archived from 8.0 on."""


class TestReviews(ReviewContract):
    """Reviews."""


class TestStatuses(StatusContract):
    """Statuses: a repository has its own from 7.14 on."""


class TestTasks(TaskContract):
    """Tasks: blocker comments from 7.2 on."""


@pytest.mark.parametrize(
    ("operation", "arguments", "came"),
    [
        ("pull_requests.create", {"draft": True}, (8, 18)),
        ("pull_requests.update", {"draft": True}, (8, 18)),
        ("repos.update", {"archived": True}, (8, 0)),
        ("branch_rules.create", {"kind": BranchRuleKind.CREATE}, (9, 4)),
        ("branch_rules.create", {"kind": BranchRuleKind.DELETE}, (0,)),
    ],
    ids=str,
)
def test_release_is_told_apart(
    githost_host: githost.Host,
    release: str,
    operation: str,
    arguments: dict[str, object],
    came: tuple[int, ...],
) -> None:
    """Once the server was asked, `supports` answers for its release."""
    with suppress(UnsupportedError, NotFoundError):
        githost_host.branch_rules.create("ACME/missing", kind=BranchRuleKind.CREATE, pattern="main")
    told = githost_host.supports(operation, **arguments)
    assert told.known
    assert bool(told) is (tuple(int(part) for part in release.split(".")) >= came)
