"""The git program: the only place that runs it.

Arguments are lists, never a shell's. The environment is made here: no configuration of the
user's or the machine's, no prompts, no pager, English messages, and an identity for each call.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Final

from githost_local.forge.errors import Invalid
from githost_local.forge.records import Signature

#: The empty tree's object name, the same in every SHA-1 repository.
EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#: Where old and new value are "none" in `update-ref` and in what `receive-pack` is told.
ZERO: Final = "0" * 40
#: `merge-tree --write-tree` came with it.
OLDEST: Final = (2, 38)

_OLDEST_NAME: Final = ".".join(map(str, OLDEST))

_CHUNK: Final = 64 * 1024


class GitFailed(Exception):  # noqa: N818 - says what happened
    """The git program ended with an error."""

    def __init__(self, arguments: Iterable[str], status: int, output: bytes, error: bytes) -> None:
        self.status = status
        self.output = output
        self.error = error.decode(errors="replace").strip()
        super().__init__(f"git {' '.join(arguments)} ended with {status}: {self.error}")


@cache
def check_version() -> None:
    """Refuse a git program that is missing or too old."""
    try:
        answer = subprocess.run(["git", "--version"], capture_output=True, check=False).stdout
    except FileNotFoundError as error:
        raise Invalid(
            "git", f"git is not installed, or not on PATH; install git {_OLDEST_NAME} or later"
        ) from error
    numbers = re.search(rb"(\d+)\.(\d+)", answer)
    if not numbers or (int(numbers[1]), int(numbers[2])) < OLDEST:
        found = answer.decode(errors="replace").strip()
        raise Invalid("git", f"git says {found!r} of itself; install git {_OLDEST_NAME} or later")


def environment(**more: str) -> dict[str, str]:
    """Return the whole environment of a git process."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        **more,
    }


def check_message(message: str) -> None:
    """Refuse a message that git cannot keep."""
    if "\0" in message:
        raise Invalid("message", "it holds a NUL character")


def identity(author: Signature, committer: Signature) -> dict[str, str]:
    """Return the variables that say who makes a commit, and when."""
    return {
        "GIT_AUTHOR_NAME": author.name,
        "GIT_AUTHOR_EMAIL": author.email,
        "GIT_AUTHOR_DATE": f"@{int(author.date.timestamp())} +0000",
        "GIT_COMMITTER_NAME": committer.name,
        "GIT_COMMITTER_EMAIL": committer.email,
        "GIT_COMMITTER_DATE": f"@{int(committer.date.timestamp())} +0000",
    }


class Git:
    """The git program, in one bare repository."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def run(
        self,
        *arguments: str,
        input: bytes = b"",  # noqa: A002 - as subprocess has it
        env: Mapping[str, str] | None = None,
    ) -> bytes:
        """Run to the end and return standard output."""
        done = subprocess.run(
            ["git", f"--git-dir={self.directory}", *arguments],
            input=input,
            capture_output=True,
            env=environment(**(env or {})),
            check=False,
        )
        if done.returncode:
            raise GitFailed(arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def text(
        self,
        *arguments: str,
        input: bytes = b"",  # noqa: A002 - as subprocess has it
        env: Mapping[str, str] | None = None,
    ) -> str:
        """Run to the end and return standard output as text, without the last line's end."""
        return (
            self.run(*arguments, input=input, env=env).decode(errors="surrogateescape").rstrip("\n")
        )

    def stream(self, *arguments: str) -> Iterator[bytes]:
        """Run and yield standard output in pieces; raise after the last if git failed."""
        with subprocess.Popen(
            ["git", f"--git-dir={self.directory}", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        ) as process:
            output: IO[bytes] | None = process.stdout
            assert output is not None
            try:
                while piece := output.read(_CHUNK):
                    yield piece
            except GeneratorExit:
                process.kill()
                raise
        if process.returncode:
            raise GitFailed(arguments, process.returncode, b"", b"")

    def ref(self, name: str) -> str | None:
        """Return the object that a ref, by its full name, points to, or None."""
        try:
            return self.text("show-ref", "--verify", "--hash", "--", name)
        except GitFailed:
            return None

    def has_commit(self, sha: str) -> bool:
        """Tell whether the commit is here."""
        try:
            self.run("cat-file", "-e", f"{sha}^{{commit}}")
        except GitFailed:
            return False
        return True
