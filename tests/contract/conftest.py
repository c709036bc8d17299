"""Which suites of the contract are left to the slow run."""

import pytest

from githost_contract_tests import BudgetContract

_SLOW = (BudgetContract,)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what repeats most operations."""
    suite = getattr(item, "cls", None)
    if suite is not None and issubclass(suite, _SLOW):
        item.add_marker("slow")
