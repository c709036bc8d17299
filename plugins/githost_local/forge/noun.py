"""What all nouns of the forge share: a way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge
    from githost_local.forge.store import Store


class Noun:
    """The operations on one kind of thing."""

    def __init__(self, forge: Forge) -> None:
        self._forge = forge

    @property
    def _store(self) -> Store:
        return self._forge.store
