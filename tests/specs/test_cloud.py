"""Plugin and emulator of Bitbucket Cloud against Atlassian's OpenAPI document."""

from collections.abc import Callable

import pytest

from tests.specs.agreement import Agreement
from tests.specs.documents import Document
from tests.specs.judgement import Judgement

pytestmark = [pytest.mark.specs, pytest.mark.slow]

#: Lists across workspaces, ended in April 2026, of which the document still has some.
#: https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770
_RETIRED = (
    "/2.0/workspaces",
    "/2.0/repositories",
    "/2.0/user/permissions/workspaces",
    "/2.0/user/permissions/repositories",
    "/2.0/snippets",
    "/2.0/teams",
    "/2.0/pullrequests",
    "/1.0",
)


class TestCloud(Agreement):
    """Bitbucket Cloud."""

    product = "bitbucket-cloud"
    fewest_exchanges = 2000
    fewest_described = 95
    fewest_fuzzed = 130

    def test_no_request_uses_what_is_retired(self, judgement: Judgement) -> None:
        """The lists across workspaces have ended, and so has version 1.0."""
        asked = {one.path.rstrip("/") for one in judgement.recording.exchanges}
        assert asked
        assert asked.isdisjoint(_RETIRED)
        assert [path for path in asked if not path.startswith("/2.0/")] == []


def test_lists_across_workspaces_are_deprecated_in_the_document(
    document: Callable[[str], Document],
) -> None:
    """The vendor marks them itself."""
    names = {one.name for one in document("bitbucket-cloud").operations if one.deprecated}
    assert {"GET /workspaces", "GET /repositories", "GET /user/permissions/workspaces"} <= names
