"""The hooks by which plugins teach githost hosts.

A plugin is a module named in the entry-point group `githost`; it implements some of these
functions, marked with `hookimpl`.
"""

from collections.abc import Iterable

import pluggy

from githost.interface.emulator import Emulator
from githost.interface.provider import Provider

__all__ = ["githost_emulators", "githost_providers", "hookimpl", "hookspec"]

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
