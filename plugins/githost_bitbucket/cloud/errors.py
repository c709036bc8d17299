"""What Cloud's refusals mean.

Cloud has no codes: a condition is told by the status, by `fields`, `data` and `detail` of the body,
and for a few only by the words of the message, which are not documented: other words stay what the
status says. Source: "Standardized error responses" of the REST 2.0 introduction. Bodies are not
always JSON (a 429 is plain text), and a 410 comes with and without the wrapping `error`.
"""

import re
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
    ValidationError,
    WrongStateError,
)
from githost.wire import Response

__all__ = ["error_of"]

_BY_STATUS: Final[Mapping[int, type[ResponseError]]] = {
    400: ValidationError,
    401: AuthenticationError,
    # The workspace's plan does not allow it.
    402: PermissionDeniedError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    412: ConflictError,
    422: ValidationError,
    429: RateLimitError,
}
#: What is said, by status, of a condition that the status does not tell; the more special first.
_BY_WORDS: Final[tuple[tuple[frozenset[int], re.Pattern[str], type[ResponseError]], ...]] = tuple(
    (frozenset(statuses), re.compile(words, re.IGNORECASE), kind)
    for statuses, words, kind in (
        (
            {400, 409},
            r"already (?:exists|added|registered|in use|been taken)|already (?:has|have) a\b",
            AlreadyExistsError,
        ),
        (
            {400, 409},
            r"already (?:been )?(?:closed|merged|declined|resolved)|not open|is closed|only .*open pull request",
            WrongStateError,
        ),
        ({400, 409}, r"merge checks?\b|merge conflict|conflicts during merge", NotMergeableError),
        # Who may not create a repository in a workspace is told so by a 400.
        (
            {400},
            r"(?:not|n't) have (?:\w+ )?(?:permission|privilege)|lacks? the (?:permission|privilege)",
            PermissionDeniedError,
        ),
        # A project that still holds repositories is not deleted.
        ({403}, r"(?:not|isn't|must be) empty|contains repositories", ConflictError),
    )
)
#: Where a pull request is merged, and where Cloud tells how that goes on in the background.
_MERGE: Final = re.compile(r"/pullrequests/\d+/merge(?:/task-status/[^/?]+)?(?:\?|$)")
#: What the token endpoint says of a client or a refresh token that it does not accept (RFC 6749,
#: section 5.2); its bodies are `{"error": "invalid_grant", "error_description": "…"}`.
_UNKNOWN_CLIENT: Final = frozenset({"invalid_client", "invalid_grant", "unauthorized_client"})


@attrs.frozen(kw_only=True)
class _Complaint:
    """What an error body says, as far as it says anything."""

    message: str = ""
    #: The word of an OAuth error, which comes in place of an object.
    word: str = ""
    #: A text, or for a missing scope an object.
    detail: Any = None
    fields: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    data: Mapping[str, Any] = attrs.field(factory=dict)


def error_of(response: Response) -> ResponseError | None:
    """Return the error that `response` stands for, None for a success."""
    if response.status < 400:
        return None
    said = _complaint(response)
    kind = _kind(response, said)
    parts = [said.message or "no explanation", *_more(said)]
    text = "; ".join(part.strip().rstrip(".") for part in parts)
    message = f"{response.method} {response.url} answered {response.status}: {text}"
    advice = _advice(kind, response, said)
    return _build(kind, f"{message}. {advice}" if advice else message, response, said)


def _complaint(response: Response) -> _Complaint:
    kind = response.headers.get("content-type", "json")
    if "json" not in kind:
        return _Complaint(message=response.text()[:500] if "text/plain" in kind else "")
    try:
        document = response.json()
    except Exception:  # a body that is no JSON explains nothing
        return _Complaint()
    if not isinstance(document, dict):
        return _Complaint()
    error = document.get("error")
    if isinstance(error, str):
        told = _text(document.get("error_description"))
        return _Complaint(message=f"{error}: {told}" if told else error, word=error)
    body = error if isinstance(error, dict) else document
    fields, data = body.get("fields"), body.get("data")
    return _Complaint(
        message=_text(body.get("message")),
        detail=body.get("detail"),
        fields={str(name): _texts(said) for name, said in _mapping(fields).items()},
        data=_mapping(data),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _more(said: _Complaint) -> list[str]:
    fields = [
        f"{name}: {', '.join(texts)}"
        for name, texts in said.fields.items()
        if not said.message.startswith(f"{name}:")
    ]
    return [*fields, *([_text(said.detail)] if _text(said.detail) else [])]


def _kind(response: Response, said: _Complaint) -> type[ResponseError]:
    if _text(said.data.get("key")).endswith("_ALREADY_EXISTS"):
        return AlreadyExistsError
    if said.word in _UNKNOWN_CLIENT:
        return AuthenticationError
    if "merge_checks" in said.fields:
        return NotMergeableError
    words = " ".join((said.message, *_more(said)))
    for statuses, pattern, kind in _BY_WORDS:
        if response.status in statuses and pattern.search(words):
            return kind
    if response.status == 400 and not said.fields and _MERGE.search(response.url):
        # What is wrong with a value is told by `fields`; what else is refused is the merge.
        return NotMergeableError
    if response.status >= 500:
        # 555 among them, Cloud's own for what took too long.
        return ServerError
    return _BY_STATUS.get(response.status, ResponseError)


def _scopes(said: _Complaint, name: str) -> tuple[str, ...]:
    found = _mapping(said.detail).get(name)
    return _texts(found) if isinstance(found, list) else ()


def _advice(kind: type[ResponseError], response: Response, said: _Complaint) -> str:
    if kind is AuthenticationError:
        return (
            "Check the token, whether it has expired, and whether it was created with scopes; an "
            "API token goes with the account's e-mail address, as githost.ApiToken(email, token)"
        )
    if kind is PermissionDeniedError and _scopes(said, "required"):
        granted = ", ".join(_scopes(said, "granted")) or "none"
        needed = ", ".join(_scopes(said, "required"))
        return f"The token needs {needed}, and has {granted}; create one with those scopes"
    if "this authentication mechanism" in said.message:
        return (
            "Access tokens and OAuth clients cannot do everything: give a person's API token, as "
            "githost.ApiToken(email, token)"
        )
    if kind is NotFoundError:
        return "Cloud says the same of what is not there and of what the caller may not see"
    if kind is GoneError:
        announced = _text(said.data.get("announcement_url"))
        return f"Cloud has removed this part of its API{f'; see {announced}' if announced else ''}"
    if kind is ConflictError and _MERGE.search(response.url):
        return "A branch has moved meanwhile; try the merge again"
    if response.status == 555:
        return "The answer took Cloud too long; try again later"
    if kind is RateLimitError:
        return "Wait, send less at once, or let options.budget pace what is sent"
    return ""


def _build(
    kind: type[ResponseError], message: str, response: Response, said: _Complaint
) -> ResponseError:
    known: dict[str, Any] = {
        **response.facts,
        "request_id": response.headers.get("x-request-id"),
    }
    if kind in {RateLimitError, ServerError}:
        known["retry_after"] = response.retry_after()
    elif kind is ValidationError:
        known["fields"] = said.fields
    elif kind is NotMergeableError:
        known["vetoes"] = said.fields.get("merge_checks", ())
    elif kind is GoneError:
        known["announcement"] = _text(said.data.get("announcement_url")) or None
    elif kind is PermissionDeniedError:
        known["required"] = _scopes(said, "required")
        known["granted"] = _scopes(said, "granted")
    return kind(message, **known)
