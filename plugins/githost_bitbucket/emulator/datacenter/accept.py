"""The `Accept` header: some answers come as JSON or as text, and some only as text."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.call import Call

JSON: Final = "application/json"
TEXT: Final = "text/plain"


def chosen(call: Call, *offered: str) -> str | None:
    """Return the type that the caller likes best, the first offered in doubt; None if none."""
    header = call.request.headers.get("accept") or "*/*"
    ranges = dict(_range(part) for part in header.split(","))
    best = max(offered, key=lambda kind: _quality(ranges, kind))
    return best if _quality(ranges, best) > 0 else None


def _range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, float(value)
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(ranges: dict[str, float], kind: str) -> float:
    """Return how much a type is liked: the narrowest range that holds it says so (RFC 9110)."""
    for candidate in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0


def not_acceptable() -> Response:
    """Answer that the wanted type cannot be served: without a body, as the server does."""
    return Response(status_code=406)


def text(content: bytes) -> Response:
    """Answer with text of whatever encoding."""
    return Response(content, media_type="text/plain;charset=UTF-8")
