"""Opening the folder that an imitation keeps its world in."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from githost.errors import ConfigurationError
from githost_local.forge import Forge
from githost_local.forge.errors import ForgeError
from githost_local.forge.git import GitFailed


@contextmanager
def opened(folder: Path) -> Iterator[Forge]:
    """Open the forge in a folder, and close it again only if what is done inside fails.

    Raises `ConfigurationError` for a folder that holds something else, and where git is missing or
    too old.
    """
    try:
        forge = Forge.open(folder)
    except (ForgeError, GitFailed, sqlite3.Error, OSError) as error:
        raise ConfigurationError(
            f"the emulator cannot keep its world in {folder} ({error}); "
            "name a folder of an emulator, or one that is empty or not there yet"
        ) from error
    try:
        yield forge
    except BaseException:
        forge.close()
        raise
