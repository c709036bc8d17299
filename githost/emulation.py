"""Starts a plugin's emulator on a real socket of this machine: for tests, demonstrations and dry runs.

with githost.emulation.serve("bitbucket-datacenter", seed="demo") as server:
    host = githost.connect(server.url, provider=server.provider, credential=server.credential())
"""

from __future__ import annotations

import contextlib
import errno
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from githost.errors import ConfigurationError
from githost.interface.emulator import EmulatedApp, Emulator, EmulatorSettings
from githost.registry import installed

if TYPE_CHECKING:
    from githost.credentials import Credential

__all__ = ["Server", "prepare", "serve"]

_HOST = "127.0.0.1"
#: Seconds that a server may take to begin, and to end.
_PATIENCE = 20.0


@attrs.frozen(kw_only=True)
class Server:
    """An emulator that is running."""

    #: Name of the provider to connect with.
    provider: str
    #: The address to connect to.
    url: str
    #: Facts of each account by its login.
    users: Mapping[str, Mapping[str, str]]
    #: A token of each account, by login.
    tokens: Mapping[str, str] = attrs.field(repr=False)
    _credential: Callable[[str], Credential] = attrs.field(alias="credential", repr=False)

    def credential(self, user: str = "admin") -> Credential:
        """Return a credential of the account with the login `user` for the API.

        Raises `ConfigurationError`, which lists the accounts there are.
        """
        if user not in self.users:
            raise ConfigurationError(
                f"the emulator has no account {user!r}; it has {', '.join(sorted(self.users))}"
            )
        return self._credential(user)


@attrs.frozen(kw_only=True)
class Prepared:
    """An emulator on a bound socket, not yet served."""

    server: Server
    app: EmulatedApp
    socket: socket.socket


@contextlib.contextmanager
def prepare(
    provider: str,
    *,
    port: int = 0,
    data: Path | str | None = None,
    seed: str | None = None,
    version: str | None = None,
) -> Iterator[Prepared]:
    """Bind a socket and start the emulator's world, but do not serve yet.

    `provider` is the name of the one whose product is imitated. `port` 0 takes a free one; `data`
    keeps the world in that folder, None in one that is deleted at the end. `seed="demo"` begins
    with a small believable world, None with accounts and a namespace only. `version` is the
    product's version to imitate.

    Raises `ConfigurationError` for an unknown provider or version, a port in use, a folder that
    holds something else.
    """
    emulator = installed().emulator(provider)
    _check(emulator, seed, version, port)
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(_bound(port))
        folder = Path(data) if data is not None else Path(stack.enter_context(_temporary()))
        url = f"http://{_HOST}:{listening.getsockname()[1]}{emulator.path}"
        try:
            app = emulator.start(EmulatorSettings(data=folder, url=url, seed=seed, version=version))
        except ImportError as error:
            raise _needs_more(error) from error
        stack.callback(app.close)
        server = Server(
            provider=provider,
            url=url,
            users=app.users,
            tokens=app.tokens,
            credential=app.credential,
        )
        yield Prepared(server=server, app=app, socket=listening)


@contextlib.contextmanager
def serve(
    provider: str,
    *,
    port: int = 0,
    data: Path | str | None = None,
    seed: str | None = None,
    version: str | None = None,
) -> Iterator[Server]:
    """Run the emulator of `provider` on a loopback socket while the `with` block lasts.

    Takes and raises what `prepare` does.
    """
    with prepare(provider, port=port, data=data, seed=seed, version=version) as prepared:
        runner = uvicorn_server(prepared.app)
        thread = threading.Thread(
            target=runner.run, args=([prepared.socket],), name=f"githost-{provider}", daemon=True
        )
        thread.start()
        try:
            _until_started(runner, thread)
            yield prepared.server
        finally:
            runner.should_exit = True
            thread.join(_PATIENCE)


def uvicorn_server(app: EmulatedApp) -> Any:
    """Return a server for `app` that leaves signals and logging to its caller."""
    try:
        import uvicorn
    except ImportError as error:
        raise _needs_more(error) from error
    config = uvicorn.Config(
        app.asgi,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _needs_more(error: ImportError) -> ConfigurationError:
    return ConfigurationError(
        f"the emulator needs more packages ({error}); pip install 'githost-sdk[emulator]'"
    )


def _until_started(runner: Any, thread: threading.Thread) -> None:
    waited = threading.Event()
    for _ in range(int(_PATIENCE / 0.005)):
        if runner.started:
            return
        if not thread.is_alive():
            raise ConfigurationError(
                "the emulator's server ended before it had started; standard error says why"
            )
        waited.wait(0.005)
    raise ConfigurationError(
        f"the emulator's server did not start within {_PATIENCE:.0f} s; try again when this "
        "machine has less to do"
    )


def _check(emulator: Emulator, seed: str | None, version: str | None, port: int) -> None:
    if seed not in {None, "demo"}:
        raise ConfigurationError(f"there is no seed {seed!r}; there is 'demo'")
    if version is not None and not emulator.versions:
        raise ConfigurationError(
            f"the emulator of {emulator.provider} has no versions to choose from; leave out {version!r}"
        )
    if version is not None and version not in emulator.versions:
        raise ConfigurationError(
            f"the emulator of {emulator.provider} imitates "
            f"{', '.join(emulator.versions)}, not {version!r}; choose one of those"
        )
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 65536:
        raise ConfigurationError(f"a port is a number from 0 to 65535, not {port!r}")


def _bound(port: int) -> socket.socket:
    # asyncio switches Nagle off only where the protocol is named: 40 ms for each answer otherwise.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        why = (
            "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        )
        raise ConfigurationError(
            f"port {port} {why}; choose another, or 0 for a free one"
        ) from error
    return listening


def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="githost-emulator-", ignore_cleanup_errors=True)
