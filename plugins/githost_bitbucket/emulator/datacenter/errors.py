"""What the server says when it refuses.

A body is `{"errors": [{"context", "message", "exceptionName", ...}]}`, and the name of the Java
exception is the only stable word in it
(https://developer.atlassian.com/server/bitbucket/rest/, "Errors & Validation").
"""

from collections.abc import Mapping
from typing import Any

from githost_local.forge.errors import (
    AlreadyExists,
    Conflict,
    ForgeError,
    Invalid,
    NotFound,
    StaleVersion,
)

_PACKAGE = "com.atlassian.bitbucket."

#: The exception of each kind of thing that was looked for and is not there.
_MISSING = {
    "account": "user.NoSuchUserException",
    "group": "user.NoSuchGroupException",
    "namespace": "project.NoSuchProjectException",
    "repository": "repository.NoSuchRepositoryException",
    "branch": "repository.NoSuchBranchException",
    "commit": "commit.NoSuchCommitException",
    "file": "content.NoSuchPathException",
    "directory": "content.NoSuchPathException",
    "pull request": "pull.NoSuchPullRequestException",
    "comment": "comment.NoSuchCommentException",
}


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An answer with `errors`."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        exception: str | None = None,
        context: str | None = None,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        #: The JSON body.
        self.body: Mapping[str, Any] = {
            "errors": [
                {
                    "context": context,
                    "message": message,
                    "exceptionName": None if exception is None else _PACKAGE + exception,
                    **(more or {}),
                }
            ]
        }


class UnknownRoute(Exception):  # noqa: N818 - it is an answer, not a fault
    """An address that this version of the server does not have."""


class XsrfFailed(Exception):  # noqa: N818 - it is an answer, not a fault
    """A form was posted without the header that a browser would not send by itself."""


def authentication_required() -> Refusal:
    """Refuse somebody who has not signed in."""
    return Refusal(
        401,
        "You are not permitted to access this resource",
        exception="auth.AuthenticationRequiredException",
    )


def wrong_credentials() -> Refusal:
    """Refuse a name and password, or a token, that nobody has."""
    return Refusal(
        401,
        "Authentication failed. Please check your credentials and try again.",
        exception="auth.IncorrectPasswordAuthenticationException",
    )


def not_permitted(message: str = "You are not permitted to access this resource") -> Refusal:
    """Refuse somebody who lacks a permission: 401, not 403."""
    return Refusal(401, message, exception="AuthorisationException")


def invalid(message: str, context: str | None = None) -> Refusal:
    """Refuse a value of the request."""
    return Refusal(400, message, context=context)


def invalid_argument(message: str) -> Refusal:
    """Refuse a value that reached the service layer."""
    return Refusal(400, message, exception="ArgumentValidationException")


def missing(kind: str, message: str) -> Refusal:
    """Say that a thing of this kind, in the forge's words, does not exist."""
    return Refusal(404, message, exception=_MISSING.get(kind, "NoSuchEntityException"))


def no_branch(name: str, slug: str) -> Refusal:
    """Say that a repository has no such branch."""
    return missing("branch", f"Branch '{name}' does not exist in repository '{slug}'.")


def no_commit(name: str, slug: str, *, status: int = 404) -> Refusal:
    """Say that a repository has no such commit; where a new ref begins, the status may differ."""
    message = f"Commit '{name}' does not exist in repository '{slug}'."
    return Refusal(status, message, exception=_MISSING["commit"])


def no_default_branch(slug: str) -> Refusal:
    """Say that a repository has no default branch, or none with a commit."""
    return Refusal(
        404,
        f"No default branch is defined in repository '{slug}', or it does not exist.",
        exception="repository.NoDefaultBranchException",
    )


def no_path(path: str, revision: str) -> Refusal:
    """Say that there is nothing at a path."""
    return missing("file", f'The path "{path}" does not exist at revision "{revision}"')


def duplicate_ref(name: str) -> Refusal:
    """Refuse a branch or tag of a name that is taken."""
    return Refusal(
        400,
        f"An existing branch or tag is already named '{name}'.",
        exception="repository.DuplicateRefException",
    )


def invalid_ref(kind: str, name: str) -> Refusal:
    """Refuse a name that git allows for no branch or tag; `kind` is the word for it."""
    return Refusal(
        400, f"'{name}' is not a valid {kind} name.", exception="repository.InvalidRefNameException"
    )


def archived() -> Refusal:
    """Refuse to write to an archived repository."""
    return Refusal(409, "This repository is archived and cannot be modified.")


def translate(error: ForgeError) -> Refusal:
    """Say what the forge refused, where the operation has no words of its own for it."""
    match error:
        case NotFound():
            message = f"{error.kind.capitalize()} {error.key} does not exist."
            return missing(error.kind, message)
        case AlreadyExists():
            return Refusal(409, f"{error.kind.capitalize()} {error.key} already exists.")
        case Invalid():
            return invalid(error.reason, error.field)
        case StaleVersion():
            return Refusal(409, str(error))
        case Conflict():
            return Refusal(409, error.reason, exception="IntegrityException")
        case _:
            return Refusal(500, str(error))
