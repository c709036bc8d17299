"""What hosts answer to whom may not: some say so, others hide that there is anything."""

from typing import Final

from githost.errors import (
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ValidationError,
)

__all__ = ["DENIED", "IMPOSSIBLE"]

#: The condition of somebody without the right.
DENIED: Final = (PermissionDeniedError, NotFoundError)
#: The condition of asking for what cannot be, where hosts differ in how they see it.
IMPOSSIBLE: Final = (ConflictError, NotFoundError, ValidationError)
