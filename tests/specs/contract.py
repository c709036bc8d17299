"""Every contract suite, run by `recording.contract` and collected by nobody else."""

import pytest

from githost_contract_tests import Target
from githost_contract_tests.suites import *  # noqa: F403  # collected here
from tests.specs.recording import TARGET


@pytest.fixture(scope="module")
def githost_target(request: pytest.FixtureRequest) -> Target:
    """Run against the emulator that is being recorded."""
    return request.config.stash[TARGET]
