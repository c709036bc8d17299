"""Puts a text into a file, whole or not at all."""

import os
import secrets
from pathlib import Path

__all__ = ["write"]


def write(path: Path, text: str) -> None:
    """Write `text` to the file at `path`, in place of what it held.

    A neighbouring file is written first and then takes its name, so that a full disk or an
    interruption leaves the old content. Characters that cannot be written become question marks.

    Raises `OSError`, which names `path`.
    """
    place = path.resolve()
    neighbour = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with neighbour.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        neighbour.replace(place)
    except OSError as error:
        neighbour.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
