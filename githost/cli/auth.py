"""`githost auth check`: which credential is used for a host, and what the host says to it."""

import attrs

import githost
from githost.cli.target import url_of
from githost.client.sync import Host
from githost.credentials import OAuth2
from githost.engine.chain import find
from githost.errors import ConfigurationError
from githost.interface.identity import Identity
from githost.registry import installed

__all__ = ["check"]

_SILENT = "the host does not say"


def check(address: str, provider: str | None) -> tuple[tuple[str, str], ...]:
    """Connect to the host at `address` with what is found for it, and return what is known, by name.

    Raises `ConfigurationError` where no credential is found, `AuthenticationError` where the host
    refuses it.
    """
    url = url_of(address)
    # Opened as nobody first, which sends nothing: it tells the provider and the address.
    with githost.connect(url, provider=provider, credential=githost.Anonymous()) as nobody:
        product, url = nobody.provider, nobody.url
    if not product.needs_credential:
        raise ConfigurationError(
            f"{url} ({product.title}) needs no credential; there is none to check"
        )
    found = find(url, product, plugins=installed().credentials)
    with githost.connect(url, provider=product.name, credential=found.credential) as host:
        identity = _identity(host)
    is_client = isinstance(found.credential, OAuth2)
    kind = type(found.credential).__name__
    scopes, expires_at = identity.scopes, identity.expires_at
    return (
        ("host", f"{url} ({product.title})"),
        ("source", found.source),
        ("kind", f"{kind}, exchanged for a token" if is_client else kind),
        ("user", _user(identity)),
        ("scopes", _SILENT if scopes is None else ", ".join(scopes) or "none"),
        ("expires", _SILENT if expires_at is None else f"{expires_at:%Y-%m-%d %H:%M} UTC"),
    )


def _identity(host: Host) -> Identity:
    """Ask whom the host takes us for; when an exchanged token ends is known from its exchange."""
    connection = host._connection  # noqa: SLF001  # the windows have no operation for it
    identity = host.run(host.provider.identify(connection.site, connection.nouns))
    if identity.expires_at is None:
        identity = attrs.evolve(identity, expires_at=connection.pipeline.signer.expires_at)
    return identity


def _user(identity: Identity) -> str:
    user = identity.user
    if user is None:
        return "no person, or the token may not ask"
    return f"{user.name} ({user.display_name})" if user.display_name else user.name
