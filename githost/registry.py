"""Finds plugins, and the provider of an address."""

import functools
import importlib.metadata
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import attrs
import pluggy

from githost import hookspecs
from githost.credentials import Credential
from githost.errors import ConfigurationError, PluginConflictError
from githost.interface.emulator import Emulator
from githost.interface.provider import Provider
from githost.value import Value
from githost.wire import Exchange

__all__ = ["Registry", "gather", "installed"]

T = TypeVar("T")
log = logging.getLogger("githost.registry")
_GROUP = "githost"


@attrs.frozen
class Registry(Value):
    """The plugins that are there."""

    providers: Mapping[str, Provider]
    emulators: Mapping[str, Emulator]
    #: Plugins that could not be imported: their names, and why.
    broken: Mapping[str, str]
    #: What is told of every exchange.
    observers: tuple[Callable[[Exchange], object], ...] = ()
    #: What may know a credential, by the plugin's name, in the order in which they are asked.
    credentials: Mapping[str, Callable[[str, Provider], Credential | None]] = attrs.field(
        factory=dict
    )

    def provider(self, name: str) -> Provider:
        """Return the provider called `name`.

        Raises `ConfigurationError`, which lists the names there are.
        """
        return self._named(self.providers, name, "provider")

    def emulator(self, name: str) -> Emulator:
        """Return the emulator of the provider called `name`.

        Raises `ConfigurationError`, which lists the names there are.
        """
        return self._named(self.emulators, name, "emulator")

    def _named(self, found: Mapping[str, T], name: str, what: str) -> T:
        try:
            return found[name]
        except KeyError:
            raise ConfigurationError(
                f"there is no {what} {name!r}; there are {', '.join(sorted(found)) or 'none'}{self._complaints()}"
            ) from None

    def _complaints(self) -> str:
        return "".join(
            f"; the plugin {name} could not be loaded ({why})"
            for name, why in sorted(self.broken.items())
        )

    def resolve(self, url: str) -> Provider:
        """Return the provider to which the host of `url` exactly belongs.

        Raises `ConfigurationError`, which says how to name one.
        """
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        for provider in self.providers.values():
            if host in provider.hosts or parts.scheme in provider.schemes:
                return provider
        raise ConfigurationError(
            f"which product runs at {host or url!r} is not known; say provider=… "
            f"({', '.join(sorted(self.providers)) or 'no plugin is installed'}){self._complaints()}"
        )


def gather(plugins: Iterable[tuple[str, Any]], broken: Mapping[str, str] | None = None) -> Registry:
    """Ask `plugins`, pairs of name and module, what they add.

    Raises `PluginConflictError` where two of them add the same name.
    """
    manager = pluggy.PluginManager(_GROUP)
    manager.add_hookspecs(hookspecs)
    for name, plugin in plugins:
        manager.register(plugin, name=name)
    return Registry(
        _added(manager.hook.githost_providers, lambda provider: provider.name),
        _added(manager.hook.githost_emulators, lambda emulator: emulator.provider),
        dict(broken or {}),
        tuple(_observer(one) for one in manager.hook.githost_exchange.get_hookimpls()),
        {
            one.plugin_name: _finder(one)
            for one in reversed(manager.hook.githost_credential.get_hookimpls())
        },
    )


def _observer(implementation: pluggy.HookImpl) -> Callable[[Exchange], object]:
    """Return the function of a plugin; pluggy lets it leave out the argument."""
    function: Callable[..., object] = implementation.function
    return function if implementation.argnames else lambda _: function()


def _finder(
    implementation: pluggy.HookImpl,
) -> Callable[[str, Provider], Credential | None]:
    """Return the function of a plugin; pluggy lets it leave out arguments."""

    def find(url: str, provider: Provider) -> Credential | None:
        known = {"url": url, "provider": provider}
        asked = {name: known[name] for name in implementation.argnames}
        found: Any = implementation.function(**asked)
        return found  # type: ignore[no-any-return]  # what is no credential, `chain.find` refuses

    return find


def _added(hook: pluggy.HookCaller, name: Callable[[T], str]) -> dict[str, T]:
    """Call every implementation of `hook` by itself, so that a conflict can name both plugins."""
    found: dict[str, T] = {}
    owners: dict[str, str] = {}
    for implementation in hook.get_hookimpls():
        items: Any = implementation.function()
        for item in items:
            key = name(item)
            if key in found:
                raise PluginConflictError(
                    f"the plugins {owners[key]} and {implementation.plugin_name} both add {key!r}; "
                    "uninstall one of the two"
                )
            found[key], owners[key] = item, implementation.plugin_name
    return found


@functools.cache
def installed() -> Registry:
    """Load the plugins of the installed distributions, once."""
    plugins: list[tuple[str, Any]] = []
    broken: dict[str, str] = {}
    for entry in importlib.metadata.entry_points(group=_GROUP):
        label = f"{entry.dist.name}:{entry.name}" if entry.dist else entry.name
        try:
            plugins.append((label, entry.load()))
        except (
            Exception
        ) as error:  # a stranger's import may raise anything, and must not take others down
            broken[label] = f"{type(error).__name__}: {error}"
            log.warning("the plugin %s could not be loaded: %s", label, broken[label])
    return gather(plugins, broken)
