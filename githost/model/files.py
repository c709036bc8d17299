"""Files and directories, and what changed in them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from githost.value import Value

__all__ = ["Change", "ChangeKind", "EntryKind", "FileEntry"]


class EntryKind(StrEnum):
    """What an entry of a directory is."""

    FILE = "file"
    DIRECTORY = "directory"
    #: A link to another repository's commit.
    SUBMODULE = "submodule"
    SYMLINK = "symlink"
    #: The host said nothing, or a word that nobody knows.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class FileEntry(Value):
    """An entry of a directory.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/src/{commit}/{path}`;
    Data Center `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/browse/{path}`.
    """

    #: From the repository's root, with slashes, without a leading one.
    path: str
    #: What it is.
    kind: EntryKind
    #: Bytes; None for what is not a file, and where the host does not tell.
    size: int | None = None
    #: Full SHA of the commit at which it was read; None where the host does not tell. Cloud:
    #: `commit.hash`.
    commit: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)


class ChangeKind(StrEnum):
    """What happened to a file."""

    #: Cloud: `added`; Data Center: `ADD`.
    ADDED = "added"
    #: Cloud: `modified`; Data Center: `MODIFY`.
    MODIFIED = "modified"
    #: Cloud: `removed`; Data Center: `DELETE`.
    DELETED = "deleted"
    #: Cloud: `renamed`; Data Center: `MOVE`.
    RENAMED = "renamed"
    #: Data Center: `COPY`.
    COPIED = "copied"
    #: The host said nothing, or a word that nobody knows (Cloud: `merge conflict`).
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Change(Value):
    """What happened to one file between two commits.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/diffstat/{spec}`; Data Center
    `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/compare/changes`.
    """

    #: Where the file is now; where it was, if it was deleted.
    path: str
    #: What happened.
    kind: ChangeKind
    #: Where it was before a rename or copy; None otherwise.
    old_path: str | None = None
    #: None where the host does not count them (Data Center). Cloud: `lines_added`.
    lines_added: int | None = None
    #: None where the host does not count them (Data Center). Cloud: `lines_removed`.
    lines_removed: int | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
