"""What Data Center's refusals mean."""

import json
import pickle
from typing import Any

import pytest

from githost.errors import (
    AlreadyExistsError,
    AuthenticationError,
    ConflictError,
    GoneError,
    NotFoundError,
    NotMergeableError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    StaleRevisionError,
    ValidationError,
    WrongStateError,
)
from githost.wire import Response
from githost_bitbucket.datacenter.errors import error_of

_URL = "https://git.example.com/rest/api/1.0/projects/ACME"


def _response(status: int, document: Any, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Response(status, {"content-type": "application/json", **named}, body, "GET", _URL)


def _refusal(status: int, exception: str | None = None, **more: Any) -> ResponseError:
    package = "com.atlassian.bitbucket.some."
    name = None if exception is None else package + exception
    entry = {"context": None, "message": "No.", "exceptionName": name, **more}
    error = error_of(_response(status, {"errors": [entry]}))
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("status", "exception", "kind"),
    [
        (401, "IncorrectPasswordAuthenticationException", AuthenticationError),
        (401, "AuthenticationRequiredException", AuthenticationError),
        (401, "CaptchaRequiredAuthenticationException", AuthenticationError),
        (401, "AuthorisationException", PermissionDeniedError),
        (401, "NoAccessAuthenticationException", PermissionDeniedError),
        (401, None, AuthenticationError),
        (403, None, PermissionDeniedError),
        (404, "NoSuchRepositoryException", NotFoundError),
        (404, None, NotFoundError),
        (400, "DuplicateRefException", AlreadyExistsError),
        (409, "DuplicatePullRequestException", AlreadyExistsError),
        (400, "ArgumentValidationException", ValidationError),
        (400, None, ValidationError),
        (409, "PullRequestOutOfDateException", StaleRevisionError),
        (409, "CommentOutOfDateException", StaleRevisionError),
        (409, "IllegalPullRequestStateException", WrongStateError),
        (409, "EmptyPullRequestException", ConflictError),
        (409, "InvalidPullRequestReviewersException", ValidationError),
        (409, "PullRequestMergeVetoedException", NotMergeableError),
        (409, "MergeException", ConflictError),
        (409, "IntegrityException", ConflictError),
        (409, None, ConflictError),
        (410, None, GoneError),
        (429, None, RateLimitError),
        (500, None, ServerError),
        (503, None, ServerError),
        (406, None, ResponseError),
    ],
)
def test_condition_follows_the_exception_and_then_the_status(
    status: int, exception: str | None, kind: type[ResponseError]
) -> None:
    """The end of the name decides; without one, the status does."""
    error = _refusal(status, exception)
    assert type(error) is kind
    assert error.status == status


def test_names_of_older_servers_mean_the_same() -> None:
    """Servers before 4.0 put `com.atlassian.stash` before the name."""
    entry = {
        "message": "No.",
        "exceptionName": "com.atlassian.stash.exception.NoSuchProjectException",
    }
    assert type(error_of(_response(404, {"errors": [entry]}))) is NotFoundError


def test_401_to_a_named_caller_is_a_missing_right() -> None:
    """Where the server names the caller the credential was good."""
    response = _response(401, {"errors": [{"message": "No."}]}, x_ausername="jdoe")
    assert type(error_of(response)) is PermissionDeniedError


def test_stale_revision_tells_the_current_one() -> None:
    """`currentVersion` is in the body."""
    error = _refusal(409, "PullRequestOutOfDateException", currentVersion=5, expectedVersion=3)
    assert isinstance(error, StaleRevisionError)
    assert error.current == "5"


def test_vetoes_are_told_and_part_of_the_message() -> None:
    """A merge check says what it wants."""
    vetoes = [{"summaryMessage": "Builds", "detailedMessage": "Two builds are needed"}]
    error = _refusal(409, "PullRequestMergeVetoedException", vetoes=vetoes, conflicted=False)
    assert isinstance(error, NotMergeableError)
    assert error.vetoes == ("Two builds are needed",)
    assert "Two builds are needed" in str(error)


def test_conflict_has_no_vetoes() -> None:
    """Conflicting branches come under the same name, with nothing listed."""
    error = _refusal(409, "PullRequestMergeVetoedException", vetoes=[], conflicted=True)
    assert isinstance(error, NotMergeableError)
    assert error.vetoes == ()


def test_refused_reviewers_are_named_by_field() -> None:
    """Each refused reviewer comes with the reason."""
    refused = [{"context": "bob", "message": "bob is not a user", "exceptionName": None}]
    error = _refusal(409, "InvalidPullRequestReviewersException", reviewerErrors=refused)
    assert isinstance(error, ValidationError)
    assert error.fields == {"reviewers": ("bob: bob is not a user",)}


def test_complaints_are_sorted_by_field() -> None:
    """Several complaints about one field stay together."""
    errors = [
        {"context": "name", "message": "too long"},
        {"context": "name", "message": "bad letters"},
        {"context": "key", "message": "taken"},
    ]
    error = error_of(_response(400, {"errors": errors}))
    assert isinstance(error, ValidationError)
    assert error.fields == {"name": ("too long", "bad letters"), "key": ("taken",)}


def test_404_of_the_router_says_that_the_release_may_lack_it() -> None:
    """A path that the server does not have is answered without `errors`."""
    error = error_of(_response(404, {"message": "HTTP 404 Not Found", "status-code": 404}))
    assert type(error) is NotFoundError
    assert "this release may lack" in str(error)
    assert "this release may lack" not in str(_refusal(404))


def test_captcha_says_what_to_do() -> None:
    """More attempts make it worse."""
    assert "log in with a browser" in str(_refusal(401, "CaptchaRequiredAuthenticationException"))


def test_forgery_guard_names_the_header() -> None:
    """Something between us and the server took the header away."""
    error = _refusal(403, message="XSRF check failed")
    assert "X-Atlassian-Token" in str(error)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"errors": "x"}', b'{"errors": [7]}']
)
def test_odd_body_is_still_the_error_of_its_status(body: bytes) -> None:
    """What a proxy says is no reason to fail otherwise."""
    assert type(error_of(_response(409, body))) is ConflictError


def test_html_of_a_proxy_is_not_read() -> None:
    """A page of HTML explains nothing."""
    error = error_of(Response(502, {"content-type": "text/html"}, b"<h1>secret</h1>", "GET", _URL))
    assert type(error) is ServerError
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), (None, None), ("soon", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)],
    ids=["seconds", "none", "neither", "past date"],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    """Seconds or a date (RFC 9110, section 10.2.3)."""
    headers = {} if value is None else {"retry_after": value}
    error = error_of(_response(429, {"errors": []}, **headers))
    assert isinstance(error, RateLimitError)
    assert error.retry_after == seconds


def test_success_is_no_error() -> None:
    """Anything below 400 passes."""
    assert error_of(_response(204, b"")) is None


def test_errors_survive_pickling() -> None:
    """They cross processes whole."""
    error = _refusal(409, "PullRequestOutOfDateException", currentVersion=5)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.current, again.status) == (str(error), "5", 409)
