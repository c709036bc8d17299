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
    NotEmpty,
    NotFastForward,
    NotFound,
    NothingToMerge,
    RefMoved,
    SourceMissing,
    StaleVersion,
    Unchanged,
    WrongState,
)
from githost_local.forge.git import GitFailed

__all__ = ["opening", "translated"]


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the forge raises inside as an error of githost."""
    try:
        yield
    except (
        ForgeError,
        GitFailed,
        sqlite3.Error,
        OSError,
        OverflowError,
        UnicodeEncodeError,
    ) as error:
        raise _translated(error) from error


@contextmanager
def opening(directory: object, what: str = "a local host") -> Iterator[None]:
    """Raise what keeps a directory from being opened inside as `what`, as `ConfigurationError`."""
    try:
        yield
    except (ForgeError, GitFailed, sqlite3.Error, OSError) as error:
        raise ConfigurationError(
            f"{directory} cannot be opened as {what}: {_hindrance(error)}"
        ) from error


def _hindrance(error: Exception) -> str:
    """Say why a directory cannot be opened, and what to do."""
    if isinstance(error, Invalid):
        return error.reason
    said = error.strerror if isinstance(error, OSError) else str(error)
    return f"{said}; name a forge's directory, or one that is empty or not there yet, that may be written to"


def _translated(error: Exception) -> GitHostError:
    text = str(error)
    match error:
        case NotFound():
            return NotFoundError(f"{text}; check how it is written")
        case AlreadyExists(kind="pull request"):
            return AlreadyExistsError(f"{text} for these branches; update that one")
        case AlreadyExists():
            return AlreadyExistsError(f"{text}; choose another name, or change the one there is")
        case Invalid():
            return ValidationError(
                f"the {error.field.replace('_', ' ')} cannot be that: {error.reason}; give another",
                fields={error.field: (error.reason,)},
            )
        case StaleVersion():
            return StaleRevisionError(
                f"{text}; read it again and decide anew", current=str(error.current)
            )
        case WrongState():
            return WrongStateError(
                f"{error.what} is {error.state}, and must be {error.wanted} for this"
            )
        case MergeConflict():
            return NotMergeableError(
                f"{text}; merge the target into the source, settle them there, and try again",
                vetoes=tuple(f"conflict in {p}" for p in error.paths),
            )
        case SourceMissing():
            return NotMergeableError(f"{text}; push it again", vetoes=(text,))
        case NothingToMerge():
            return NotMergeableError(f"{text}; add some to it first", vetoes=(text,))
        case NotFastForward():
            return NotMergeableError(
                f"{text}; rebase the source, or choose another strategy", vetoes=(text,)
            )
        case NotEmpty():
            return ConflictError(f"{text}; delete those first, or move them elsewhere")
        case RefMoved():
            return ConflictError(f"{text} meanwhile; read it again and decide anew")
        case Unchanged():
            return ConflictError(f"{text}; nothing was committed")
        case Conflict():
            return ConflictError(f"{text}; change that first, and try again")
        case OverflowError():
            return NotFoundError("nothing has a number this large; check how it is written")
        case UnicodeEncodeError():
            return ValidationError(
                f"{error.object!r} is not valid Unicode and cannot be kept; give a text that is"
            )
        case _:
            return ServerError(f"the forge failed: {text}; mend that and try again")
