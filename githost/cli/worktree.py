"""The git repository around the current directory, and git itself for clone and checkout."""

import os
import subprocess
from collections.abc import Mapping

from githost.errors import ConfigurationError, GitHostError

__all__ = ["GitFailed", "current_branch", "git", "has_branch", "remote_address"]

#: How git may reach what a host names: never by a program that an address names (`ext::`).
_PROTOCOLS = "https:http:ssh:file"


class GitFailed(GitHostError):  # noqa: N818  # git has said itself what went wrong
    """Git ended with an error, which it has shown."""


def git(*arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run git in the current directory, on the user's own terminal.

    Raises `ConfigurationError` where there is no git, `GitFailed` where it fails.
    """
    surroundings = {**os.environ, **(environment or {}), "GIT_ALLOW_PROTOCOL": _PROTOCOLS}
    try:
        done = subprocess.run(["git", *arguments], env=surroundings, check=False)
    except FileNotFoundError:
        raise ConfigurationError(
            "git is not installed, or not on PATH; install git 2.38 or later"
        ) from None
    if done.returncode:
        raise GitFailed(f"git {arguments[0]} failed with status {done.returncode}")


def remote_address() -> str | None:
    """Return the address of the remote `origin`, else of the only remote; None where there is none."""
    remotes = (_asked("remote") or "").split()
    if "origin" not in remotes and len(remotes) != 1:
        return None
    return _asked("remote", "get-url", "origin" if "origin" in remotes else remotes[0])


def current_branch() -> str | None:
    """Return the branch that is checked out, None where there is none."""
    return _asked("symbolic-ref", "--quiet", "--short", "HEAD")


def has_branch(name: str) -> bool:
    """Say whether the repository around the current directory has a branch of this name."""
    return _asked("rev-parse", "--verify", "--quiet", f"refs/heads/{name}") is not None


def _asked(*arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
