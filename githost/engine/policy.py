"""What to send again, how long to wait, when to stop. Pure."""

import random
from collections.abc import Callable

from githost.errors import ConnectError, GitHostError, RateLimitError, ServerError, TransportError
from githost.options import Retry
from githost.wire import Request

__all__ = ["pause", "repeatable"]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_IDEMPOTENT = _SAFE | {"PUT", "DELETE"}


def repeatable(request: Request) -> bool:
    """Say whether `request` may be sent again when nobody knows whether it arrived (RFC 9110, section 9.2.2)."""
    if request.repeatable is not None:
        return request.repeatable
    return request.method in _IDEMPOTENT


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
    condition decides: a refused
    connection and a rate limit mean that nothing was done, so any method is sent again; a lost or
    failed exchange only where
    repeating cannot do harm.
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
        seconds = min(retry.max_wait, retry.backoff * 2 ** (attempt - 1)) * rand()
    return seconds if waited + seconds <= retry.max_total else None
