"""Where the contract runs: all that it needs to know of Example Forge."""

from collections.abc import Iterator

import forge
import pytest

import githost
from githost_contract_tests import Target

pytest_plugins = ["githost_contract_tests.plugin"]


@pytest.fixture(scope="session")
def githost_target() -> Iterator[Target]:
    """Start Example Forge."""
    with forge.serve() as url:
        yield Target(
            name="example-forge",
            url=url,
            provider="example-forge",
            namespace=forge.ORGANISATION,
            credential=githost.Token(forge.TOKEN),
            # A merge answers with nothing, so the pull request is read after it.
            budgets={"pull_requests.merge": 2},
        )
