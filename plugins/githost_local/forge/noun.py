"""What all nouns of the forge share: a way back to it, and how ids are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from githost_local.forge.errors import NotFound

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge
    from githost_local.forge.git import Git
    from githost_local.forge.records import Repository
    from githost_local.forge.store import Store


class Noun:
    """The operations on one kind of thing."""

    def __init__(self, forge: Forge) -> None:
        self._forge = forge

    @property
    def _store(self) -> Store:
        return self._forge.store

    def _git(self, repository: Repository) -> Git:
        return self._forge.repos.git(repository)


def identifier(kind: str, text: int | str) -> int:
    """Read an id as it stands in an address."""
    try:
        return int(text)
    except ValueError:
        raise NotFound(kind, text) from None
