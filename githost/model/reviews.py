"""Reviews: what people say about a pull request as a whole."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.model.groups import Group
from githost.model.users import User
from githost.value import Value

__all__ = ["Review", "Verdict"]


class Verdict(StrEnum):
    """What a reviewer has said."""

    #: Asked, and has not said anything yet. Data Center: `UNAPPROVED`.
    NONE = "none"
    #: Has spoken without deciding. Neither Bitbucket product has it.
    COMMENTED = "commented"
    #: Cloud: `approved`; Data Center: `APPROVED`.
    APPROVED = "approved"
    #: Cloud: `changes_requested`; Data Center: `NEEDS_WORK`.
    CHANGES_REQUESTED = "changes_requested"
    #: A word that nobody knows.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Review(Value):
    """A reviewer and their verdict.

    Source: Cloud `participants` and `reviewers` of
    `GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}`; Data Center
    `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}`.
    """

    #: Who was asked or has spoken.
    reviewer: User | Group
    #: What they have said.
    verdict: Verdict = Verdict.NONE
    #: Whether merging waits for this very reviewer; None where the host does not tell (both
    #: Bitbucket products).
    required: bool | None = None
    #: Full SHA that the verdict is about; None where the host does not tell. Data Center:
    #: `lastReviewedCommit`.
    commit: str | None = None
    #: When the verdict was given; None for no verdict, and on Data Center. Cloud:
    #: `participated_on`.
    submitted_at: datetime | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
