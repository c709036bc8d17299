"""The promises about bad days are themselves tested: each broken one is noticed, and no other blamed."""

from collections.abc import Iterator

import pytest

import githost
from githost import hookspecs, registry
from githost.emulation import Server
from githost.interface import Provider
from githost_contract_tests.history import History
from githost_contract_tests.hostile import HostileContract
from tests.contract.broken_clouds import BROKEN_CLOUDS, BrokenCloud
from tests.contract.broken_providers import BREAKAGES

_CONFTEST = """
import pytest
import githost
from githost_contract_tests import Target
from githost_contract_tests.history import History

pytest_plugins = ["githost_contract_tests.plugin"]

@pytest.fixture(scope="session")
def githost_target():
    return Target(
        name="broken",
        url={url!r},
        provider="broken-cloud",
        namespace="acme",
        credential=githost.ApiToken("admin@example.com", {token!r}),
    )

@pytest.fixture(scope="session")
def githost_history():
    return History({history!r}, {commits!r})
"""
_TESTS = """
from githost_contract_tests import HostileContract

class TestBroken(HostileContract):
    pass
"""
#: What the broken providers have that works, and what they have that does not.
_CHOSEN = "not async and (repos.get or hooks or secrets)"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Start the emulator of Cloud."""
    with githost.emulation.serve("bitbucket-cloud") as started:
        yield started


def _installed(monkeypatch: pytest.MonkeyPatch, broken: Provider) -> None:
    class Plugin:
        @staticmethod
        @hookspecs.hookimpl
        def githost_providers() -> list[Provider]:
            return [broken]

    found = registry.gather([("broken", Plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)


@pytest.mark.slow
@pytest.mark.parametrize("broken", BROKEN_CLOUDS, ids=lambda broken: broken.__name__)
def test_broken_promise_is_noticed(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    githost_history: History,
    server: Server,
    broken: type[BrokenCloud],
) -> None:
    """A provider that breaks one promise fails the tests of that promise, and passes the others."""
    _installed(monkeypatch, broken())
    conftest = _CONFTEST.format(
        url=server.url,
        token=server.tokens["admin"],
        history=str(githost_history.directory),
        commits=dict(githost_history.commits),
    )
    pytester.makeconftest(conftest)
    pytester.makepyfile(_TESTS)
    run = pytester.inline_run("-q", "-p", "no:cacheprovider", "-k", _CHOSEN)
    passed, skipped, failed = run.listoutcomes()
    names = {report.nodeid.rpartition("::")[2].partition("[")[0] for report in failed}
    assert names == BROKEN_CLOUDS[broken]
    assert passed
    assert not skipped


def test_every_promise_is_tested() -> None:
    """Each promise about bad days has a provider that breaks it."""
    promises = {name for name in vars(HostileContract) if name.startswith("test_")}
    assert frozenset().union(*BROKEN_CLOUDS.values()) == promises


def test_forty_providers_are_broken() -> None:
    """The table is as long as the contract is wide."""
    print(f"{len(BREAKAGES)} broken local hosts, {len(BROKEN_CLOUDS)} broken clouds")
    assert len(BREAKAGES) + len(BROKEN_CLOUDS) >= 40
