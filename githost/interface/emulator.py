"""What a plugin gives so that its product can be imitated on this machine."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import attrs

from githost.credentials import Credential
from githost.value import Value

__all__ = ["EmulatedApp", "Emulator", "EmulatorSettings"]


@attrs.frozen(kw_only=True)
class EmulatorSettings(Value):
    """How an emulator is to start."""

    #: Where it keeps its world.
    data: Path
    #: The product's public address, without a slash at the end: what it puts into its links.
    url: str
    #: Which world to begin with: None is the least one, `demo` a small believable one.
    seed: str | None = None
    #: The product's version to imitate, where the product has versions.
    version: str | None = None


class EmulatedApp(Protocol):
    """A running imitation."""

    #: The ASGI application.
    asgi: Callable[..., Any]
    #: Facts of each account by its login (`id`, `name`, `email`).
    users: Mapping[str, Mapping[str, str]]
    #: A fresh token of each account, by login.
    tokens: Mapping[str, str]

    def credential(self, user: str) -> Credential:
        """Return a credential of `user` for the API."""
        ...

    def close(self) -> None:
        """Let go of the world's files."""
        ...


@attrs.frozen(kw_only=True)
class Emulator(Value):
    """An imitation of a product, found by its provider's name."""

    #: Name of the provider whose product it imitates.
    provider: str
    #: Path below the socket's root at which the product lives (its context path), as `/bitbucket`;
    #: empty for none.
    path: str = ""
    #: Versions that can be imitated, the usual one first; empty where the product has none.
    versions: tuple[str, ...] = ()
    #: Makes the imitation for these settings, ready to be served. Raises `ConfigurationError` for a
    #: folder that cannot be used, as one that holds something else.
    start: Callable[[EmulatorSettings], EmulatedApp]
