"""Comments on pull requests."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.model.users import User
from githost.value import Value

__all__ = ["Anchor", "Comment", "Side"]


class Side(StrEnum):
    """Which side of a diff a line number counts on."""

    #: The file before the change. Cloud: `inline.from`; Data Center: `fileType` `FROM`.
    OLD = "old"
    #: The file after the change. Cloud: `inline.to`; Data Center: `fileType` `TO`.
    NEW = "new"


@attrs.frozen(kw_only=True)
class Anchor(Value):
    """The place in a diff that a comment is about."""

    #: Path of the file, from the repository's root.
    path: str
    #: Line number, from 1, on `side`; None for the file as a whole.
    line: int | None = None
    #: Which version of the file `line` counts in.
    side: Side = Side.NEW
    #: Full SHA that the anchor was made at; None for the pull request's newest commit, and where
    #: the host does not tell.
    commit: str | None = None


@attrs.frozen(kw_only=True)
class Comment(Value):
    """A comment on a pull request.

    Source: Cloud
    `GET …/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}`;
    Data Center `GET …/pull-requests/{pullRequestId}/comments/{commentId}`.
    """

    #: Both: the integer `id` as text.
    id: str
    #: The text as it was written, in the host's own mark-up; empty for a deleted one. Cloud:
    #: `content.raw`; Data Center: `text`.
    body: str
    #: None for a deleted account.
    author: User | None = None
    #: When it was written. Cloud: `created_on`; Data Center: `createdDate`.
    created_at: datetime | None = None
    #: When it was last edited. Cloud: `updated_on`; Data Center: `updatedDate`.
    updated_at: datetime | None = None
    #: Id of the comment that it answers; None where it begins a thread.
    parent: str | None = None
    #: The place in the diff; None for a comment on the pull request as a whole.
    anchor: Anchor | None = None
    #: Whether the thread is settled. Cloud: `resolution` is there; Data Center: `threadResolved`.
    resolved: bool = False
    #: Whether it only marks where a comment was. Cloud: `deleted`, kept where it has answers; Data
    #: Center lists none.
    deleted: bool = False
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
