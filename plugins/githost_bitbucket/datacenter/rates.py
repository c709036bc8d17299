"""Data Center's rate limit, which an administrator may turn on: a bucket of tokens for each user.

Source: "Improving instance stability with rate limiting",
https://confluence.atlassian.com/bitbucketserver0819/improving-instance-stability-with-rate-limiting-1416826922.html,
and for the headers, which Atlassian's Data Center products share,
https://confluence.atlassian.com/doc/_ratelimiting_httpheaders-992678779.html.
"""

from githost.interface import Allowance
from githost.wire import Response

__all__ = ["allowance_of"]


def allowance_of(response: Response) -> Allowance | None:
    """Return what the headers tell: how large the bucket is, how full, and in what time it fills."""
    size = _number(response, "x-ratelimit-limit")
    if not size:
        return None
    interval = _number(response, "x-ratelimit-interval-seconds")
    rate = _number(response, "x-ratelimit-fillrate")
    return Allowance(
        requests=size,
        seconds=size / rate * interval if interval and rate else None,
        left=_number(response, "x-ratelimit-remaining"),
    )


def _number(response: Response, name: str) -> int | None:
    value = response.headers.get(name, "")
    return int(value) if value.isdecimal() else None
