"""Plugin and emulator of Bitbucket Data Center against Atlassian's OpenAPI document."""

import pytest

from tests.specs.agreement import Agreement

pytestmark = [pytest.mark.specs, pytest.mark.slow]


class TestDataCenter(Agreement):
    """Bitbucket Data Center."""

    product = "bitbucket-datacenter"
    #: The list of a commit's builds, which has no successor.
    deprecated = frozenset({"GET /build-status/latest/commits/{commitId}"})
