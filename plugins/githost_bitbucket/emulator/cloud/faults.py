"""What Cloud answers for reasons that lie in it, and not in what it is asked.

Whoever wants such an answer puts it into `CloudApp.faults`; each is given once, to whatever is
asked next::

    app.faults.append(faults.rate_limited)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from starlette.responses import JSONResponse, PlainTextResponse, Response

from githost_bitbucket.emulator.cloud.errors import ApiError

__all__ = ["Faults", "moved", "over_plan", "rate_limited", "too_slow"]

Faults: TypeAlias = deque[Callable[[], Response]]


def rate_limited() -> Response:
    """Refuse who asked too often.

    The body is text, and nothing says how long to wait:
    https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
    """
    return PlainTextResponse("Rate limit for this resource has been exceeded", status_code=429)


def over_plan() -> Response:
    """Refuse one more user than the workspace pays for: the document's words for 402."""
    return _refusal(
        402,
        "You have reached your plan's user limit and must upgrade before giving access to "
        "additional users.",
    )


def too_slow() -> Response:
    """Give up on what takes too long, by a status of Cloud's own.

    The document has it for diffs, sources, merging and declining.
    """
    return _refusal(555, "The request timed out. Please retry it later.")


def moved(address: str) -> Response:
    """Say that something has another address now."""
    return Response(status_code=307, headers={"Location": address})


def _refusal(status: int, message: str) -> Response:
    return JSONResponse(ApiError(status, message).body(), status_code=status)
