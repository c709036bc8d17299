"""Where things lie below the API's roots, and how refs are written out."""

import re
from typing import Final

from githost.errors import ConfigurationError
from githost.model import NamespaceRef, RepoRef
from githost.wire import join_path

__all__ = ["branch_id", "given", "pull_path", "repo_path", "start_point", "target_path"]

_HEADS: Final = "refs/heads/"
#: What may be a commit's hash, whole or shortened.
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]{7,64}")


def target_path(
    target: RepoRef | NamespaceRef, *segments: str | int, tail: str | None = None
) -> str:
    """Return the path of something below a repository or a project.

    A personal project's key begins with `~`, which stands in the path as it is.
    """
    if isinstance(target, NamespaceRef):
        return join_path("projects", target.path, *segments, tail=tail)
    return join_path("projects", target.namespace, "repos", target.name, *segments, tail=tail)


def repo_path(repo: RepoRef, *segments: str | int, tail: str | None = None) -> str:
    """Return the path of something below a repository."""
    return target_path(repo, *segments, tail=tail)


def pull_path(repo: RepoRef, number: int, *segments: str | int, tail: str | None = None) -> str:
    """Return the path of something below a pull request."""
    return target_path(repo, "pull-requests", number, *segments, tail=tail)


def given(name: str, what: str) -> str:
    """Return the name of a ref as it was given.

    Raises `ConfigurationError` for an empty one, by which the server would understand all of them,
    or the default one.
    """
    if not isinstance(name, str) or not name.strip():
        raise ConfigurationError(f"{name!r} names no {what}; write it out")
    return name


def branch_id(name: str) -> str:
    """Return the fully qualified name of a branch.

    Data Center takes short names too, but then a tag of the same name may be meant.
    """
    given(name, "branch")
    return name if name.startswith("refs/") else _HEADS + name


def start_point(start: str) -> str:
    """Return what the server takes as a commit or branch to begin from.

    A hash must not be qualified as a branch, and what looks like one may be the name of a branch:
    the server resolves both when it is left alone.
    """
    return start if _HEXADECIMAL.fullmatch(start) else branch_id(start)
