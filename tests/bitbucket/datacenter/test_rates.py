"""Data Center's rate limit: what an answer tells of the bucket."""

import pytest

from githost.interface import Allowance
from githost.wire import Response
from githost_bitbucket.datacenter.provider import BitbucketDataCenter


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, None),
        ({"x-ratelimit-remaining": "3"}, None),
        ({"x-ratelimit-limit": "60"}, Allowance(requests=60)),
        (
            {
                "x-ratelimit-limit": "60",
                "x-ratelimit-remaining": "12",
                "x-ratelimit-interval-seconds": "1",
                "x-ratelimit-fillrate": "5",
            },
            Allowance(requests=60, seconds=12.0, left=12),
        ),
        (
            {
                "x-ratelimit-limit": "60",
                "x-ratelimit-interval-seconds": "1",
                "x-ratelimit-fillrate": "0",
            },
            Allowance(requests=60),
        ),
    ],
    ids=["off", "half", "size", "whole", "never filled"],
)
def test_bucket_is_read_as_a_window(headers: dict[str, str], told: Allowance | None) -> None:
    """A bucket of 60 that gets 5 a second is full again in 12 seconds."""
    assert BitbucketDataCenter().allowance(Response(200, headers, b"", "GET", "/")) == told
