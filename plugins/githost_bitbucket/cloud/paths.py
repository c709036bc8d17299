"""Where things lie below the API's roots."""

from githost.errors import ConfigurationError
from githost.interface import (
    NamespaceLike,
    RepoLike,
    namespace_ref,
    pull_number,
    ref_name,
    repo_ref,
)
from githost.wire import join_path

__all__ = [
    "branch_name",
    "project_path",
    "pull_path",
    "repo_path",
    "tag_name",
    "workspace",
    "workspace_path",
]


def branch_name(name: str) -> str:
    """Return a branch's name as Cloud writes it, without `refs/heads/`; a hash stays what it is."""
    return ref_name(name, "branch").removeprefix("refs/heads/")


def tag_name(name: str) -> str:
    """Return a tag's name as Cloud writes it, without `refs/tags/`."""
    return ref_name(name, "tag").removeprefix("refs/tags/")


def workspace(namespace: NamespaceLike) -> str:
    """Return the checked slug or `{uuid}` of a workspace.

    Raises `ConfigurationError` for a path of several parts: workspaces hold no further ones.
    """
    path = namespace_ref(namespace).path
    if "/" in path:
        raise ConfigurationError(
            f"{path!r} is no workspace of Bitbucket Cloud; write its slug alone, without slashes"
        )
    return path


def workspace_path(namespace: NamespaceLike, *rest: str) -> str:
    """Return the path of a workspace, or of what lies in it."""
    return join_path("workspaces", workspace(namespace), *rest)


def project_path(namespace: NamespaceLike, key: str, *rest: str) -> str:
    """Return the path of a project, or of what lies in it."""
    return workspace_path(namespace, "projects", key, *rest)


def repo_path(repo: RepoLike, *rest: str, tail: str | None = None) -> str:
    """Return the path of a repository, or of what lies in it; the slashes of `tail` stay."""
    ref = repo_ref(repo)
    return join_path("repositories", workspace(ref.namespace), ref.name, *rest, tail=tail)


def pull_path(repo: RepoLike, number: int, *rest: str) -> str:
    """Return the path of a pull request, or of what lies in it."""
    return repo_path(repo, "pullrequests", str(pull_number(number)), *rest)
