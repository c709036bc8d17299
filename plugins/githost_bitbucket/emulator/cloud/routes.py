"""Which endpoint has an address.

Addresses are compared before they are decoded, so that `%2F` in a branch's name is no new segment.
Of several that fit, one with a fixed word goes before one with a name for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote

import attrs

from githost_bitbucket.emulator.cloud.call import Endpoint
from githost_bitbucket.emulator.cloud.errors import NO_ROUTE, ApiError

_KINDS: Final = {"": "[^/]+", "int": "[0-9]+", "path": ".*"}
_NAME: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")


@attrs.frozen
class _Route:
    pattern: re.Pattern[str]
    endpoints: Mapping[str, Endpoint]


class Routes:
    """All endpoints by their addresses."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        by_path: dict[str, dict[str, Endpoint]] = {}
        for endpoint in endpoints:
            by_path.setdefault(endpoint.root + endpoint.path, {})[endpoint.method] = endpoint
        self._routes = [
            _Route(_pattern(path), by_path[path]) for path in sorted(by_path, key=_rank)
        ]

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """Return the endpoint at an address, as it was sent, and the named parts, decoded."""
        allowed: set[str] = set()
        for route in self._routes:
            found = route.pattern.fullmatch(path)
            if found is None:
                continue
            endpoint = route.endpoints.get("GET" if method == "HEAD" else method)
            if endpoint is not None:
                return endpoint, {k: unquote(v) for k, v in found.groupdict().items()}
            allowed.update(route.endpoints)
        if allowed:
            raise ApiError(
                405, "Method not allowed.", headers={"Allow": ", ".join(sorted(allowed))}
            )
        raise ApiError(404, NO_ROUTE)


def _pattern(path: str) -> re.Pattern[str]:
    text = _NAME.sub(lambda found: f"(?P<{found[1]}>{_KINDS[found[2] or '']})", path)
    # A slash at the end is taken off, where it is not part of a path in a repository.
    return re.compile(text if path.endswith(":path}") else f"{text}/?")


def _rank(path: str) -> tuple[tuple[int, str], ...]:
    ranks = []
    for segment in path.strip("/").split("/"):
        found = _NAME.search(segment)
        rank = 0 if found is None else {None: 2, "int": 1, "path": 3}[found[2]]
        ranks.append((rank, segment))
    return tuple(ranks)
