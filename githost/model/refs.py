"""Addresses: small values that say which thing is meant, without asking the host.

They are positional, hashable and print as people write them.
`githost.interface.addresses` checks what callers give.
"""

import attrs

from githost.value import Value

__all__ = [
    "BranchRef",
    "CommitRef",
    "FileRef",
    "GroupRef",
    "NamespaceRef",
    "ProjectRef",
    "PullRequestRef",
    "RepoRef",
    "UserRef",
]


@attrs.frozen
class NamespaceRef(Value):
    """Everything that is needed before a repository's name."""

    #: Cloud: workspace slug or `{uuid}`; Data Center: project key, `~user` for a personal one;
    #: elsewhere the organisation or the full group path, with slashes.
    path: str

    def __str__(self) -> str:
        """Return the path."""
        return self.path


@attrs.frozen
class RepoRef(Value):
    """The address of a repository."""

    #: The path of its namespace, as in `NamespaceRef.path`.
    namespace: str
    #: The last part of its address. Both Bitbucket products: the slug, which the host derives from
    #: the display name; Cloud also takes the `{uuid}`.
    name: str

    def __str__(self) -> str:
        """Return `namespace/name`."""
        return f"{self.namespace}/{self.name}"


@attrs.frozen
class ProjectRef(Value):
    """The address of a grouping that is not part of its repositories' addresses."""

    #: The path of the namespace that holds it. Cloud: the workspace.
    namespace: str
    #: Its key within the namespace. Cloud: `key`, in capitals.
    key: str

    def __str__(self) -> str:
        """Return `namespace/key`."""
        return f"{self.namespace}/{self.key}"


@attrs.frozen
class PullRequestRef(Value):
    """The address of a pull request."""

    #: The repository that it asks to merge into.
    repo: RepoRef
    #: Its number within that repository, from 1.
    number: int

    def __str__(self) -> str:
        """Return `namespace/name#number`."""
        return f"{self.repo}#{self.number}"


@attrs.frozen
class BranchRef(Value):
    """The address of a branch."""

    #: The repository that holds it.
    repo: RepoRef
    #: Its name without `refs/heads/`.
    name: str

    def __str__(self) -> str:
        """Return `namespace/name@branch`."""
        return f"{self.repo}@{self.name}"


@attrs.frozen
class CommitRef(Value):
    """The address of a commit."""

    #: A repository that holds it.
    repo: RepoRef
    #: Its hash, hexadecimal; hosts' web pages may shorten it.
    sha: str

    def __str__(self) -> str:
        """Return `namespace/name@sha`."""
        return f"{self.repo}@{self.sha}"


@attrs.frozen
class FileRef(Value):
    """The address of a file or directory at a branch, tag or commit."""

    #: The repository that holds it.
    repo: RepoRef
    #: Path from the repository's root, with slashes, without a leading one.
    path: str
    #: Branch, tag or commit; None is the default branch.
    ref: str | None = None

    def __str__(self) -> str:
        """Return `namespace/name@ref:path`, or `namespace/name:path` for the default branch."""
        at = f"@{self.ref}" if self.ref is not None else ""
        return f"{self.repo}{at}:{self.path}"


@attrs.frozen
class UserRef(Value):
    """The key by which the host's API accepts a user."""

    #: Cloud: the `{uuid}` or `account_id`; Data Center: the login name. Stable where the host has a
    #: stable one. `User.ref` gives it.
    id: str

    def __str__(self) -> str:
        """Return the id."""
        return self.id


@attrs.frozen
class GroupRef(Value):
    """The key by which the host's API accepts a group."""

    #: Cloud: the group's slug within the workspace; Data Center: its name, which may hold spaces.
    id: str

    def __str__(self) -> str:
        """Return the id."""
        return self.id
