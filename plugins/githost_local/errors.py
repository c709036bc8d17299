"""The forge's conditions as githost's errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    GitHostError,
    NotFoundError,
    NotMergeableError,
    ServerError,
    StaleRevisionError,
    ValidationError,
    WrongStateError,
)
from githost_local.forge.errors import (
    AlreadyExists,
    Conflict,
    ForgeError,
    Invalid,
    MergeConflict,
    NotFastForward,
    NotFound,
    NothingToMerge,
    SourceMissing,
    StaleVersion,
    WrongState,
)
from githost_local.forge.git import GitFailed

__all__ = ["opening", "translated"]


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the forge raises inside as an error of githost."""
    try:
        yield
    except (ForgeError, GitFailed, sqlite3.Error, UnicodeEncodeError) as error:
        raise _translated(error) from error


@contextmanager
def opening(directory: object) -> Iterator[None]:
    """Raise what keeps a directory from being opened inside as `ConfigurationError`."""
    try:
        yield
    except (ForgeError, GitFailed, sqlite3.Error, OSError) as error:
        raise ConfigurationError(
            f"{directory} cannot be opened as a local host ({error}); "
            "name a forge's directory, or one that is empty or not there yet"
        ) from error


def _translated(error: Exception) -> GitHostError:
    text = str(error)
    match error:
        case NotFound():
            return NotFoundError(text)
        case AlreadyExists():
            return AlreadyExistsError(f"{text}; choose another name, or change the one there is")
        case Invalid():
            return ValidationError(text, fields={error.field: (error.reason,)})
        case StaleVersion():
            return StaleRevisionError(
                f"{text}; read it again and decide anew", current=str(error.current)
            )
        case WrongState():
            return WrongStateError(text)
        case MergeConflict():
            return NotMergeableError(text, vetoes=tuple(f"conflict in {p}" for p in error.paths))
        case SourceMissing() | NothingToMerge() | NotFastForward():
            return NotMergeableError(text, vetoes=(text,))
        case Conflict():
            return ConflictError(text)
        case UnicodeEncodeError():
            return ValidationError(f"{error.object!r} is not valid Unicode and cannot be kept")
        case _:
            return ServerError(f"the forge failed: {text}")
