"""A provider that asks more often than it may is noticed, and told which requests it made."""

import pytest

from githost_contract_tests.budgets import BUDGETS
from tests.contract.targets import BUDGETS as NEEDED

_CONFTEST = """
import pytest
import githost
from githost.model import UserRef
from githost_contract_tests import SecondUser, Target

pytest_plugins = ["githost_contract_tests.plugin"]

@pytest.fixture(scope="session")
def githost_target():
    with githost.emulation.serve("bitbucket-datacenter") as server:
        yield Target(
            name="usual",
            url=server.url,
            provider=server.provider,
            namespace="ACME",
            credential=server.credential(),
            second_user=SecondUser(ref=UserRef("alice"), credential=server.credential("alice")),
        )
"""


@pytest.mark.slow
def test_each_request_too_many_fails(pytester: pytest.Pytester) -> None:
    """Without what a host's documentation allows it, exactly the operations that need more fail."""
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(
        """
        from githost_contract_tests import BudgetContract

        class TestBudgets(BudgetContract):
            pass
        """
    )
    run = pytester.inline_run("-q", "-p", "no:cacheprovider", "-k", "not async and its_budget")
    passed, _, failed = run.listoutcomes()
    dear = {report.nodeid.rpartition("sync-")[2].rstrip("]") for report in failed}
    assert dear == set(NEEDED["bitbucket-datacenter"])
    assert len(passed) == len(BUDGETS) - len(dear)
    told = next(report.longreprtext for report in failed if "repos.get" in report.nodeid)
    assert "repos.get made 2 requests, and may make 1:" in told
    assert "/default-branch" in told
