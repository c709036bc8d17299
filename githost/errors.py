"""Everything that githost raises.

::

    GitHostError
    ├── ConfigurationError      what the caller gave cannot work; nothing was sent
    ├── UnsupportedError        this host, or this version of it, cannot do that; nothing was sent
    ├── OriginError             an address outside the host's own origins; nothing was sent there
    ├── PluginConflictError     two plugins claim one name
    ├── DecodeError             the host's answer does not have the documented shape
    ├── SignatureError          a webhook's message is not signed by its host; nothing may be done
    ├── PaginationError         a walk over pages cannot go on honestly
    ├── AmbiguousWriteError     a write may or may not have happened
    ├── TransportError          no answer came
    │   ├── ConnectError
    │   └── RequestTimeoutError
    └── ResponseError           the host answered, and refused
        ├── AuthenticationError
        ├── PermissionDeniedError
        ├── NotFoundError
        ├── GoneError
        ├── ConflictError
        │   ├── AlreadyExistsError
        │   ├── StaleRevisionError
        │   ├── NotMergeableError
        │   └── WrongStateError
        ├── ValidationError
        ├── RateLimitError
        └── ServerError

The class names the *condition*, as the provider decoded it, never the status number. A message says
what was tried, what the host
said, and what to do. Every class takes the message first and the rest by keyword with defaults, so
that each survives pickling.
None holds a header, a secret, or an object of the HTTP library.
"""

from collections.abc import Mapping
from typing import Any, TypedDict, TypeVar, Unpack

__all__ = [
    "AlreadyExistsError",
    "AmbiguousWriteError",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "DecodeError",
    "Facts",
    "GitHostError",
    "GoneError",
    "NotFoundError",
    "NotMergeableError",
    "OriginError",
    "PaginationError",
    "PermissionDeniedError",
    "PluginConflictError",
    "RateLimitError",
    "RequestTimeoutError",
    "ResponseError",
    "ServerError",
    "SignatureError",
    "StaleRevisionError",
    "TransportError",
    "UnsupportedError",
    "ValidationError",
    "WrongStateError",
]


_R = TypeVar("_R", bound="ResponseError")


class GitHostError(Exception):
    """The root of everything that githost raises."""


class ConfigurationError(GitHostError):
    """What the caller gave cannot work. Nothing was sent."""


class UnsupportedError(GitHostError):
    """This host, or this version of it, cannot do what was asked. Nothing was sent."""

    def __init__(self, message: str, *, operation: str | None = None) -> None:
        super().__init__(message)
        #: The operation's full name, as `pull_requests.reopen`.
        self.operation = operation


class OriginError(GitHostError):
    """A link or redirect points outside the host's own origins. It was not followed."""


class PluginConflictError(GitHostError):
    """Two installed plugins claim one name."""


class DecodeError(GitHostError):
    """The host's answer does not have the documented shape."""

    def __init__(self, message: str, *, path: str | None = None) -> None:
        super().__init__(message)
        #: Where in the document, as `$.source.branch.name`.
        self.path = path

    def within(self, at: str) -> "DecodeError":
        """Return the same complaint with its path counted from a larger document, as `$.values[3]`.

        For what reads one document inside another; `at` is where the inner one lies.
        """
        inner = self.path or "$"
        path = at + inner.removeprefix("$")
        return DecodeError(f"{str(self).removesuffix(f' at {inner}')} at {path}", path=path)


class SignatureError(GitHostError):
    """A webhook's message is not signed, or not with any of the secrets. Do not act on it."""


class PaginationError(GitHostError):
    """A walk over pages cannot go on without losing or repeating items."""


class AmbiguousWriteError(GitHostError):
    """A write may or may not have happened, and reading back did not settle it.

    Look at the host before doing it again. What went wrong is the error's `__cause__`.
    """


class TransportError(GitHostError):
    """No usable answer came back."""


class ConnectError(TransportError):
    """No connection was made, so nothing was sent."""


class RequestTimeoutError(TransportError):
    """The answer did not come in time."""


class Facts(TypedDict, total=False):
    """What is known of the exchange that ended in a `ResponseError`: its keyword arguments."""

    status: int | None
    method: str | None
    url: str | None
    request_id: str | None


class ResponseError(GitHostError):
    """The host answered, and refused."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        method: str | None = None,
        url: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        #: HTTP status; None for a host without a wire.
        self.status = status
        self.method = method
        #: The address asked, without secrets.
        self.url = url
        #: The host's own id for this exchange, to quote to its support.
        self.request_id = request_id

    def becoming(self, kind: type[_R], message: str | None = None, **facts: Any) -> _R:
        """Return the same refusal as another kind, which only the operation can tell.

        The exchange's facts are kept; `facts` are what `kind` has beside them. Without `message`
        the text stays.
        """
        return kind(
            str(self) if message is None else message,
            status=self.status,
            method=self.method,
            url=self.url,
            request_id=self.request_id,
            **facts,
        )


class AuthenticationError(ResponseError):
    """The host does not accept the credential, or wants one."""

    def __init__(
        self,
        message: str,
        *,
        locked: bool = False,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: Whether the host locked the account, so that trying again makes it worse.
        self.locked = locked


class PermissionDeniedError(ResponseError):
    """The host knows the caller and does not let them do this."""

    def __init__(
        self,
        message: str,
        *,
        required: tuple[str, ...] = (),
        granted: tuple[str, ...] = (),
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: Token scopes that the host asked for, if it named them.
        self.required = required
        #: Token scopes that the credential has, if the host named them.
        self.granted = granted


class NotFoundError(ResponseError):
    """It does not exist, or the caller may not see it: hosts do not always tell which."""


class GoneError(ResponseError):
    """The host has removed this part of its API."""

    def __init__(
        self,
        message: str,
        *,
        announcement: str | None = None,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: The address of the host's announcement, if it named one.
        self.announcement = announcement


class ConflictError(ResponseError):
    """The request does not fit the state that the host is in."""


class AlreadyExistsError(ConflictError):
    """Something with that name or key is there already."""


class StaleRevisionError(ConflictError):
    """The thing was changed since the given revision was read."""

    def __init__(
        self,
        message: str,
        *,
        current: str | None = None,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: The revision that the host has now, if it told.
        self.current = current


class NotMergeableError(ConflictError):
    """A pull request cannot be merged: conflicts, or the host's merge checks."""

    def __init__(
        self,
        message: str,
        *,
        vetoes: tuple[str, ...] = (),
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: The host's reasons, in its own words.
        self.vetoes = vetoes


class WrongStateError(ConflictError):
    """The thing is in a state in which this cannot be done (a merged pull request, say)."""


class ValidationError(ResponseError):
    """The host refused the values given."""

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, tuple[str, ...]] | None = None,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: The host's complaints by field, in the host's names.
        self.fields = dict(fields or {})


class RateLimitError(ResponseError):
    """The host asked us to slow down, and the time for waiting is spent."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: Seconds the host asked us to wait, if it said.
        self.retry_after = retry_after


class ServerError(ResponseError):
    """The host failed."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        #: Seconds the host asked us to wait, if it said.
        self.retry_after = retry_after
