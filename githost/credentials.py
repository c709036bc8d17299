"""Kinds of credential.

None of them shows its secret: not in a repr, a str, a pickle, a log or a traceback.
"""

from collections.abc import Callable
from typing import NoReturn, TypeAlias

import attrs

from githost.errors import ConfigurationError
from githost.value import Value

__all__ = [
    "Anonymous",
    "ApiToken",
    "Basic",
    "Credential",
    "CredentialSource",
    "OAuth2",
    "Secret",
    "Token",
]


class Secret:
    """A string that can only be read by asking for it with `reveal()`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself: only where it is put on the wire."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __reduce__(self) -> NoReturn:
        raise ConfigurationError("a secret is not pickled; read it again where it is needed")


def _secret(value: str | Secret) -> Secret:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str) or not value:
        raise ConfigurationError("the secret of a credential must be a text that is not empty")
    if any(character < " " or character == "\x7f" for character in value):
        raise ConfigurationError(
            "the secret of a credential holds control characters (a newline at its end, perhaps); strip it"
        )
    return Secret(value)


def _no_control_characters(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    if not isinstance(value, str) or not value or any(c < " " or c == "\x7f" for c in value):
        raise ConfigurationError(
            f"{attribute.name} must be a text without control characters, not empty"
        )


@attrs.frozen
class Token(Value):
    """A bearer token: an access token of a repository, project or workspace, or an HTTP access token."""

    #: The token as the host shows it once, when it is made.
    token: Secret = attrs.field(converter=_secret)


@attrs.frozen
class ApiToken(Value):
    """An API token of an Atlassian account, sent as the password beside the account's e-mail address."""

    #: The e-mail address of the account.
    email: str = attrs.field(validator=_no_control_characters)
    #: The token of that account.
    token: Secret = attrs.field(converter=_secret)


@attrs.frozen
class Basic(Value):
    """A user's name and password."""

    #: The log-in name.
    user: str = attrs.field(validator=_no_control_characters)
    #: The password; on Data Center an HTTP access token serves too.
    password: Secret = attrs.field(converter=_secret)


@attrs.frozen
class OAuth2(Value):
    """An OAuth 2 client; with a refresh token it acts for a user, without for itself."""

    #: The client's public name (Cloud: the key of an OAuth consumer).
    client_id: str = attrs.field(validator=_no_control_characters)
    #: The client's secret.
    client_secret: Secret = attrs.field(converter=_secret)
    #: What a user's consent gave; None where the client acts for itself.
    refresh_token: Secret | None = attrs.field(
        default=None, converter=attrs.converters.optional(_secret)
    )
    #: Called with the new refresh token when the host replaces it, so that it can be kept: the one
    #: given here may not be good again. In `connect_async` it runs in a thread.
    on_refresh: Callable[[Secret], object] | None = attrs.field(
        default=None, eq=False, repr=False, kw_only=True
    )


@attrs.frozen
class Anonymous(Value):
    """Nobody: only what the host shows to the public."""


Credential: TypeAlias = Token | ApiToken | Basic | OAuth2 | Anonymous
#: What `connect` takes: a credential, or a function that gives one and is asked again when the host
#: refuses it.
CredentialSource: TypeAlias = Credential | Callable[[], Credential]
