"""What is sent again, and after how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from githost.engine.policy import pause, repeatable
from githost.errors import (
    AuthenticationError,
    ConnectError,
    GitHostError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
)
from githost.options import Retry
from githost.wire import Request

RETRY = Retry(attempts=3, backoff=1.0, max_wait=10.0, max_total=15.0)


@pytest.mark.parametrize(
    ("method", "said", "expected"),
    [
        ("GET", None, True),
        ("PUT", None, True),
        ("DELETE", None, True),
        ("POST", None, False),
        ("POST", True, True),
        ("PUT", False, False),
    ],
)
def test_repeatable_by_method_unless_the_provider_says(
    method: str, said: bool | None, *, expected: bool
) -> None:
    """Only what can be done twice without harm is repeatable."""
    assert repeatable(Request(method, "/", repeatable=said)) is expected


@pytest.mark.parametrize(
    ("error", "method", "again"),
    [
        (ServerError("x"), "GET", True),
        (ServerError("x"), "POST", False),
        (RequestTimeoutError("x"), "POST", False),
        (RequestTimeoutError("x"), "PUT", True),
        (ConnectError("x"), "POST", True),
        (RateLimitError("x"), "POST", True),
        (AuthenticationError("x"), "GET", False),
    ],
    ids=lambda value: (
        getattr(value, "__class__", type(value)).__name__
        if isinstance(value, GitHostError)
        else str(value)
    ),
)
def test_the_condition_decides_about_sending_again(
    error: GitHostError, method: str, *, again: bool
) -> None:
    """A write that may have happened is not repeated; what surely did not happen is."""
    seconds = pause(error, Request(method, "/"), RETRY, attempt=1, waited=0.0)
    assert (seconds is not None) is again


def test_the_host_says_how_long() -> None:
    """`retry_after` is obeyed, up to the cap of one wait and of all together."""
    error, request = RateLimitError("x", retry_after=7.0), Request("GET", "/")
    assert pause(error, request, RETRY, attempt=1, waited=0.0) == 7.0
    assert pause(error, request, RETRY, attempt=2, waited=9.0) is None
    assert (
        pause(RateLimitError("x", retry_after=11.0), request, RETRY, attempt=1, waited=0.0) is None
    )


@given(
    attempt=st.integers(1, 10), waited=st.floats(0, 100), chance=st.floats(0, 1, exclude_max=True)
)
def test_waits_stay_within_their_caps(attempt: int, waited: float, chance: float) -> None:
    """No wait is negative or above a cap, and attempts come to an end."""
    seconds = pause(
        ServerError("x"),
        Request("GET", "/"),
        RETRY,
        attempt=attempt,
        waited=waited,
        rand=lambda: chance,
    )
    if seconds is not None:
        assert attempt < RETRY.attempts
        assert 0 <= seconds <= RETRY.max_wait
        assert waited + seconds <= RETRY.max_total
