"""Cloud's rate limits: which request counts against which, and what an answer tells.

Source: "API request limits", https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/,
and for the headers "Introducing scaled rate limits for Bitbucket Cloud API",
https://bitbucket.org/blog/introducing-scaled-rate-limits-for-bitbucket-cloud-api.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from githost.interface import Allowance, Limit
from githost.wire import Request, Response

__all__ = ["LIMITS", "allowance_of", "resource_of"]

_HOUR: Final = 3600.0
LIMITS: Final = (
    Limit(requests=1000, seconds=_HOUR, resource="repositories"),
    Limit(requests=1000, seconds=_HOUR, resource="webhooks"),
    Limit(requests=5000, seconds=_HOUR, resource="raw files"),
    Limit(requests=5000, seconds=_HOUR, resource="archives"),
    Limit(requests=60_000, seconds=_HOUR, resource="git"),
    Limit(requests=60, seconds=_HOUR, anonymous=True),
)
#: Below the API root. `src` is repository data: the limit is on "any access to /2.0/repositories/*",
#: and of files only what is downloaded as such, with the download section, has its own.
_API: Final = (
    (re.compile(r"/(?:repositories/[^/]+/[^/]+|workspaces/[^/]+)/hooks(?:/|$)"), "webhooks"),
    (re.compile(r"/repositories/[^/]+/[^/]+/downloads/[^/]+"), "raw files"),
    (re.compile(r"/repositories(?:/|$)"), "repositories"),
)
#: Below the web root.
_WEB: Final = (
    (re.compile(r"/[^/]+/[^/]+/(?:raw|downloads)/."), "raw files"),
    (re.compile(r"/[^/]+/[^/]+/get/."), "archives"),
)
#: The API's root in an address that the host gave.
_ROOT: Final = re.compile(r"^(?:/!?api)?/2\.0(?=/)")


def resource_of(request: Request) -> str | None:
    """Return which of `LIMITS` `request` counts against, by the limit's resource."""
    path, api = request.path.partition("?")[0], request.root == "api"
    if "://" in request.path:
        whole = urlsplit(request.path).path
        path = _ROOT.sub("", whole)
        api = path != whole
    for shape, resource in _API if api else _WEB:
        if shape.match(path):
            return resource
    return None


def allowance_of(response: Response) -> Allowance | None:
    """Return what the headers tell, which come with access tokens only.

    `X-RateLimit-NearLimit` is taken to say that less than a fifth is left: we have not seen a page of
    the vendor's that states the threshold. Nothing is concluded from its absence.
    """
    limit = response.headers.get("x-ratelimit-limit", "")
    if not limit.isdecimal() or int(limit) == 0:
        return None
    near = response.headers.get("x-ratelimit-nearlimit", "").casefold() == "true"
    requests = int(limit)
    return Allowance(
        requests=requests, seconds=_HOUR, left=requests // 5 if near else None, exact=False
    )
