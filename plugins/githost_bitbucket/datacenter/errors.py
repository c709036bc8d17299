"""What Data Center's refusals mean.

Decided by the end of `exceptionName`, for older servers name other packages (`com.atlassian.stash`),
then by the status. A 401 may come to callers whose credential is good: `AuthorisationException`
says "not permitted". Source: Data Center REST 1.0, "Errors & validation".
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

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

__all__ = ["error_of"]

#: Ends of exception names, the more special first.
_BY_NAME: Final[tuple[tuple[str, type[ResponseError]], ...]] = (
    ("NoAccessAuthenticationException", PermissionDeniedError),
    ("AuthenticationException", AuthenticationError),
    ("AuthenticationRequiredException", AuthenticationError),
    ("AuthorisationException", PermissionDeniedError),
    ("OutOfDateException", StaleRevisionError),
    ("PullRequestMergeVetoedException", NotMergeableError),
    ("IllegalPullRequestStateException", WrongStateError),
    ("InvalidPullRequestReviewersException", ValidationError),
    ("ArgumentValidationException", ValidationError),
    ("EmptyPullRequestException", ConflictError),
    ("IntegrityException", ConflictError),
    ("MergeException", ConflictError),
)
_BY_STATUS: Final[Mapping[int, type[ResponseError]]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    412: ConflictError,
    422: ValidationError,
    429: RateLimitError,
}


@attrs.frozen(kw_only=True)
class _Complaint:
    """What an error body says, as far as it says anything."""

    name: str = ""
    messages: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    #: The first entry of `errors`, for what only some exceptions carry.
    extras: Mapping[str, Any] = attrs.field(factory=dict)
    #: Whether the server's own code answered, and not merely its router.
    routed: bool = False


def error_of(response: Response) -> ResponseError | None:
    """Return the error that `response` stands for, None for a success."""
    if response.status < 400:
        return None
    said = _complaint(response)
    kind = _kind(response, said)
    text = "; ".join(said.messages) or "no explanation"
    advice = _advice(kind, said)
    message = f"{response.method} {response.url} answered {response.status}: {text}"
    return _build(kind, f"{message}. {advice}" if advice else message, response, said)


def _complaint(response: Response) -> _Complaint:
    if "json" not in response.headers.get("content-type", "json"):
        return _Complaint()
    try:
        document = response.json()
    except Exception:  # a body that is no JSON explains nothing
        return _Complaint()
    if not isinstance(document, dict):
        return _Complaint()
    errors = document.get("errors")
    # A single error was also recorded bare, without the array around it.
    entries = errors if isinstance(errors, list) else [document]
    entries = [entry for entry in entries if isinstance(entry, dict)]
    fields: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        for context, message in _field_messages(entry):
            fields[context] = (*fields.get(context, ()), message)
    names = [entry["exceptionName"] for entry in entries if _text(entry.get("exceptionName"))]
    return _Complaint(
        name=names[0].rpartition(".")[2] if names else "",
        messages=tuple(text for entry in entries for text in _messages(entry)),
        fields=fields,
        extras=entries[0] if entries else {},
        routed=isinstance(errors, list) or "exceptionName" in document,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _messages(entry: Mapping[str, Any]) -> list[str]:
    # `details` holds what to do about it, where a push or hook was refused.
    details = entry.get("details")
    found = [_text(entry.get("message")), *(details if isinstance(details, list) else [])]
    found.extend(_vetoes(entry))
    return [text.strip().rstrip(".") for text in found if _text(text)]


def _field_messages(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    if _text(entry.get("context")):
        return [(entry["context"], _text(entry.get("message")))]
    reviewers = entry.get("reviewerErrors")
    if not isinstance(reviewers, list):
        return []
    return [
        ("reviewers", f"{one.get('context')}: {one.get('message')}")
        for one in reviewers
        if isinstance(one, dict)
    ]


def _kind(response: Response, said: _Complaint) -> type[ResponseError]:
    for end, kind in _BY_NAME:
        if said.name.endswith(end):
            return kind
    if said.name.startswith("NoSuch"):
        return NotFoundError
    if said.name.startswith("Duplicate"):
        return AlreadyExistsError
    if response.status == 401 and response.headers.get("x-ausername"):
        # The server names the caller, so the credential was good and a right is missing.
        return PermissionDeniedError
    if response.status >= 500:
        return ServerError
    return _BY_STATUS.get(response.status, ResponseError)


def _advice(kind: type[ResponseError], said: _Complaint) -> str:
    if "CaptchaRequired" in said.name:
        return "Too many failed log-ins: log in with a browser first, and do not try again before"
    if kind is AuthenticationError:
        return "Check the credential and whether it has expired"
    if kind is PermissionDeniedError and "XSRF" in " ".join(said.messages):
        return "Something on the way removed the header X-Atlassian-Token"
    if kind is PermissionDeniedError:
        return "The caller, or the token, lacks the permission"
    if kind is StaleRevisionError:
        return "Read it again and repeat the change"
    if kind is NotFoundError and not said.routed:
        return (
            "The answer is not the server's own: this release may lack that part of the API, "
            "or the URL given to connect is not its root"
        )
    if said.name == "MergeException":
        return "Try the merge again"
    if kind is RateLimitError:
        return "Wait, send less at once, or let options.budget pace what is sent"
    return ""


def _build(
    kind: type[ResponseError], message: str, response: Response, said: _Complaint
) -> ResponseError:
    known: dict[str, Any] = {
        **response.facts,
        "request_id": response.headers.get("x-arequestid"),
    }
    if kind in {RateLimitError, ServerError}:
        known["retry_after"] = response.retry_after()
    elif kind is AuthenticationError:
        known["locked"] = "CaptchaRequired" in said.name
    elif kind is ValidationError:
        known["fields"] = said.fields
    elif kind is StaleRevisionError:
        current = said.extras.get("currentVersion")
        known["current"] = str(current) if isinstance(current, int) else None
    elif kind is NotMergeableError:
        known["vetoes"] = _vetoes(said.extras)
    return kind(message, **known)


def _vetoes(extras: Mapping[str, Any]) -> tuple[str, ...]:
    found = extras.get("vetoes")
    return tuple(
        _text(veto.get("detailedMessage")) or _text(veto.get("summaryMessage"))
        for veto in (found if isinstance(found, list) else [])
        if isinstance(veto, dict)
    )
