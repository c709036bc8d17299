"""Example Forge keeps the contract."""

from githost_contract_tests.suites import *  # noqa: F403  # collected here
