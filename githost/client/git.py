"""What git itself needs to work with a host: addresses, and a credential that shows nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from githost.credentials import Anonymous
from githost.engine.origin import origin_of
from githost.errors import ConfigurationError, UnsupportedError
from githost.interface.provider import GitCredential
from githost.options import Options
from githost.wire import Op

if TYPE_CHECKING:
    from githost.client.connection import Connection
    from githost.engine.aio import AsyncEngine
    from githost.engine.sync import Engine
    from githost.interface.addresses import RepoLike

__all__ = ["AsyncGit", "Git"]

Protocol = Literal["https", "ssh"]


def _clone_url(connection: Connection, repo: RepoLike, protocol: Protocol) -> Op[str]:
    if protocol not in {"https", "ssh"}:
        raise ConfigurationError(f"git clones by 'https' or 'ssh', not {protocol!r}")
    found = yield from connection.operation("repos", "get", (repo,), {})
    url: str | None = getattr(found.clone_urls, protocol, None)
    if url is None:
        raise UnsupportedError(
            f"{connection.provider.title} offers no {protocol} address for {found.ref}; take the other "
            "protocol, or have it turned on there"
        )
    return url


def _environment(connection: Connection) -> Op[dict[str, str]]:
    credential = yield from connection.pipeline.signer.credential()
    found = GitCredential()
    if not isinstance(credential, Anonymous):
        found = yield from connection.provider.git_credential(credential)
    # An empty helper, and no questions: git takes this credential, or none.
    settings = [("credential.helper", "")]
    headers = [("extraHeader", f"{name}: {value}") for name, value in found.headers.items()]
    ours = [*headers, *_network(connection.options)]
    web = connection.site.roots.get("web", connection.site.url)
    if ours and urlsplit(web).scheme in {"http", "https"}:
        scheme, _, rest = origin_of(web).partition("://")
        host, _, port = rest.rpartition(":")
        usual = (scheme, port) in {("https", "443"), ("http", "80")}
        here = f"http.{scheme}://{host if usual else rest}/"
        settings += [(f"{here}.{name}", value) for name, value in ours]
    environment = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings):
        environment[f"GIT_CONFIG_KEY_{number}"] = name
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


def _network(options: Options) -> Iterator[tuple[str, str]]:
    """Give git's settings for the proxy and the certificates that the API is asked with."""
    if options.proxy is not None:
        yield "proxy", options.proxy
    if not options.verify:
        yield "sslVerify", "false"
    if options.ca is not None:
        # Imported here, for it brings the HTTP library, which git does without.
        from githost.engine.transport import authorities

        yield "sslCAInfo", authorities(options.ca)
    if options.client_certificate is not None:
        given = options.client_certificate
        certificate, key = (given, given) if isinstance(given, str) else given
        yield "sslCert", certificate
        yield "sslKey", key


class Git:
    """What git needs to reach the host's repositories."""

    def __init__(self, connection: Connection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine

    def clone_url(self, repo: RepoLike, protocol: Protocol = "https") -> str:
        """Return the address that git clones `repo` from, without credentials.

        Makes the requests of `repos.get`.
        """
        return self._engine.run(_clone_url(self._connection, repo, protocol))

    def environment(self) -> dict[str, str]:
        """Return the environment variables that let git authenticate, to be added to those of the process.

        The credential goes to this host only, stands in no URL, argument or file, and git asks
        nobody for another. For this host git also takes the options' proxy and certificates.
        """
        return self._engine.run(_environment(self._connection))


class AsyncGit:
    """What git needs to reach the host's repositories."""

    def __init__(self, connection: Connection, engine: AsyncEngine) -> None:
        self._connection = connection
        self._engine = engine

    async def clone_url(self, repo: RepoLike, protocol: Protocol = "https") -> str:
        """Return the address that git clones `repo` from, without credentials.

        Makes the requests of `repos.get`.
        """
        return await self._engine.run(_clone_url(self._connection, repo, protocol))

    async def environment(self) -> dict[str, str]:
        """Return the environment variables that let git authenticate, to be added to those of the process.

        The credential goes to this host only, stands in no URL, argument or file, and git asks
        nobody for another. For this host git also takes the options' proxy and certificates.
        """
        return await self._engine.run(_environment(self._connection))
