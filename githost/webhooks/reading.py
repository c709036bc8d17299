"""From what came over the wire to a neutral event: verify first, then parse."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias, runtime_checkable

from githost.credentials import Basic, Secret
from githost.errors import ConfigurationError, UnsupportedError
from githost.interface import Provider, Webhooks
from githost.registry import installed
from githost.webhooks.events import WebhookEvent

__all__ = ["HasProvider", "Headers", "ProviderLike", "Secrets", "parse", "sign", "verify"]


@runtime_checkable
class HasProvider(Protocol):
    """An open host."""

    @property
    def provider(self) -> Provider:
        """The provider's static facts."""
        ...


#: A provider's name, a provider, or an open host.
ProviderLike: TypeAlias = str | Provider | HasProvider
#: Headers in any case, as a mapping or as pairs.
Headers: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]
#: One secret, or several while they are exchanged; `Basic` is a hook's user and password.
Secrets: TypeAlias = str | Secret | Basic | Iterable[str | Secret | Basic]


def verify(provider: ProviderLike, headers: Headers, body: bytes, secrets: Secrets) -> bool:
    """Check that `body` was sent by the host that knows one of `secrets`.

    `provider` is a name, a `Provider` or an open host; `headers` are a mapping or pairs, in any
    case of letters. `body` is the message as it came, byte for byte. Give the old and the new
    secret while you exchange them. Where a hook of Data Center has a user and password in place of
    a secret, or beside it, give them as `githost.Basic`: that proves who sent a message, though not
    what it said when it was sent. True is for a message that is proven to be the host's; False for
    Data Center's ping, which is never signed: answer it, and do nothing else. Sends nothing.

    Raises `SignatureError` for everything else, and `ConfigurationError` for no secret at all: a
    hook without a secret cannot be told from a stranger.

    .. versionadded:: 0.1
    """
    known, named, message = known_secrets(secrets), lower_case(headers), _checked(body)
    webhooks = webhooks_of(provider)
    logins = [one for one in known if isinstance(one, Basic)]
    if logins and webhooks.logged_in(named, logins):
        return True
    return webhooks.verify(named, message, [one for one in known if isinstance(one, Secret)])


def parse(provider: ProviderLike, headers: Headers, body: bytes) -> WebhookEvent:
    """Read a message as a neutral event, without checking who sent it: call `verify` before.

    `provider`, `headers` and `body` are as `verify` takes them. Sends nothing, so the event holds
    what the message tells and no more.

    Raises `DecodeError` where the message does not have the documented shape.

    .. versionadded:: 0.1
    """
    return webhooks_of(provider).parse(lower_case(headers), _checked(body))


def sign(provider: ProviderLike, body: bytes, secret: str | Secret) -> Mapping[str, str]:
    """Return the headers that the host adds to `body` for a hook with `secret`: for tests.

    `provider` is as `verify` takes it. Raises `UnsupportedError` for a host that sends no messages.

    .. versionadded:: 0.1
    """
    return webhooks_of(provider).sign(_checked(body), _secret(secret))


def webhooks_of(provider: ProviderLike) -> Webhooks:
    """Return what the provider knows of messages.

    Raises `ConfigurationError` for a name that nobody has, `UnsupportedError` for a host that sends
    no messages.
    """
    if isinstance(provider, str):
        found = installed().provider(provider)
    elif isinstance(provider, Provider):
        found = provider
    elif isinstance(provider, HasProvider):
        found = provider.provider
    else:
        raise ConfigurationError(
            f"a provider is its name, a Provider or an open host, not {type(provider).__name__}"
        )
    if found.webhooks is None:
        raise UnsupportedError(f"{found.title} sends no webhooks that githost can read")
    return found.webhooks


def known_secrets(secrets: Secrets) -> tuple[Secret | Basic, ...]:
    """Return each secret as one, and each user with a password.

    Raises `ConfigurationError` where there is none, or an empty one.
    """
    given = (secrets,) if isinstance(secrets, str | Secret | Basic) else tuple(secrets)
    if not given:
        raise ConfigurationError(
            "no secret is given, so nothing can be verified; create the hook with secret=…"
        )
    return tuple(one if isinstance(one, Basic) else _secret(one) for one in given)


def _secret(value: str | Secret) -> Secret:
    text = value.reveal() if isinstance(value, Secret) else value
    if not isinstance(text, str) or not text:
        raise ConfigurationError("the secret of a hook is a text that is not empty")
    # Half a character has no UTF-8. Asked for so, as the codec's own error would hold the secret.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ConfigurationError("the secret of a hook is no valid Unicode; it cannot be compared")
    return Secret(text)


def lower_case(headers: Headers) -> dict[str, str]:
    """Return the headers by their names in lower case; what came twice is joined as RFC 9110 says."""
    found: dict[str, str] = {}
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        key = name.lower()  # pyright: ignore[reportAttributeAccessIssue]  # a mapping of pairs it is not
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _checked(body: bytes) -> bytes:
    if not isinstance(body, bytes):
        raise ConfigurationError(
            f"the body of a webhook is bytes as they came, not {type(body).__name__}: "
            "a signature covers nothing else"
        )
    return body
