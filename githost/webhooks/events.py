"""What webhooks tell, in neutral words: one frozen class for each sort of thing that happens.

Every event has the fields of `WebhookEvent`. Which one a message becomes follows from the host's
key for it; a key that githost does not know becomes `UnknownEvent`, never an error.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.model import Comment, Commit, Event, PullRequest, Repository, Review, Status, User
from githost.model.refs import RepoRef
from githost.model.reviews import Verdict

__all__ = [
    "CommentEvent",
    "PingEvent",
    "PullRequestEvent",
    "PushEvent",
    "RefChange",
    "RefChangeKind",
    "RefKind",
    "RepositoryEvent",
    "ReviewEvent",
    "StatusEvent",
    "UnknownEvent",
    "WebhookEvent",
]


class RefKind(StrEnum):
    """What a name in a repository stands for."""

    BRANCH = "branch"
    TAG = "tag"
    #: The host said nothing, or a word that nobody knows.
    UNKNOWN = "unknown"


class RefChangeKind(StrEnum):
    """What happened to a branch or tag."""

    CREATED = "created"
    #: It points to another commit now.
    UPDATED = "updated"
    DELETED = "deleted"


@attrs.frozen(kw_only=True)
class RefChange:
    """A branch or tag that a push made, moved or deleted.

    Source: Cloud `push.changes`; Data Center `changes`.
    """

    #: What happened.
    kind: RefChangeKind
    #: Whether it is a branch or a tag. Cloud: `type`; Data Center: `ref.type`.
    ref: RefKind
    #: Name without `refs/heads/` or `refs/tags/`.
    name: str
    #: Full SHA that it pointed to; None where it was created. Data Center: `fromHash`, where zeros
    #: stand for none.
    old: str | None = None
    #: Full SHA that it points to; None where it was deleted. Data Center: `toHash`.
    new: str | None = None
    #: Whether commits were thrown away; None where the host does not tell (Data Center).
    forced: bool | None = None
    #: New commits, newest first, as far as the host sends them: Cloud the first few, Data Center
    #: none or, on newer servers, some.
    commits: tuple[Commit, ...] = ()
    #: Whether there are more commits than `commits` holds; None where the host does not tell (Data
    #: Center).
    truncated: bool | None = None


@attrs.frozen(kw_only=True)
class WebhookEvent:
    """What all events have."""

    #: What happened, in neutral words; None where there are none for it, so look at `key`.
    kind: Event | None
    #: What happened, in the host's own word. Both: `X-Event-Key`.
    key: str
    #: Names this message; the host may send the same one again. None where it has none. Cloud:
    #: `X-Request-UUID`; Data Center: `X-Request-Id`. No signature covers it.
    delivery: str | None = None
    #: The hook that is told, as in `Hook.id`; None where the host does not tell (Data Center).
    #: Cloud: `X-Hook-UUID`.
    hook: str | None = None
    #: How often the host has tried to send it, from 1; None where it does not tell (Data Center).
    #: Cloud: `X-Attempt-Number`.
    attempt: int | None = None
    #: Who did it; None for a deleted account, and where the host does not tell.
    actor: User | None = None
    #: Where it happened: for a pull request the repository that it goes into. None for pings.
    repository: Repository | None = None
    #: When it happened; None where the host does not tell (Cloud). Data Center: `date`.
    happened_at: datetime | None = None
    #: The message as it came: what the signature covers.
    body: bytes = attrs.field(default=b"", eq=False, repr=False)
    #: The message as a document, for what is not modelled. Secrets are removed.
    raw: Mapping[str, Any] = attrs.field(factory=dict, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class PushEvent(WebhookEvent):
    """Branches or tags were made, moved or deleted: PUSH.

    Source: Cloud `repo:push`; Data Center `repo:refs_changed`.
    """

    #: What happened to each.
    changes: tuple[RefChange, ...]


@attrs.frozen(kw_only=True)
class PullRequestEvent(WebhookEvent):
    """Something happened to a pull request that is neither a verdict nor a comment.

    PR_OPENED, PR_UPDATED, PR_SOURCE_UPDATED, PR_REVIEWERS_CHANGED, PR_MERGED, PR_CLOSED or
    PR_DELETED. Cloud has one key for the first three changes, `pullrequest:updated`, and does not
    say what changed: that is PR_UPDATED.
    Source: Cloud `pullrequest:…`; Data Center `pr:…`.
    """

    #: The pull request as it is now.
    pull_request: PullRequest
    #: The title before; None where it stayed or the host does not tell (Cloud). Data Center:
    #: `previousTitle`.
    previous_title: str | None = None
    #: The description before, likewise. Data Center: `previousDescription`.
    previous_description: str | None = None
    #: The branch that it went into before, likewise. Data Center: `previousTarget`.
    previous_target: str | None = None
    #: SHA of the source before a push to it; None for other changes and on Cloud. Data Center:
    #: `previousFromHash`.
    previous_commit: str | None = None
    #: Who is asked to review and was not before; empty on Cloud. Data Center: `addedReviewers`.
    added_reviewers: tuple[User, ...] = ()
    #: Who was asked to review and is no more; empty on Cloud. Data Center: `removedReviewers`.
    removed_reviewers: tuple[User, ...] = ()


@attrs.frozen(kw_only=True)
class ReviewEvent(WebhookEvent):
    """Somebody gave a verdict on a pull request, or took it back.

    PR_APPROVED, PR_UNAPPROVED, PR_CHANGES_REQUESTED or PR_CHANGES_WITHDRAWN.
    Source: Cloud `pullrequest:approved` and its like; Data Center `pr:reviewer:…`.
    """

    #: The pull request as it is now.
    pull_request: PullRequest
    #: Who spoke, and the verdict that stands now: NONE for one taken back.
    review: Review
    #: The verdict before; None where the host does not tell (Cloud). Data Center: `previousStatus`.
    previous: Verdict | None = None


@attrs.frozen(kw_only=True)
class CommentEvent(WebhookEvent):
    """Somebody commented on a pull request or a commit, or changed such a comment.

    PR_COMMENT_… or COMMIT_COMMENT_CREATED; None for a changed or deleted comment on a commit, which
    only Data Center tells: `repo:comment:edited`, `repo:comment:deleted`.
    """

    #: The comment, as it is now or was before it was deleted.
    comment: Comment
    #: What it is about; None for a comment on a commit.
    pull_request: PullRequest | None = None
    #: SHA of the commit that it is about; None for a comment on a pull request.
    commit: str | None = None
    #: The text before; None unless it was edited, and on Cloud. Data Center: `previousComment`.
    previous_body: str | None = None


@attrs.frozen(kw_only=True)
class RepositoryEvent(WebhookEvent):
    """A repository was made, changed, deleted or forked.

    REPO_CREATED, REPO_UPDATED, REPO_DELETED or REPO_FORKED; None for Cloud's `repo:imported`.
    `repository` is the one that it happened to: for a fork the original.
    """

    #: The new repository; None unless it was forked. Cloud: `fork`; Data Center: `repository`.
    fork: Repository | None = None
    #: Its address before; None unless that changed, and where the host does not tell. Cloud:
    #: `changes.full_name.old`; Data Center: `old`.
    previous: RepoRef | None = None


@attrs.frozen(kw_only=True)
class StatusEvent(WebhookEvent):
    """A build said something about a commit: STATUS_CREATED or STATUS_UPDATED.

    Source: Cloud `repo:commit_status_created`, `repo:commit_status_updated`; Data Center has none.
    """

    #: What the build says.
    status: Status
    #: SHA of the commit; None where the host does not tell.
    commit: str | None = None


@attrs.frozen(kw_only=True)
class PingEvent(WebhookEvent):
    """The host tried out whether anybody listens: PING. It is not signed, so never act on it.

    Source: Data Center `diagnostics:ping`; Cloud has none.
    """


@attrs.frozen(kw_only=True)
class UnknownEvent(WebhookEvent):
    """Something happened for which there is no class: `key` and `raw` say what.

    Known to come: Cloud `project:updated`, `pipeline:…`, `issue:…`; Data Center
    `project:modified`, `mirror:repo_synchronized`, `repo:secret_detected`.
    """
