"""Opening the folder that an imitation keeps its world in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from githost_local.errors import opening
from githost_local.forge import Forge


@contextmanager
def opened(folder: Path) -> Iterator[Forge]:
    """Open the forge in a folder, and close it again only if what is done inside fails.

    Raises `ConfigurationError` for a folder that holds something else, and where git is missing or
    too old.
    """
    with opening(folder, "an emulator's world"):
        forge = Forge.open(folder)
    try:
        yield forge
    except BaseException:
        forge.close()
        raise
