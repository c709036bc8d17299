"""What is sent again, and after how long."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from githost.engine.policy import ambiguous, is_deleted, pause, repeatable, settles
from githost.errors import (
    AuthenticationError,
    ConflictError,
    ConnectError,
    DecodeError,
    GitHostError,
    NotFoundError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    TransportError,
    ValidationError,
)
from githost.options import Retry
from githost.wire import Request, Response

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


@pytest.mark.parametrize("chance", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("attempt", [1, 2, 5, 5000])
def test_wait_is_full_jitter(attempt: int, chance: float) -> None:
    """From nothing to the whole of a span that doubles up to its cap."""
    retry = Retry(attempts=10_000, backoff=1.0, max_wait=10.0, max_total=1e9)
    span = min(10.0, 2.0 ** min(attempt - 1, 64))
    request = Request("GET", "/")
    seconds = pause(
        ServerError("x"), request, retry, attempt=attempt, waited=0.0, rand=lambda: chance
    )
    assert seconds == span * chance


WRITES = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    ("error", "unclear"),
    [
        (ServerError("x"), True),
        (RequestTimeoutError("x"), True),
        (TransportError("x"), True),
        (DecodeError("x"), True),
        (ConnectError("x"), False),
        (RateLimitError("x"), False),
        (NotFoundError("x"), False),
        (ConflictError("x"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_ambiguous_is_what_tells_nothing(
    method: str, error: GitHostError, *, unclear: bool
) -> None:
    """Of a signed write; a read and a token exchange change nothing."""
    assert ambiguous(error, Request(method, "/")) is unclear
    assert not ambiguous(error, Request(method, "/", authorized=False))
    assert not ambiguous(error, Request("GET", "/"))


def test_only_wrong_values_settle_a_repetition() -> None:
    """They were wrong the first time, too."""
    assert settles(ValidationError("x"))
    assert not settles(ConflictError("x"))
    assert not settles(NotFoundError("x"))


@pytest.mark.parametrize(
    ("method", "error", "deleted"),
    [
        ("DELETE", NotFoundError("x"), True),
        ("DELETE", ConflictError("x"), False),
        ("PUT", NotFoundError("x"), False),
    ],
)
def test_only_a_deletion_is_done_by_absence(
    method: str, error: GitHostError, *, deleted: bool
) -> None:
    """What was to be deleted is not there."""
    assert is_deleted(error, Request(method, "/")) is deleted


@given(st.text(max_size=60) | st.dates().map(str) | st.integers().map(str))
def test_retry_after_of_any_host_is_a_wait_or_none(value: str) -> None:
    """Seconds, a date, or noise: never an exception, never below nothing."""
    response = Response(429, {"retry-after": value}, b"", "GET", "https://git.example.com")
    seconds = response.retry_after()
    assert seconds is None or seconds >= 0


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    """RFC 9110, section 10.2.3."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    waits = {"7": (7, 7), soon: (80, 90), "Wed, 21 Oct 2015 07:28:00 GMT": (0, 0)}
    for value, (least, most) in waits.items():
        response = Response(429, {"retry-after": value}, b"", "GET", "https://git.example.com")
        seconds = response.retry_after()
        assert seconds is not None
        assert least <= seconds <= most
