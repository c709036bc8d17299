"""What to send again, how long to wait, when to stop, and when nobody knows. Pure."""

import random
from collections.abc import Callable

from githost.errors import (
    ConnectError,
    DecodeError,
    GitHostError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
    ValidationError,
)
from githost.options import Retry
from githost.wire import Request, Response

__all__ = ["ambiguous", "is_deleted", "is_page", "is_write", "pause", "repeatable", "settles"]

#: Writes that do the same when they are done twice.
_IDEMPOTENT = frozenset({"PUT", "DELETE"})


def repeatable(request: Request) -> bool:
    """Say whether `request` may be sent again when nobody knows whether it arrived (RFC 9110, section 9.2.2)."""
    if request.repeatable is not None:
        return request.repeatable
    return not request.writes or request.method in _IDEMPOTENT


def is_write(request: Request) -> bool:
    """Say whether `request` changes what can be read back; a token exchange, which is not signed, does not."""
    return request.authorized and request.writes


def ambiguous(error: GitHostError, request: Request) -> bool:
    """Say whether `request` may have been done although it ended in `error`.

    A refused connection did nothing. A time-out, a broken exchange, a failing server and an answer
    that cannot be taken tell nothing.
    """
    if not is_write(request) or isinstance(error, ConnectError):
        return False
    return isinstance(error, TransportError | ServerError | DecodeError)


def settles(error: GitHostError) -> bool:
    """Say whether the refusal of a repetition tells that the first sending was refused as well.

    Values that are wrong were wrong before; a conflict, or a thing that is not there, may be the
    first sending's own work.
    """
    return isinstance(error, ValidationError)


def is_deleted(error: GitHostError, request: Request) -> bool:
    """Say whether the refusal of a repeated deletion is its success: what it deletes is not there."""
    return request.method == "DELETE" and isinstance(error, NotFoundError)


def is_page(response: Response, request: Request) -> bool:
    """Say whether a write was answered by a page for people, as a log-in page or a proxy's.

    Reads need no such look: they decode what they get. The type alone tells nothing, since an empty
    answer may name any.
    """
    return (
        is_write(request)
        and "html" in response.headers.get("content-type", "")
        and response.body.lstrip()[:1] == b"<"
    )


def pause(
    error: GitHostError,
    request: Request,
    retry: Retry,
    *,
    attempt: int,
    waited: float,
    rand: Callable[[], float] = random.random,
) -> float | None:
    """Return how many seconds to wait before `request` is sent again, or None to give up.

    `attempt` counts the times it was sent, `waited` the seconds already waited for it. The
    condition decides: a refused connection and a rate limit mean that nothing was done, so any
    method is sent again; a lost or failed exchange only where repeating cannot do harm.

    The wait is what the host asks for; else a random part, from nothing to the whole (full jitter),
    of a span that doubles with each attempt, so that clients that failed together do not come back
    together.
    """
    nothing_done = isinstance(error, ConnectError | RateLimitError)
    perhaps_done = isinstance(error, TransportError | ServerError)
    if attempt >= retry.attempts or not (nothing_done or (perhaps_done and repeatable(request))):
        return None
    asked = error.retry_after if isinstance(error, RateLimitError | ServerError) else None
    if asked is not None:
        seconds = max(0.0, asked)
        if seconds > retry.max_wait:
            return None
    else:
        # Beyond 2 ** 64 any span is capped, and a float would overflow.
        seconds = min(retry.max_wait, retry.backoff * 2 ** min(attempt - 1, 64)) * rand()
    return seconds if waited + seconds <= retry.max_total else None
