"""Notices what a host announces about its API: parts that are deprecated, end, or are gone."""

import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from githost.errors import GitHostError, GoneError
from githost.wire import Response

__all__ = ["Notices", "announced"]

log = logging.getLogger("githost.drift")

#: RFC 9745, RFC 8594, and RFC 7234, section 5.5.
_HEADERS: Final = frozenset({"deprecation", "sunset", "warning"})
#: Notices remembered at the most: a host may put the time of day into each.
_MOST: Final = 1000


class Notices:
    """What was announced already on one connection."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, int, str]] = set()

    def read(self, response: Response) -> None:
        """Log what `response` announces, once an endpoint.

        Addresses of one method and length with the same announcement are taken for one endpoint:
        which parts of an address are names is not known here.
        """
        if _HEADERS.isdisjoint(response.headers):
            return
        said = _said(response.headers)
        depth = urlsplit(response.url).path.count("/")
        key = (response.method, depth, said)
        if key in self._seen or len(self._seen) >= _MOST:
            return
        self._seen.add(key)
        more = _announcement(response)
        log.warning(
            "%s %s: the host announces %s%s",
            response.method,
            response.url,
            said,
            f"; see {more}" if more else "",
        )


def announced(error: GitHostError, response: Response) -> GitHostError:
    """Return `error`, with the address of the announcement where it says that something is gone."""
    if not isinstance(error, GoneError) or error.announcement is not None:
        return error
    more = _announcement(response)
    if more is None:
        return error
    return error.becoming(GoneError, f"{error}; see {more}", announcement=more)


def _said(headers: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {headers[name]}" for name in sorted(_HEADERS & headers.keys()))


def _announcement(response: Response) -> str | None:
    return response.link("deprecation") or response.link("sunset")
