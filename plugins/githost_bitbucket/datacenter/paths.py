"""Where things lie below the API's roots, and how refs are written out."""

import re
from typing import Final

from githost.errors import ConfigurationError
from githost.interface import Target, ref_name, target_ref
from githost.model import NamespaceRef, ProjectRef, RepoRef, Repository
from githost.wire import join_path

__all__ = [
    "TARGETS",
    "branch_id",
    "branch_name",
    "own_target",
    "pull_path",
    "repo_path",
    "start_point",
    "target_path",
]

_HEADS: Final = "refs/heads/"
#: What may be a commit's hash, whole or shortened.
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]{7,64}")
#: What permissions, hooks and branch rules can be asked about.
TARGETS: Final = (RepoRef, str, Repository, NamespaceRef)


def own_target(target: Target) -> RepoRef | NamespaceRef:
    """Return the checked address of a repository or project.

    Raises `ConfigurationError` for a `ProjectRef`: a project is the namespace here.
    """
    ref = target_ref(target)
    if isinstance(ref, ProjectRef):
        raise ConfigurationError(
            f"{ref} is a project within a namespace, which Data Center does not have; "
            f"write NamespaceRef({ref.key!r})"
        )
    return ref


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


def branch_id(name: str) -> str:
    """Return the fully qualified name of a branch.

    Data Center takes short names too, but then a tag of the same name may be meant.
    """
    ref_name(name, "branch")
    return name if name.startswith("refs/") else _HEADS + name


def branch_name(name: str) -> str:
    """Return a branch's name without `refs/heads/`."""
    return branch_id(name).removeprefix(_HEADS)


def start_point(start: str) -> str:
    """Return what the server takes as a commit or branch to begin from.

    A hash must not be qualified as a branch, and what looks like one may be the name of a branch:
    the server resolves both when it is left alone.
    """
    return start if _HEXADECIMAL.fullmatch(start) else branch_id(start)
