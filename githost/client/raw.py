"""The way out: any request to the host's API, guarded like the rest."""

from collections.abc import Mapping
from typing import Any

from githost.errors import ConfigurationError
from githost.wire import Op, QueryValue, Request, send

__all__ = ["raw_request"]


def raw_request(
    method: str, path: str, query: Mapping[str, QueryValue] | None, json: Any
) -> Op[Any]:
    """Send one request below the host's API root; return parsed JSON, text, or None where the answer is empty.

    Raises `ConfigurationError` for a path that does not begin with a slash.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ConfigurationError(f"a path below the API begins with one slash, not {path!r}")
    response = yield from send(Request(method.upper(), path, query=query, json=json))
    if not response.body:
        return None
    return (
        response.json() if "json" in response.headers.get("content-type", "") else response.text()
    )
