"""Plugin and emulator of Bitbucket Cloud against Atlassian's OpenAPI document."""

import re
from collections.abc import Callable

import pytest

from tests.specs.agreement import Agreement
from tests.specs.documents import Document
from tests.specs.judgement import Judgement

pytestmark = [pytest.mark.specs, pytest.mark.slow]

#: Lists across workspaces, ended in April 2026, of which the document still has some
#: (https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770); teams; issue trackers
#: and wikis; and the search of code.
_RETIRED = re.compile(
    r"/2\.0/("
    r"workspaces|repositories|user/permissions/(workspaces|repositories)|snippets|pullrequests/[^/]+"
    r"|teams/.*|repositories/[^/]+/[^/]+/(issues|wiki)(/.*)?|.*/search/code"
    r")"
)


class TestCloud(Agreement):
    """Bitbucket Cloud."""

    product = "bitbucket-cloud"

    def test_no_request_uses_what_is_retired(self, judgement: Judgement) -> None:
        """The lists across workspaces have ended, and version 1.0 with all that was in it."""
        asked = {one.path.rstrip("/") for one in judgement.recording.exchanges}
        assert asked
        assert [path for path in sorted(asked) if _RETIRED.fullmatch(path)] == []
        assert [path for path in asked if not path.startswith("/2.0/")] == []


def test_lists_across_workspaces_are_deprecated_in_the_document(
    document: Callable[[str], Document],
) -> None:
    """The vendor marks them itself."""
    names = {one.name for one in document("bitbucket-cloud").operations if one.deprecated}
    assert {"GET /workspaces", "GET /repositories", "GET /user/permissions/workspaces"} <= names
