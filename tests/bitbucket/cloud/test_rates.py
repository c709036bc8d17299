"""Cloud's rate limits: what counts against which, and what an answer tells."""

import pytest

from githost.interface import Allowance
from githost.wire import Request, Response
from githost_bitbucket.cloud.provider import BitbucketCloud


@pytest.mark.parametrize(
    ("path", "root", "resource"),
    [
        ("/repositories", "api", "repositories"),
        ("/repositories/acme", "api", "repositories"),
        ("/repositories/acme/site/pullrequests/7", "api", "repositories"),
        ("/repositories/acme/site/src/main/README.md", "api", "repositories"),
        ("/repositories/acme/hooks", "api", "repositories"),
        ("/repositories/acme/site/hooks", "api", "webhooks"),
        ("/repositories/acme/site/hooks/%7Bid%7D", "api", "webhooks"),
        ("/workspaces/acme/hooks", "api", "webhooks"),
        ("/repositories/acme/site/downloads/app.zip", "api", "raw files"),
        ("/repositories/acme/site/downloads", "api", "repositories"),
        ("/user", "api", None),
        ("/workspaces/acme/members", "api", None),
        ("/acme/site/raw/main/README.md", "web", "raw files"),
        ("/acme/site/get/main.zip", "web", "archives"),
        ("/site/oauth2/access_token", "web", None),
        ("https://api.bitbucket.org/2.0/repositories/acme?page=2", "api", "repositories"),
        ("https://bitbucket.org/!api/2.0/repositories/a/b/hooks?page=2", "api", "webhooks"),
        ("https://bitbucket.org/api/2.0/user", "api", None),
        ("https://bitbucket.org/acme/site/raw/main/a", "api", "raw files"),
    ],
)
def test_request_counts_against_its_limit(path: str, root: str, resource: str | None) -> None:
    """By its place below the API's root, also where the host gave the address."""
    assert BitbucketCloud().resource(Request("GET", path, root=root)) == resource


def test_every_resource_has_a_limit() -> None:
    """What a request counts against is documented."""
    assert {"repositories", "webhooks", "raw files", "archives"} <= {
        limit.resource for limit in BitbucketCloud.limits
    }


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, None),
        ({"x-ratelimit-limit": "many"}, None),
        ({"x-ratelimit-limit": "0"}, None),
        (
            {"x-ratelimit-limit": "2500", "x-ratelimit-nearlimit": "false"},
            Allowance(requests=2500, seconds=3600.0, exact=False),
        ),
        (
            {"x-ratelimit-limit": "2500", "x-ratelimit-nearlimit": "True"},
            Allowance(requests=2500, seconds=3600.0, left=500, exact=False),
        ),
    ],
    ids=["none", "word", "zero", "far", "near"],
)
def test_headers_of_an_access_token_are_read(
    headers: dict[str, str], told: Allowance | None
) -> None:
    """A large workspace has more; near the limit less than a fifth is left."""
    assert BitbucketCloud().allowance(Response(200, headers, b"", "GET", "/")) == told
