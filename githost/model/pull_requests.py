"""Pull requests, what happened to them, and how they are merged."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.model.comments import Comment
from githost.model.refs import PullRequestRef, RepoRef
from githost.model.reviews import Review
from githost.model.users import User
from githost.value import Value

__all__ = [
    "Activity",
    "ActivityKind",
    "MergeStrategy",
    "Mergeability",
    "PullRequest",
    "PullRequestEnd",
    "PullRequestState",
]


class PullRequestState(StrEnum):
    """Whether a pull request waits, was merged, or was given up."""

    #: Both: `OPEN`.
    OPEN = "open"
    #: Both: `MERGED`.
    MERGED = "merged"
    #: Ended without a merge. Both: `DECLINED`; Cloud also `SUPERSEDED`.
    CLOSED = "closed"
    #: A word that nobody knows.
    UNKNOWN = "unknown"


class MergeStrategy(StrEnum):
    """How the commits of a pull request reach its target."""

    #: Always a merge commit. Cloud: `merge_commit`; Data Center: `no-ff`.
    MERGE = "merge"
    #: One new commit with all the changes. Both: `squash`.
    SQUASH = "squash"
    #: Move the branch where that is possible, else a merge commit. Data Center: `ff`.
    FAST_FORWARD = "fast_forward"
    #: Move the branch, or refuse. Cloud: `fast_forward`; Data Center: `ff-only`.
    FAST_FORWARD_ONLY = "fast_forward_only"
    #: Squash where a fast-forward is possible, else refuse. Cloud: `squash_fast_forward`; Data
    #: Center: `squash-ff-only`.
    SQUASH_FAST_FORWARD = "squash_fast_forward"
    #: Rebase, then a merge commit. Cloud: `rebase_merge`; Data Center: `rebase-no-ff`.
    REBASE_MERGE = "rebase_merge"
    #: Rebase, then move the branch. Cloud: `rebase_fast_forward`; Data Center: `rebase-ff-only`.
    REBASE_FAST_FORWARD = "rebase_fast_forward"


@attrs.frozen(kw_only=True)
class PullRequestEnd(Value):
    """Where a pull request comes from, or where it goes."""

    #: Name without `refs/heads/`. Cloud: `branch.name`; Data Center: `displayId`.
    branch: str
    #: None where the repository is gone, as a deleted fork is.
    repo: RepoRef | None = None
    #: SHA of the branch's tip as the pull request knows it; None where it is gone. Cloud shortens
    #: it to 12 digits, so compare by prefix; Data Center sends 40.
    commit: str | None = None


@attrs.frozen(kw_only=True)
class PullRequest(Value):
    """A request to merge one branch into another.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}`;
    Data Center
    `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}`.
    """

    #: Its address: the repository that it asks to merge into, and the number.
    ref: PullRequestRef
    #: Number within that repository, from 1; the same as `ref.number`. Both: `id`.
    number: int
    #: One line.
    title: str
    #: Whether it waits, was merged, or was given up.
    state: PullRequestState
    #: The branch that is to be merged. Cloud: `source`; Data Center: `fromRef`.
    source: PullRequestEnd
    #: The branch that it is to be merged into. Cloud: `destination`; Data Center: `toRef`.
    target: PullRequestEnd
    #: Empty where there is none.
    description: str = ""
    #: Whether its author says that it is not ready. Data Center from 8.18.
    draft: bool = False
    #: Who opened it; None for a deleted account.
    author: User | None = None
    #: Everybody who was asked or has given a verdict. Cloud: `reviewers` and `participants`;
    #: Data Center: `reviewers`.
    reviews: tuple[Review, ...] = ()
    #: When it was opened. Cloud: `created_on`; Data Center: `createdDate`.
    created_at: datetime | None = None
    #: When it was last changed. Cloud: `updated_on`; Data Center: `updatedDate`.
    updated_at: datetime | None = None
    #: When it was merged or closed; None while open, and where the host does not tell (Cloud, in
    #: lists). Data Center: `closedDate`.
    closed_at: datetime | None = None
    #: SHA that the merge made on the target; None unless merged. Cloud shortens it to 12 digits.
    #: Cloud: `merge_commit.hash`; Data Center: `properties.mergeCommit.id`.
    merge_commit: str | None = None
    #: Its web page. Cloud: `links.html`; Data Center: the first of `links.self`.
    url: str | None = None
    #: Opaque token of an optimistic lock; None where the host has none (Cloud). Data Center:
    #: `version`.
    revision: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Mergeability(Value):
    """Whether a pull request could be merged now.

    Source: Cloud: conflicts from `…/pullrequests/{pull_request_id}/conflicts`; Data Center
    `GET …/pull-requests/{pullRequestId}/merge`.
    """

    #: None where the host does not tell, or has not yet found out.
    can_merge: bool | None
    #: Whether the branches conflict; None where the host does not tell, or has not yet found out.
    conflicted: bool | None
    #: What the host's merge checks object to, in its own words.
    vetoes: tuple[str, ...] = ()
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)


class ActivityKind(StrEnum):
    """What happened to a pull request."""

    OPENED = "opened"
    #: Title, description or target changed.
    UPDATED = "updated"
    #: Commits were pushed to its source. Data Center: `RESCOPED`.
    SOURCE_UPDATED = "source_updated"
    REVIEWERS_CHANGED = "reviewers_changed"
    COMMENTED = "commented"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    #: Data Center: `REVIEWED`.
    CHANGES_REQUESTED = "changes_requested"
    CHANGES_WITHDRAWN = "changes_withdrawn"
    MERGED = "merged"
    #: Both: declined.
    CLOSED = "closed"
    REOPENED = "reopened"
    #: A word that nobody knows; hosts add some. `Activity.detail` keeps it.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Activity(Value):
    """One thing that happened to a pull request.

    Source: Cloud `GET …/pullrequests/{pull_request_id}/activity`; Data Center
    `GET …/pull-requests/{pullRequestId}/activities`.
    """

    #: Data Center: the integer `id` as text. Cloud has none; there it is made from kind and time.
    id: str
    #: What happened.
    kind: ActivityKind
    #: Who did it; None for a deleted account, and where the host does not tell.
    actor: User | None = None
    #: When it happened.
    created_at: datetime | None = None
    #: What was said; None unless `kind` is COMMENTED.
    comment: Comment | None = None
    #: The host's own word for what happened; None where it has none.
    detail: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
