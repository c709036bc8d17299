"""Which suites of the contract are left to the slow run."""

import pytest

from githost_contract_tests import BudgetContract, HostileContract, SequenceContract

_SLOW = (BudgetContract, HostileContract, SequenceContract)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what does most operations again."""
    suite = getattr(item, "cls", None)
    if suite is not None and issubclass(suite, _SLOW):
        item.add_marker("slow")
