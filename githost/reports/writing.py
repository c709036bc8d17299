"""Puts a text into a file, whole or not at all."""

import os
import secrets
from pathlib import Path

from githost.errors import ConfigurationError

__all__ = ["check", "write"]


def check(path: Path) -> None:
    """Find out whether a file at `path` can be written, before much is read for it.

    Raises `ConfigurationError` where there is no folder for it, or none that may be written to.
    """
    folder = path.parent
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder; give the name of a file")
    if not folder.is_dir():
        raise ConfigurationError(f"there is no folder {folder} for {path.name}; make it first")
    if not os.access(path if _is_special(path) else folder, os.W_OK):
        raise ConfigurationError(
            f"{path} may not be written by this account; name another file, or allow it"
        )


def write(path: Path, text: str) -> None:
    """Write `text` to the file at `path`, in place of what it held.

    A neighbouring file is written first and then takes its name, so that a full disk or an
    interruption leaves the old content; a pipe or a device is written to as it is. Characters that
    cannot be written become question marks.

    Raises `OSError`, which names `path`.
    """
    content = text.encode("utf-8", errors="replace")
    try:
        if _is_special(path):
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _replace(path: Path, content: bytes) -> None:
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with neighbour.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        neighbour.replace(path)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
