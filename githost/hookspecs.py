"""The hooks by which plugins teach githost hosts, and watch what it does.

A plugin is a module named in the entry-point group `githost`; it implements some of these
functions, marked with `hookimpl`.
"""

from collections.abc import Iterable

import pluggy

from githost.credentials import Credential
from githost.interface.emulator import Emulator
from githost.interface.provider import Provider
from githost.wire import Exchange

__all__ = [
    "githost_credential",
    "githost_emulators",
    "githost_exchange",
    "githost_providers",
    "hookimpl",
    "hookspec",
]

hookspec = pluggy.HookspecMarker("githost")
hookimpl = pluggy.HookimplMarker("githost")


@hookspec
def githost_providers() -> Iterable[Provider]:  # type: ignore[empty-body]  # pluggy reads the signature only
    """Return the providers that this distribution adds.

    Called once, when the first provider is looked up. Must not do I/O or read configuration. Names
    must be unique: two
    providers with one `name` raise `PluginConflictError`, which names both plugins.

    Example: a complete plugin module::

        from githost.hookspecs import hookimpl
        from example_forge.provider import ExampleForge

        @hookimpl
        def githost_providers():
            return [ExampleForge()]

    .. versionadded:: 0.1
    """


@hookspec
def githost_emulators() -> Iterable[Emulator]:  # type: ignore[empty-body]  # pluggy reads the signature only
    """Return the emulators that this distribution adds, at most one for each provider's name.

    Called once, when the first emulator is looked up. Import servers only inside `Emulator.start`.

    Example::

        @hookimpl
        def githost_emulators():
            return [Emulator(provider="example-forge", start=start)]

    .. versionadded:: 0.1
    """


@hookspec(firstresult=True)
def githost_credential(url: str, provider: Provider) -> Credential | None:
    """Return the credential for the host at `url`, None where this plugin has none for it.

    For vaults and secret managers of an organisation. Called when a host is opened without a
    credential and neither the environment nor the configuration file has one; git's helpers, netrc
    and the keyring come after. The first plugin that gives one is the last that is asked.

    `url` is what was connected to, without user or password; `provider` is the one it was opened
    by. Compare its scheme, host and port exactly, never a part of the name: what is returned is
    sent there. `githost.Anonymous` is not taken. Where it raises, connecting fails with a
    `ConfigurationError` that names the plugin and the class of the error; its text, which may hold
    a secret, is not shown.

    Example: a plugin module for one host::

        import githost
        from githost.hookspecs import hookimpl
        from example_vault import secret

        @hookimpl
        def githost_credential(url, provider):
            if url == "https://git.example.com/bitbucket":
                return githost.Token(secret("git/api-token"))
            return None

    .. versionadded:: 0.1
    """


@hookspec
def githost_exchange(exchange: Exchange) -> None:
    """Take note of one request and its answer: for metrics, traces, audit logs.

    Called after every sending, each retry and each redirect included, in the thread or task that
    made it: be quick, and safe for threads. What it returns is not looked at; what it raises is
    logged, and the exchange goes on. Where no plugin implements it, it costs nothing. `exchange`
    holds no secret: no header, no body, and of the query the names only.

    Example: a plugin module that counts answers::

        from collections import Counter

        from githost.hookspecs import hookimpl

        answers = Counter()

        @hookimpl
        def githost_exchange(exchange):
            answers[exchange.provider, exchange.status] += 1

    .. versionadded:: 0.1
    """
