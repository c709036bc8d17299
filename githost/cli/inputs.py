"""What is not typed as an argument: long texts, files, and secrets, which are never arguments."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import attrs
import typer

from githost.cli.options import Shared
from githost.errors import ConfigurationError
from githost.model import GroupRef, UserRef, Visibility

__all__ = [
    "Body",
    "Secret",
    "VisibilityOption",
    "asked",
    "content",
    "group",
    "subject",
    "user",
]

_VISIBILITIES = (Visibility.PUBLIC, Visibility.INTERNAL, Visibility.PRIVATE)


def _visibility(text: str) -> Visibility:
    if text not in _VISIBILITIES:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(_VISIBILITIES)}")
    return Visibility(text)


def _visibilities(incomplete: str) -> list[str]:
    return [one for one in _VISIBILITIES if one.startswith(incomplete)]


VisibilityOption = Annotated[
    Visibility | None,
    typer.Option(
        "--visibility",
        metavar="|".join(_VISIBILITIES),
        help="Who may read it: public, internal or private.",
        parser=_visibility,
        autocompletion=_visibilities,
    ),
]


def content(path: str) -> bytes:
    """Return what is in the file at `path`, or on standard input for `-`.

    Raises `ConfigurationError` for a file that cannot be read.
    """
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None


def asked(given: str | None, option: str) -> str:
    """Return `given`, or ask for it on a terminal.

    Raises `ConfigurationError` where nobody can be asked.
    """
    if given is not None:
        return given
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfigurationError(f"say --{option}: there is no terminal to ask on")
    answer: str = typer.prompt(option.capitalize(), err=True)
    return answer


def subject(text: str) -> UserRef | GroupRef:
    """Return whom `text` means: `group:NAME`, `user:ID`, or a bare id, which is a user's."""
    kind, colon, name = text.partition(":")
    if colon and kind == "group":
        return GroupRef(name)
    return UserRef(name if colon and kind == "user" else text)


def user(text: str) -> UserRef:
    """Return the user that `text` means. Raises `ConfigurationError` for a group."""
    found = subject(text)
    if isinstance(found, GroupRef):
        raise ConfigurationError(f"{text} is a group; give a user, by id")
    return found


def group(text: str) -> GroupRef:
    """Return the group that `text` names, with `group:` before it or without."""
    return GroupRef(text.removeprefix("group:"))


@attrs.frozen
class Body(Shared):
    """A text of several lines."""

    #: None where nothing was given.
    text: str | None

    @classmethod
    @contextmanager
    def opened(
        cls,
        body: Annotated[str | None, typer.Option("--body", "-b", help="The text.")] = None,
        body_file: Annotated[
            str | None,
            typer.Option("--body-file", "-F", metavar="FILE", help="The text's file; - is stdin."),
        ] = None,
    ) -> "Iterator[Body]":
        """Read it."""
        if body is not None and body_file is not None:
            raise ConfigurationError("--body and --body-file both give a text; say one")
        if body_file is None:
            yield cls(body)
            return
        try:
            yield cls(content(body_file).decode("utf-8"))
        except UnicodeDecodeError:
            where = "standard input" if body_file == "-" else body_file
            raise ConfigurationError(f"{where} is no text in UTF-8; give it as such") from None

    def wanted(self) -> str:
        """Return the text, asked for on a terminal. Raises `ConfigurationError` without one."""
        return asked(self.text, "body")


@attrs.frozen
class Secret(Shared):
    """A secret: from the environment, standard input or a question, never from an argument."""

    value: str | None = attrs.field(repr=False)

    @classmethod
    @contextmanager
    def opened(
        cls,
        secret_env: Annotated[
            str | None,
            typer.Option(metavar="NAME", help="The environment variable that holds the secret."),
        ] = None,
        secret_stdin: Annotated[
            bool, typer.Option("--secret-stdin", help="Read the secret from standard input.")
        ] = False,
        secret_prompt: Annotated[
            bool, typer.Option("--secret-prompt", help="Ask for the secret, without showing it.")
        ] = False,
    ) -> "Iterator[Secret]":
        """Fetch it."""
        if (secret_env is not None) + secret_stdin + secret_prompt > 1:
            raise ConfigurationError("the secret comes from one place; say one option of them")
        if secret_env is not None:
            found = os.environ.get(secret_env)
            if not found:
                raise ConfigurationError(
                    f"the environment variable {secret_env} is not set, or empty; put the secret there"
                )
            yield cls(found)
        elif secret_stdin:
            yield cls(_line())
        elif secret_prompt:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise ConfigurationError(
                    "there is no terminal to ask for the secret on; say --secret-env NAME"
                )
            yield cls(typer.prompt("Secret", hide_input=True, err=True))
        else:
            yield cls(None)


def _line() -> str:
    found = sys.stdin.readline().rstrip("\r\n")
    if not found:
        raise ConfigurationError("standard input holds no secret; write it there, on one line")
    return found
