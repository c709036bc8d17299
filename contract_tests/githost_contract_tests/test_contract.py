"""Every suite, for `pytest --pyargs githost_contract_tests`: a root conftest says where to run."""

from githost_contract_tests.suites import *  # noqa: F403  # collected here
