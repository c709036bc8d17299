"""What Data Center answers for reasons that lie in it, and not in what it is asked.

Whoever wants such an answer puts it into `DataCenterApp.faults`; each is given once, to whatever
is asked next::

    app.faults.append(faults.captcha_required)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from starlette.responses import JSONResponse, Response

from githost_bitbucket.emulator.datacenter.errors import Refusal

__all__ = ["Faults", "captcha_required", "moved", "not_licensed", "rate_limited"]

Faults: TypeAlias = deque[Callable[[], Response]]


def captcha_required() -> Response:
    """Lock out whoever gave a wrong password too often.

    As recorded in https://github.com/jenkinsci/stashnotifier-plugin/issues/263.
    """
    return _refusal(
        Refusal(
            401,
            "CAPTCHA required. Your Bitbucket account has been locked. To unlock it and log in "
            "again you must solve a CAPTCHA. This is typically caused by too many attempts to "
            "login with an incorrect password. The account lock prevents your SCM client from "
            "accessing Bitbucket and its mirrors until it is solved, even if you enter your "
            "password correctly.",
            exception="auth.CaptchaRequiredAuthenticationException",
            headers={"WWW-Authenticate": 'Basic realm="Atlassian Bitbucket"'},
        )
    )


def not_licensed() -> Response:
    """Refuse an account that no licence is used for; only its exception is documented."""
    return _refusal(
        Refusal(
            401,
            "You do not have access to this Bitbucket instance.",
            exception="auth.NoAccessAuthenticationException",
        )
    )


def rate_limited() -> Response:
    """Refuse who has no token left in their bucket.

    https://confluence.atlassian.com/bitbucketserver/improving-instance-stability-with-rate-limiting-976171954.html
    """
    return _refusal(
        Refusal(
            429,
            "You have exceeded your rate limit. Please try again later.",
            headers={"Retry-After": "1"},
        )
    )


def moved(address: str) -> Response:
    """Say that something has another address now."""
    return Response(status_code=307, headers={"Location": address})


def _refusal(refusal: Refusal) -> Response:
    return JSONResponse(refusal.body, status_code=refusal.status, headers=refusal.headers)
