"""Runs git for a migration: it authenticates through its environment, so no secret stands in an argument or a URL."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from githost.client.sync import Host
from githost.errors import ConfigurationError, TransportError
from githost.interface.addresses import RepoLike

__all__ = ["git", "refs_in", "refs_of"]

#: Variables of the caller's own git that would lead ours to another repository.
_ASTRAY = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
)


def git(
    *arguments: str,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
) -> str:
    """Run git and return what it prints.

    Raises `ConfigurationError` where there is no git, `TransportError` with git's own words where it fails.
    """
    own = {name: value for name, value in os.environ.items() if name not in _ASTRAY}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            env={**own, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **(environment or {})},
            input=stdin if stdin is not None else b"",
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise ConfigurationError(
            "git is not installed, or not on PATH; install git 2.38 or later"
        ) from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        said = " ".join(words[-3:]) or f"it ended with status {done.returncode}"
        raise TransportError(f"git {arguments[0]} failed: {said}; mend that and run again")
    return done.stdout.decode(errors="replace").strip()


def refs_of(url: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the branches and tags at `url`, full names and SHAs."""
    lines = git("ls-remote", "--refs", url, "refs/heads/*", "refs/tags/*", environment=environment)
    pairs = (line.split("\t") for line in lines.splitlines())
    return {name: sha for sha, name in pairs}


def refs_in(host: Host, repo: RepoLike) -> dict[str, str]:
    """Return the branches and tags of a repository, full names and SHAs. Makes the requests of `repos.get`."""
    return refs_of(host.git.clone_url(repo), host.git.environment())
