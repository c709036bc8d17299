"""What all suites are, and the names under which their tests know the plugin's fixtures."""

from collections.abc import Iterator

import pytest

import githost
from githost.model import GroupRef, PullRequest, Repository, UserRef
from githost_contract_tests.history import History
from githost_contract_tests.requirements import required_since
from githost_contract_tests.target import SecondUser, Target
from githost_contract_tests.workshop import Seeded, Workshop
from githost_contract_tests.worlds import World

__all__ = ["ProviderContract"]


@required_since("0.1")
@pytest.mark.usefixtures("githost_target", "githost_world")
class ProviderContract:
    """Promises that every provider keeps, about one noun.

    A suite's name does not begin with `Test`, so it runs only where it is subclassed::

        class TestRepos(RepoContract):
            pass

    Each test's docstring says the promise, and then where to look if it is broken. A test may be
    overridden only to say that it is known to fail, by `pytest.mark.xfail(reason=…, strict=True)`.

    The short names of fixtures are those of this class: outside of suites nobody sees them.
    """

    @pytest.fixture
    def world(self, githost_world: World) -> World:
        """Give the way in which operations are run: sync or async."""
        return githost_world

    @pytest.fixture
    def host(self, githost_host: githost.Host) -> githost.Host:
        """Give a connection of somebody who administers the target's namespace."""
        return githost_host

    @pytest.fixture
    def other(self, githost_second_user: SecondUser) -> UserRef:
        """Give the second user's address."""
        return githost_second_user.ref

    @pytest.fixture
    def other_host(self, githost_other_host: githost.Host) -> githost.Host:
        """Give a connection of the second user."""
        return githost_other_host

    @pytest.fixture
    def group(self, githost_target: Target) -> GroupRef:
        """Give the address of a group without rights; skip where the target names none."""
        if githost_target.group is None:
            pytest.skip("the target names no group")
        return githost_target.group

    @pytest.fixture
    def hook_url(self, githost_target: Target) -> str:
        """Give an address that the host accepts for hooks."""
        return githost_target.hook_url

    @pytest.fixture
    def workshop(
        self, githost_target: Target, githost_host: githost.Host, githost_history: History
    ) -> Iterator[Workshop]:
        """Make repositories, and delete them after the test."""
        made = Workshop(githost_host, githost_target.namespace, githost_history)
        yield made
        made.clear()

    @pytest.fixture
    def repo(self, workshop: Workshop) -> Repository:
        """Make an empty repository."""
        return workshop.repository()

    @pytest.fixture
    def seeded(self, workshop: Workshop) -> Seeded:
        """Make a repository with `main` and branches beside it, pushed by git."""
        return workshop.seeded()

    @pytest.fixture
    def standing(self, githost_standing: Seeded) -> Seeded:
        """Give a repository as `seeded` makes it, that no test changes."""
        return githost_standing

    @pytest.fixture
    def busy(self, githost_busy: Seeded) -> Seeded:
        """Give a repository as `seeded` makes it, in which each test works on its own branches."""
        return githost_busy

    @pytest.fixture
    def pull(self, busy: Seeded) -> PullRequest:
        """Open a pull request of two commits that add `one.txt`, between branches of its own."""
        return busy.pull_request()

    @pytest.fixture
    def reviewer(self, githost_reviewer: UserRef) -> UserRef:
        """Give the second user's address, who may write to `busy`."""
        return githost_reviewer
