"""Tasks on pull requests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from githost.model.users import User
from githost.value import Value

__all__ = ["Task"]


@attrs.frozen(kw_only=True)
class Task(Value):
    """Something to be done before a pull request is merged.

    Source: Cloud
    `GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}`;
    Data Center `GET …/pull-requests/{pullRequestId}/blocker-comments/{commentId}`, for its tasks
    are comments with the severity `BLOCKER`.
    """

    #: Both: the integer `id` as text.
    id: str
    #: The text as it was written. Cloud: `content.raw`; Data Center: `text`.
    body: str
    #: Whether it is done. Both: `state` is `RESOLVED`.
    done: bool = False
    #: Id of the comment that it hangs on; None where it hangs on the pull request.
    comment: str | None = None
    #: Who wrote it; None for a deleted account. Cloud: `creator`; Data Center: `author`.
    author: User | None = None
    #: When it was written. Cloud: `created_on`; Data Center: `createdDate`.
    created_at: datetime | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
