"""The fixtures of the contract, as a pytest plugin.

Load it in a root `conftest.py` and say where to run::

    pytest_plugins = ["githost_contract_tests.plugin"]

    @pytest.fixture(scope="session")
    def githost_target():
        return Target(name="example-forge", url="http://127.0.0.1:3000", namespace="acme", ...)

`githost_target` and `githost_history` are for you to replace; the others are not. Whoever has
several targets defines `githost_target` once in each module, with the scope `module`: connections
and repositories that tests share live as long as a module.
"""

from collections.abc import Generator, Iterator

import pytest

import githost
from githost.errors import UnsupportedError
from githost.model import GroupRef, Permission, PullRequest, Repository, UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import History
from githost_contract_tests.requirements import honest_skip
from githost_contract_tests.target import SecondUser, Target
from githost_contract_tests.workshop import Seeded, Workshop
from githost_contract_tests.worlds import AsyncWorld, SyncWorld, World
from githost_contract_tests.worlds import world as opened_world


@pytest.fixture(scope="session")
def githost_target() -> Target:
    """Say where the contract runs; every provider's author replaces this."""
    pytest.fail("the contract needs the fixture `githost_target`, which returns a Target")


@pytest.fixture(scope="session")
def githost_history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Build the commits that are pushed to hosts."""
    return History.build(tmp_path_factory.mktemp("githost") / "history.git")


@pytest.fixture(scope="module", params=[SyncWorld.name, AsyncWorld.name])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Run everything in sync, then in async."""
    with opened_world(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def host(githost_target: Target, world: World) -> Iterator[githost.Host]:
    """Connect as somebody who administers the target's namespace."""
    opened = world.open(githost_target, githost_target.credential)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def second_user(githost_target: Target) -> SecondUser:
    """Give somebody without rights; skip where the target names nobody."""
    if githost_target.second_user is None:
        pytest.skip("the target names no second user")
    return githost_target.second_user


@pytest.fixture(scope="module")
def other(second_user: SecondUser) -> UserRef:
    """Give the second user's address."""
    return second_user.ref


@pytest.fixture(scope="module")
def other_host(
    githost_target: Target, world: World, second_user: SecondUser
) -> Iterator[githost.Host]:
    """Connect as the second user."""
    opened = world.open(githost_target, second_user.credential)
    yield opened
    opened.close()


@pytest.fixture
def workshop(
    githost_target: Target, host: githost.Host, githost_history: History
) -> Iterator[Workshop]:
    """Make repositories, and delete them after the test."""
    made = Workshop(host, githost_target.namespace, githost_history)
    yield made
    made.clear()


@pytest.fixture
def repo(workshop: Workshop) -> Repository:
    """Make an empty repository."""
    return workshop.repository()


@pytest.fixture
def seeded(workshop: Workshop) -> Seeded:
    """Make a repository with `main` and branches beside it, pushed by git."""
    return workshop.seeded()


@pytest.fixture(scope="module")
def standing(
    githost_target: Target, host: githost.Host, githost_history: History
) -> Iterator[Seeded]:
    """Make a repository as `seeded` does, that no test changes."""
    made = Workshop(host, githost_target.namespace, githost_history)
    yield made.seeded()
    made.clear()


@pytest.fixture(scope="module")
def busy(githost_target: Target, host: githost.Host, githost_history: History) -> Iterator[Seeded]:
    """Make a repository as `seeded` does, in which each test works on branches of its own."""
    made = Workshop(host, githost_target.namespace, githost_history)
    yield made.seeded()
    made.clear()


@pytest.fixture
def pull(busy: Seeded) -> PullRequest:
    """Open a pull request of two commits that add `one.txt`, between branches of its own."""
    return busy.pull_request()


@pytest.fixture(scope="module")
def reviewer(host: githost.Host, busy: Seeded, other: UserRef) -> UserRef:
    """Let the second user write to `busy`, and give their address."""
    host.permissions.grant(busy.ref, other, Permission.WRITE)
    return other


@pytest.fixture
def group(githost_target: Target) -> GroupRef:
    """Give the address of a group without rights; skip where the target names none."""
    if githost_target.group is None:
        pytest.skip("the target names no group")
    return githost_target.group


@pytest.fixture
def hook_url(githost_target: Target) -> str:
    """Give an address that the host accepts for hooks."""
    return githost_target.hook_url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse overrides of contract tests that do not say which promise is known to be broken."""
    for item in items:
        suite = getattr(item, "cls", None)
        if suite is None or not issubclass(suite, ProviderContract):
            continue
        name = getattr(item, "originalname", item.name)
        stated = [base for base in suite.__mro__ if name in vars(base)]
        known = item.get_closest_marker("xfail")
        if len(stated) > 1 and (known is None or not known.kwargs.get("reason")):
            raise pytest.UsageError(
                f"{item.nodeid} overrides a test of the contract; mark it "
                "xfail(reason=…, strict=True) while the promise is broken, or leave it as it is"
            )


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, object, object]:
    """Skip what cannot be prepared, where the provider declares that it cannot do that."""
    try:
        return (yield)
    except UnsupportedError as error:
        if not {"githost_target", "host"} <= set(request.fixturenames):
            raise
        honest_skip(request.getfixturevalue("host"), error)
