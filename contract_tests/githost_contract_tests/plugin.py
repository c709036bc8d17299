"""The contract as a pytest plugin: the fixtures of its suites, and the report of a run.

Load it in a root `conftest.py` and say where to run::

    pytest_plugins = ["githost_contract_tests.plugin"]

    @pytest.fixture(scope="session")
    def githost_target():
        return Target(name="example-forge", url="http://127.0.0.1:3000", namespace="acme", ...)

`githost_target` and `githost_history` are for you to replace. In tests of your own you may use
`githost_host`, a connection of whoever administers the target's namespace. The other fixtures are
the suites'. Every name begins with `githost_`, and nothing else changes where the plugin is loaded.

Whoever has several targets defines `githost_target` once in each module, with the scope `module`:
connections and repositories that tests share live as long as a module.
"""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

import githost
from githost.errors import UnsupportedError
from githost.model import Permission, UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import History
from githost_contract_tests.hostile import Hostile
from githost_contract_tests.reporting import ConformanceReporter, is_promise, settle
from githost_contract_tests.requirements import honest_skip
from githost_contract_tests.selection import SelectionGuard
from githost_contract_tests.tampering import tampering
from githost_contract_tests.target import SecondUser, Target
from githost_contract_tests.workshop import Seeded, Workshop
from githost_contract_tests.worlds import AsyncWorld, SyncWorld, World, world


@pytest.fixture(scope="session")
def githost_target() -> Target:
    """Say where the contract runs; every provider's author replaces this."""
    pytest.fail("the contract needs the fixture `githost_target`, which returns a Target")


@pytest.fixture(scope="session")
def githost_history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Build the commits that are pushed to hosts."""
    return History.build(tmp_path_factory.mktemp("githost") / "history.git")


@pytest.fixture(scope="module", params=[SyncWorld.name, AsyncWorld.name])
def githost_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Run everything in sync, then in async."""
    with world(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def githost_host(githost_target: Target, githost_world: World) -> Iterator[githost.Host]:
    """Connect as somebody who administers the target's namespace."""
    opened = githost_world.open(githost_target, githost_target.credential)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def githost_second_user(githost_target: Target) -> SecondUser:
    """Give somebody without rights; skip where the target names nobody."""
    if githost_target.second_user is None:
        pytest.skip("the target names no second user")
    return githost_target.second_user


@pytest.fixture(scope="module")
def githost_other_host(
    githost_target: Target, githost_world: World, githost_second_user: SecondUser
) -> Iterator[githost.Host]:
    """Connect as the second user."""
    opened = githost_world.open(githost_target, githost_second_user.credential)
    yield opened
    opened.close()


def _filled(target: Target, host: githost.Host, history: History) -> Iterator[Seeded]:
    made = Workshop(host, target.namespace, history)
    yield made.seeded()
    made.clear()


@pytest.fixture(scope="module")
def githost_standing(
    githost_target: Target, githost_host: githost.Host, githost_history: History
) -> Iterator[Seeded]:
    """Make a repository that holds the history, and that no test changes."""
    yield from _filled(githost_target, githost_host, githost_history)


@pytest.fixture(scope="module")
def githost_busy(
    githost_target: Target, githost_host: githost.Host, githost_history: History
) -> Iterator[Seeded]:
    """Make a repository that holds the history, in which each test works on its own branches."""
    yield from _filled(githost_target, githost_host, githost_history)


@pytest.fixture(scope="module")
def githost_hostile(
    githost_target: Target, githost_world: World, githost_standing: Seeded
) -> Iterator[Hostile]:
    """Connect by a transport that can fail in every way; skip where the host has no wire."""
    opened = Hostile.opened(githost_target, githost_world)
    try:
        opened.check(githost_target, githost_standing.ref)
        yield opened
    finally:
        opened.host.close()


@pytest.fixture(scope="module")
def githost_reviewer(
    githost_host: githost.Host, githost_busy: Seeded, githost_second_user: SecondUser
) -> UserRef:
    """Let the second user write to `githost_busy`, and give their address."""
    ref = githost_second_user.ref
    githost_host.permissions.grant(githost_busy.ref, ref, Permission.WRITE)
    return ref


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the contract's options."""
    group = parser.getgroup("githost", "githost contract tests")
    group.addoption(
        "--githost-report",
        metavar="FILE",
        type=Path,
        help="write what came of each operation and each promise to FILE, as JSON",
    )
    group.addoption(
        "--githost-steps",
        metavar="N",
        type=int,
        default=20,
        help="make the random sequences of operations N steps long (default: 20)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Report in the process that prints, not in pytest-xdist's workers; see what is run in each."""
    config.pluginmanager.register(SelectionGuard(), "githost-selection")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ConformanceReporter(config), "githost-conformance")


def pytest_pycollect_makeitem(collector: pytest.Collector, obj: object) -> None:
    """Refuse suites that replace or remove promises."""
    if isinstance(obj, type) and issubclass(obj, ProviderContract):
        complaint = tampering(obj, strict=bool(collector.config.getini("xfail_strict")))
        if complaint is not None:
            raise collector.CollectError(complaint)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, object, object]:
    """Skip what cannot be prepared, where the provider declares that it cannot do that."""
    try:
        return (yield)
    except UnsupportedError as error:
        if not {"githost_target", "githost_host"} <= set(request.fixturenames):
            raise
        honest_skip(request.getfixturevalue("githost_host"), error)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave a record on the report of each test of the contract."""
    report = yield
    if isinstance(item, pytest.Function) and is_promise(item):
        settle(item, call, report)
    return report
