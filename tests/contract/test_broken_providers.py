"""The contract is itself tested: each broken promise is noticed, by the tests that state it and no other."""

import attrs
import pytest

import githost
import githost_contract_tests
from githost import hookspecs, registry
from githost.interface import Hooks, Nouns, Provider, Site
from githost_contract_tests.history import History
from githost_local.forge import Forge
from githost_local.provider import LocalHost
from tests.contract.broken_providers import BREAKAGES, BrokenHost

_CONFTEST = """
import pytest
import githost
from githost.model import GroupRef, UserRef
from githost_contract_tests import SecondUser, Target

pytest_plugins = ["githost_contract_tests.plugin"]

@pytest.fixture(scope="session")
def githost_target():
    return Target(
        name="broken",
        url={url!r},
        namespace="acme",
        second_user=SecondUser(ref=UserRef("alice"), credential=githost.Basic("alice", "alice")),
        group=GroupRef("developers"),
    )

@pytest.fixture(scope="session")
def githost_history():
    from githost_contract_tests.history import History
    return History({history!r}, {commits!r})
"""
_ELSEWHERE = {"ProviderContract", "BudgetContract", "HostileContract"}
_SUITES = [
    name
    for name in githost_contract_tests.__all__
    if name.endswith("Contract") and name not in _ELSEWHERE
]


@pytest.fixture
def forge(pytester: pytest.Pytester) -> str:
    """Make the world that the contract wants, and return its directory."""
    directory = pytester.path / "forge"
    with githost.connect(f"local:{directory}") as host:
        host.namespaces.create("acme", name="Acme")
    with Forge.open(directory) as opened:
        opened.accounts.create("alice", email="alice@example.com", password="alice")
        opened.groups.create("Developers")
    return str(directory)


def _installed(monkeypatch: pytest.MonkeyPatch, broken: Provider) -> None:
    class Plugin:
        @staticmethod
        @hookspecs.hookimpl
        def githost_providers() -> list[Provider]:
            return [broken]

    found = registry.gather([("broken", Plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)


def _aimed(pytester: pytest.Pytester, history: History, forge: str, suite: str) -> None:
    """Write what runs one suite against the provider that is installed."""
    pytester.makeconftest(
        _CONFTEST.format(
            url=f"broken:{forge}", history=str(history.directory), commits=dict(history.commits)
        )
    )
    pytester.makepyfile(
        f"from githost_contract_tests import {suite}\nclass TestBroken({suite}): ..."
    )


def _failing(pytester: pytest.Pytester) -> tuple[frozenset[str], int]:
    """Run the tests in sync; return the names of those that fail, and how many pass."""
    run = pytester.inline_run("-q", "-p", "no:cacheprovider", "-k", "not async")
    passed, _, failed = run.listoutcomes()
    names = {report.nodeid.rpartition("::")[2].partition("[")[0] for report in failed}
    return frozenset(names), len(passed)


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKAGES)
def test_broken_promise_is_noticed(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    githost_history: History,
    forge: str,
    name: str,
) -> None:
    """A provider that breaks one promise fails the tests of that promise, and passes the others."""
    breakage = BREAKAGES[name]
    _installed(monkeypatch, BrokenHost(breakage))
    _aimed(pytester, githost_history, forge, breakage.suite)
    failing, passing = _failing(pytester)
    assert failing == breakage.failing
    assert passing or breakage.suite in {"LifeContract", "GroupContract", "SequenceContract"}


@pytest.mark.parametrize("suite", _SUITES)
def test_every_suite_is_tested(suite: str) -> None:
    """Each suite has a provider that breaks one of its promises.

    But for budgets and bad days, which need a wire (`test_budgets`, `test_broken_clouds`).
    """
    assert suite in {breakage.suite for breakage in BREAKAGES.values()}


class _HostWithoutHooks(LocalHost):
    name = "broken"
    title = "Host without hooks"
    schemes = frozenset({"broken"})
    hook_events = frozenset()

    def open(self, site: Site) -> Nouns:
        return attrs.evolve(super().open(site), hooks=Hooks())


def test_provider_without_hooks_breaks_no_promise(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    githost_history: History,
    forge: str,
) -> None:
    """Where there are none, no event is claimed, and every test sees hooks refused."""
    _installed(monkeypatch, _HostWithoutHooks())
    _aimed(pytester, githost_history, forge, "HookContract")
    assert _failing(pytester) == (frozenset(), 0)
