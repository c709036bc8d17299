"""What Cloud's refusals mean."""

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
    ValidationError,
    WrongStateError,
)
from githost.wire import Response
from githost_bitbucket.cloud.errors import error_of

_URL = "https://api.bitbucket.org/2.0/repositories/acme/site"
_MERGE = f"{_URL}/pullrequests/7/merge"


def _response(
    status: int, document: Any, kind: str | None = "application/json", **more: str
) -> Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = {} if kind is None else {"content-type": kind}
    url = more.pop("url", _URL)
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return Response(status, {**headers, **named}, body, "POST", url)


def _refusal(status: int, message: str = "Refused.", url: str = _URL, **more: Any) -> ResponseError:
    document = {"type": "error", "error": {"message": message, **more}}
    error = error_of(_response(status, document, url=url))
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ValidationError),
        (401, AuthenticationError),
        (402, PermissionDeniedError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (406, ResponseError),
        (409, ConflictError),
        (410, GoneError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
        (555, ServerError),
    ],
)
def test_status_decides_where_the_body_tells_nothing_more(
    status: int, kind: type[ResponseError]
) -> None:
    """555 is Cloud's own, for what took too long."""
    error = _refusal(status)
    assert type(error) is kind
    assert error.status == status


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "Repository with this Slug and Owner already exists.", AlreadyExistsError),
        (400, "Project with this Owner and Key already exists.", AlreadyExistsError),
        (400, 'tag "v1" already exists', AlreadyExistsError),
        (
            400,
            "Someone has already added that access key to this repository.",
            AlreadyExistsError,
        ),
        (400, "This pull request is already closed.", WrongStateError),
        (400, "Only open pull requests can be mutated", WrongStateError),
        (409, "This comment is already resolved", WrongStateError),
        (400, "Conflicts during merge.", NotMergeableError),
        (409, "2 failed merge checks", NotMergeableError),
        (400, "You do not have permission to create repositories here", PermissionDeniedError),
        (403, "The project is not empty.", ConflictError),
        (400, "name: may not be empty", ValidationError),
        (404, "Repository already exists", NotFoundError),
    ],
)
def test_words_decide_where_one_status_stands_for_much(
    status: int, message: str, kind: type[ResponseError]
) -> None:
    """Cloud says 400 to almost everything; what it says in words tells conditions apart."""
    assert type(_refusal(status, message)) is kind


def test_branch_that_is_taken_is_told_by_its_key() -> None:
    """`data.key` is there for branches."""
    error = _refusal(400, 'Branch "x"', data={"key": "BRANCH_ALREADY_EXISTS"})
    assert type(error) is AlreadyExistsError


def test_field_may_say_that_a_name_is_taken() -> None:
    """The words stand beside the field, not in the message."""
    fields = {"name": ["You already have a repository with this name."]}
    assert type(_refusal(400, "Bad request", fields=fields)) is AlreadyExistsError


def test_missing_scope_is_named() -> None:
    """For a missing scope `detail` is an object."""
    error = _refusal(
        403,
        "Your credentials lack one or more required privilege scopes.",
        detail={"required": ["pullrequest:write"], "granted": ["repository"]},
    )
    assert isinstance(error, PermissionDeniedError)
    assert error.required == ("pullrequest:write",)
    assert error.granted == ("repository",)
    assert "pullrequest:write" in str(error)


def test_access_token_where_a_person_is_wanted_is_told_what_to_give() -> None:
    """Some calls are not open to access tokens whatever their scopes."""
    error = _refusal(403, "This API is not accessible by this authentication mechanism")
    assert type(error) is PermissionDeniedError
    assert "ApiToken" in str(error)


def test_404_does_not_claim_that_nothing_is_there() -> None:
    """Cloud answers the same to those who may not see it."""
    assert "may not see" in str(_refusal(404, "Repository acme/site not found"))


def test_removed_api_is_told_with_its_announcement_in_both_shapes() -> None:
    """Bodies of a 410 came with and without the wrapping `error`."""
    said = {
        "message": "This API is no longer supported.",
        "detail": "Use another one.",
        "data": {"announcement_url": "https://developer.example/CHANGE-2770"},
    }
    for document in ({"type": "error", "error": said}, said):
        error = error_of(_response(410, document))
        assert type(error) is GoneError
        assert "CHANGE-2770" in str(error)
        assert error.announcement == "https://developer.example/CHANGE-2770"
        assert "Use another one" in str(error)


def test_rate_limit_is_plain_text_and_need_not_say_how_long() -> None:
    """The body is no JSON, and the header often missing."""
    body = b"Rate limit for this resource has been exceeded"
    error = error_of(_response(429, body, "text/plain; charset=utf-8"))
    assert isinstance(error, RateLimitError)
    assert error.retry_after is None
    assert "exceeded" in str(error)


def test_retry_after_is_honoured_where_it_is_there() -> None:
    """Also with what merely took too long."""
    error = error_of(_response(555, {}, retry_after="7"))
    assert isinstance(error, ServerError)
    assert error.retry_after == 7


def test_merge_checks_that_fail_are_told_one_by_one() -> None:
    """The checks are a field."""
    checks = ["Needs two approvals", "Needs a build"]
    error = _refusal(400, "2 failed merge checks", _MERGE, fields={"merge_checks": checks})
    assert isinstance(error, NotMergeableError)
    assert error.vetoes == tuple(checks)


def test_merge_that_is_refused_without_a_field_is_not_mergeable() -> None:
    """Whatever the words: what is wrong with a value would be told by its field."""
    task = f"{_MERGE}/task-status/3af"
    assert type(_refusal(400, "Cannot be merged", _MERGE)) is NotMergeableError
    assert type(_refusal(400, "Cannot be merged", task)) is NotMergeableError
    wrong = _refusal(400, "Bad request", _MERGE, fields={"merge_strategy": ["unknown"]})
    assert type(wrong) is ValidationError


def test_merge_into_a_branch_that_moved_says_to_try_again() -> None:
    """409 there means that a ref changed meanwhile."""
    error = _refusal(409, "One of the refs involved changed", _MERGE)
    assert type(error) is ConflictError
    assert "try the merge again" in str(error)


def test_complaints_are_told_by_field() -> None:
    """`fields` holds a list for each."""
    error = _refusal(400, "Bad request", fields={"reviewers": ["Malformed reviewers list"]})
    assert isinstance(error, ValidationError)
    assert error.fields == {"reviewers": ("Malformed reviewers list",)}
    assert "Malformed reviewers list" in str(error)


@pytest.mark.parametrize("word", ["invalid_grant", "invalid_client", "unauthorized_client"])
def test_oauth_client_that_is_refused_is_an_authentication_error(word: str) -> None:
    """The token endpoint answers 400 in a shape of its own (RFC 6749, section 5.2)."""
    error = error_of(_response(400, {"error": word, "error_description": "No such client"}))
    assert type(error) is AuthenticationError
    assert "No such client" in str(error)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"error": 7}', b'{"error": {"fields": "x"}}']
)
def test_odd_body_is_still_the_error_of_its_status(body: bytes) -> None:
    """What a proxy says is no reason to fail otherwise."""
    assert type(error_of(_response(409, body))) is ConflictError
    assert type(error_of(_response(409, body, None))) is ConflictError


def test_html_of_a_proxy_is_not_read() -> None:
    """A page of HTML explains nothing."""
    error = error_of(_response(502, b"<h1>secret</h1>", "text/html"))
    assert type(error) is ServerError
    assert "secret" not in str(error)


def test_success_is_no_error() -> None:
    """An empty 200 was recorded, too."""
    assert error_of(_response(200, b"")) is None
    assert error_of(_response(302, b"")) is None


def test_errors_survive_pickling() -> None:
    """They cross processes whole."""
    error = _refusal(403, "No.", detail={"required": ["webhook"], "granted": []})
    assert isinstance(error, PermissionDeniedError)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.required, again.status) == (str(error), ("webhook",), 403)
