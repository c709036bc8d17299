"""From an address to a host that can be asked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

import attrs

from githost.client.connection import Connection
from githost.credentials import Anonymous, Credential, CredentialSource
from githost.engine.origin import origin_of
from githost.engine.pipeline import Pipeline
from githost.errors import ConfigurationError, DecodeError, OriginError, ResponseError
from githost.interface.provider import Provider, Site
from githost.options import Options, Retry
from githost.registry import installed
from githost.wire import redact_url

if TYPE_CHECKING:
    from githost.client.aio import AsyncHost
    from githost.client.sync import Host

__all__ = ["connect", "connect_async", "detect", "detect_async", "providers"]

#: What a host of another product may answer to a probe.
_NOT_IT = (ResponseError, DecodeError, OriginError)


def connect(
    url: str,
    *,
    provider: str | None = None,
    credential: CredentialSource | None = None,
    options: Options | None = None,
) -> Host:
    """Open a host. Makes no request.

    `url` is the host's web or API root, or `local:PATH`. `provider` names the plugin; None takes
    the one to which the host of `url` exactly belongs, else the one that the user's configuration
    file names for it. `credential` is a credential, or a function that gives one and is asked again
    when the host refuses it; None looks in the environment (`GITHOST_TOKEN`, bound by
    `GITHOST_HOST`), the configuration file, plugins (`githost_credential`), git's credential
    helpers, netrc and the keyring, for this exact host. Say `githost.Anonymous()` to be nobody.
    `options` None are those of `Options()`.

    Raises `ConfigurationError` for an address, provider, credential or option that cannot work.
    """
    connection, pipeline = _prepared(url, provider, credential, options)
    return _host(connection, pipeline)


def connect_async(
    url: str,
    *,
    provider: str | None = None,
    credential: CredentialSource | None = None,
    options: Options | None = None,
) -> AsyncHost:
    """Open a host for asyncio: `async with githost.connect_async(…) as host`.

    Takes and raises what `connect` does.
    """
    connection, pipeline = _prepared(url, provider, credential, options)
    return _async_host(connection, pipeline)


def _host(connection: Connection, pipeline: Pipeline) -> Host:
    # Imported here, as the async one is below: whoever uses one of them does not pay for the other.
    from githost.client.sync import Host
    from githost.engine.sync import Engine

    return Host(connection, Engine(pipeline, connection.options))


def _async_host(connection: Connection, pipeline: Pipeline) -> AsyncHost:
    from githost.client.aio import AsyncHost
    from githost.engine.aio import AsyncEngine

    return AsyncHost(connection, AsyncEngine(pipeline, connection.options))


def providers() -> tuple[Provider, ...]:
    """Return the providers of the installed plugins, by name."""
    found = installed().providers
    return tuple(found[name] for name in sorted(found))


def detect(url: str, *, options: Options | None = None) -> str:
    """Return the name of the provider of the host at `url`, asking it where nothing else tells.

    `url` is the host's web or API root. Its exact name may tell, and the user's configuration file,
    as for `connect`. Else each provider that knows how makes one request, with `options`; no
    credential is sent.

    Raises `ConfigurationError` where no provider knows the host, or several do; `TransportError`
    where it cannot be reached.
    """
    known, candidates = _candidates(url)
    if known is not None:
        return known
    found = []
    for provider in candidates:
        connection, pipeline = _probing(url, provider, options)
        with _host(connection, pipeline) as host:
            try:
                if host.run(provider.probe(connection.site)):
                    found.append(provider.name)
            except _NOT_IT:
                continue
    return _only(url, found)


async def detect_async(url: str, *, options: Options | None = None) -> str:
    """Return the name of the provider of the host at `url`, asking it where nothing else tells.

    Takes and raises what `detect` does.
    """
    known, candidates = _candidates(url)
    if known is not None:
        return known
    found = []
    for provider in candidates:
        connection, pipeline = _probing(url, provider, options)
        async with _async_host(connection, pipeline) as host:
            try:
                if await host.run(provider.probe(connection.site)):
                    found.append(provider.name)
            except _NOT_IT:
                continue
    return _only(url, found)


def _candidates(url: str) -> tuple[str | None, list[Provider]]:
    """Return the provider that the host's name or the configuration file tells, else those that may be asked."""
    address = _address(url)
    known = _known(address)
    if known is not None:
        return known.name, []
    origin_of(address)
    return None, [one for one in providers() if type(one).probe is not Provider.probe]


def _probing(url: str, provider: Provider, options: Options | None) -> tuple[Connection, Pipeline]:
    once = attrs.evolve(options or Options(), retry=Retry(attempts=1))
    return _prepared(url, provider.name, Anonymous(), once)


def _only(url: str, found: list[str]) -> str:
    if len(found) != 1:
        who = "no installed plugin knows" if not found else f"{' and '.join(found)} both claim"
        raise ConfigurationError(
            f"{who} the host at {redact_url(url)}; say provider=… "
            f"({', '.join(one.name for one in providers())})"
        )
    return found[0]


def _prepared(
    url: str, name: str | None, credential: CredentialSource | None, options: Options | None
) -> tuple[Connection, Pipeline]:
    if options is None:
        options = Options()
    if not isinstance(options, Options):
        raise ConfigurationError(f"options must be githost.Options, not {type(options).__name__}")
    address = _address(url)
    provider = installed().provider(name) if name is not None else _resolved(address)
    if urlsplit(address).scheme not in provider.schemes:
        origin_of(address)
    roots = provider.roots(address)
    source = _source(provider, address, credential, options)
    site = Site(
        url=address,
        roots=roots,
        credential=source,
        keep_raw=options.keep_raw,
    )
    if options.ca is not None or options.client_certificate is not None:
        from githost.engine.transport import check_files

        check_files(options)
    pipeline = Pipeline(provider, site, source, options, _agent(options), installed().observers)
    return Connection(provider, site, options, pipeline), pipeline


def _address(url: str) -> str:
    if not isinstance(url, str) or not url.strip():
        raise ConfigurationError(
            "give the address of a host, as https://bitbucket.org or local:PATH"
        )
    address = url.strip()
    if any(character < " " or character == "\x7f" for character in address):
        raise ConfigurationError("the address of the host holds control characters; remove them")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise ConfigurationError(f"the address of the host cannot be read: {error}") from None
    if not parts.scheme:
        raise ConfigurationError(
            f"{address!r} is no address of a host; write it with its scheme, as https://{address}"
        )
    if "@" in parts.netloc:
        raise ConfigurationError(
            "the address of the host holds a user name or password; give them as credential=…"
        )
    return address if parts.scheme not in {"http", "https"} else address.rstrip("/")


def _known(address: str) -> Provider | None:
    """Return the provider of the exact host, else the one that the user's configuration file names."""
    with contextlib.suppress(ConfigurationError):
        return installed().resolve(address)
    # Imported here, as the chain is below: who names provider and credential does not pay for them.
    from githost.engine.configuration import configured

    entry = configured(address) if urlsplit(address).scheme in {"http", "https"} else None
    return None if entry is None or entry.provider is None else installed().provider(entry.provider)


def _resolved(address: str) -> Provider:
    """Return the provider of `address`. Raises `ConfigurationError`, which says how to name one."""
    return _known(address) or installed().resolve(address)


def _source(
    provider: Provider, url: str, given: CredentialSource | None, options: Options
) -> CredentialSource:
    if given is not None:
        if not callable(given) and not isinstance(given, get_args(Credential)):
            raise ConfigurationError(
                f"a credential is githost.Token, ApiToken, Basic, OAuth2 or Anonymous, or a function that gives one, "
                f"not {type(given).__name__}"
            )
        return given
    if not provider.needs_credential:
        return Anonymous()
    from githost.engine.chain import find

    plugins = installed().credentials
    return find(url, provider, allow_http=options.allow_http, plugins=plugins).credential


def _agent(options: Options) -> str:
    from githost import __version__

    own = f"githost/{__version__}"
    return f"{options.user_agent} {own}" if options.user_agent else own
