"""Refusals, in the words of the product.

The body is `{"type": "error", "error": {"message", "detail"?, "data"?, "fields"?}}`
(https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses).
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

from githost_local.forge.errors import (
    AlreadyExists,
    Conflict,
    ForgeError,
    Invalid,
    MergeConflict,
    NotEmpty,
    NotFound,
    NothingToMerge,
    RefMoved,
    StaleVersion,
)

NO_REPOSITORY: Final = (
    "You may not have access to this repository or it no longer exists in this workspace. If you "
    "think this repository exists and you have access, make sure you are authenticated."
)
NO_ROUTE: Final = (
    "There is no API hosted at this URL.\n\nFor information about our API's, please refer to the "
    "documentation at: https://developer.atlassian.com/cloud/bitbucket/rest/"
)
BAD_TOKEN: Final = "Token is invalid, expired, or not supported for this endpoint."  # noqa: S105 - what the product says, no token


class ApiError(Exception):
    """An answer that refuses."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        detail: str | Mapping[str, Any] | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.detail = detail
        self.fields = fields
        self.data = data
        self.headers = headers

    def body(self) -> dict[str, Any]:
        """Return the product's error document."""
        optional = {"detail": self.detail, "fields": self.fields, "data": self.data}
        return {
            "type": "error",
            "error": {"message": self.message}
            | {key: value for key, value in optional.items() if value is not None},
        }


def no_repository() -> ApiError:
    """Return the answer for a repository that is not there, or not for the caller."""
    return ApiError(404, NO_REPOSITORY)


def no_workspace(text: str) -> ApiError:
    """Return the answer for a workspace that is not there, or not for the caller."""
    return ApiError(404, f"No workspace with identifier '{text}'.")


def no_project(key: str, workspace: str) -> ApiError:
    """Return the answer for a project that is not there, or not for the caller."""
    return ApiError(404, f"Project {key} not found in workspace {workspace}.")


def unauthenticated(message: str = "Authentication is required.") -> ApiError:
    """Return the answer to nobody, or to a token that is not known."""
    return ApiError(401, message, headers={"WWW-Authenticate": 'OAuth realm="Bitbucket.org HTTP"'})


def forbidden(message: str) -> ApiError:
    """Return the answer to somebody who may not."""
    return ApiError(403, message)


def invalid(field: str, message: str) -> ApiError:
    """Return the answer to a document with a field that cannot be accepted."""
    return ApiError(400, f"{field}: {message}", fields={field: [message]})


def check_choice(field: str, word: str, known: Container[str]) -> None:
    """Refuse a word that is none of those that a field can have."""
    if word not in known:
        raise invalid(field, f'"{word}" is not a valid choice.')


def translate(error: ForgeError) -> ApiError:
    """Return what the product says of a condition of the forge."""
    match error:
        case NotFound(kind="repository"):
            return no_repository()
        case NotFound(kind="commit"):
            return ApiError(404, "Commit not found", data={"shas": [error.key]})
        case NotFound(kind="branch" | "tag"):
            return ApiError(404, f'{error.kind.capitalize()} "{error.key}" does not exist.')
        case NotFound(kind="file" | "directory"):
            return ApiError(404, f"No such file or directory: {error.key}")
        case NotFound():
            return ApiError(404, f"{error.kind.capitalize()} {error.key} not found")
        case AlreadyExists():
            return ApiError(400, f'{error.kind.capitalize()} "{error.key}" already exists.')
        case Invalid():
            return invalid(error.field, error.reason)
        case RefMoved() | StaleVersion():
            return ApiError(409, "One of the refs involved changed. Please try again.")
        case NotEmpty():
            return forbidden("Cannot delete a project that still contains repositories.")
        case MergeConflict():
            return ApiError(400, "You can't merge until you resolve all merge conflicts.")
        case NothingToMerge():
            return ApiError(400, "There are no changes to be pulled")
        case Conflict():
            return ApiError(400, error.reason)
        case _:
            return ApiError(400, str(error))
