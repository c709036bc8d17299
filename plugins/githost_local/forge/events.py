"""What happened, told to those who subscribed, after the transaction is committed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import TypeAlias

import attrs

from githost_local.forge.records import (
    Account,
    Comment,
    Namespace,
    PullRequest,
    RefChange,
    Repository,
    Review,
    Status,
)

log = logging.getLogger(__name__)


class RepositoryEventKind(Enum):
    """What happened to a repository."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    FORKED = "forked"


class PullRequestEventKind(Enum):
    """What happened to a pull request."""

    OPENED = "opened"
    #: Title, description, target, draft.
    UPDATED = "updated"
    #: New commits in the source.
    SOURCE_UPDATED = "source_updated"
    REVIEWERS_CHANGED = "reviewers_changed"
    MERGED = "merged"
    CLOSED = "closed"
    REOPENED = "reopened"
    DELETED = "deleted"


class ReviewEventKind(Enum):
    """What a reviewer did."""

    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    CHANGES_REQUESTED = "changes_requested"
    CHANGES_WITHDRAWN = "changes_withdrawn"


class CommentEventKind(Enum):
    """What happened to a comment."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class StatusEventKind(Enum):
    """Whether a build's status is the first of its key."""

    CREATED = "created"
    UPDATED = "updated"


@attrs.frozen(kw_only=True)
class PushEvent:
    """Refs changed, by a push or through the API."""

    repository: Repository
    actor: Account | None
    at: datetime
    changes: tuple[RefChange, ...]


@attrs.frozen(kw_only=True)
class RepositoryEvent:
    """A repository was made, changed, deleted or forked."""

    kind: RepositoryEventKind
    #: For FORKED, the one that was forked.
    repository: Repository
    actor: Account | None
    at: datetime
    #: As it was, for UPDATED.
    previous: Repository | None = None
    #: The new one, for FORKED.
    fork: Repository | None = None


@attrs.frozen(kw_only=True)
class PullRequestEvent:
    """Something happened to a pull request."""

    kind: PullRequestEventKind
    #: The target's repository.
    repository: Repository
    pull_request: PullRequest
    actor: Account | None
    at: datetime
    #: As it was; None for OPENED.
    previous: PullRequest | None = None


@attrs.frozen(kw_only=True)
class ReviewEvent:
    """A reviewer gave or took back a verdict."""

    kind: ReviewEventKind
    repository: Repository
    pull_request: PullRequest
    review: Review
    actor: Account
    at: datetime
    #: The verdict before it.
    previous: Review | None = None


@attrs.frozen(kw_only=True)
class CommentEvent:
    """Somebody commented on a pull request, or changed a comment."""

    kind: CommentEventKind
    repository: Repository
    pull_request: PullRequest
    comment: Comment
    actor: Account
    at: datetime
    #: As it was; None for CREATED.
    previous: Comment | None = None


@attrs.frozen(kw_only=True)
class CommitCommentEvent:
    """Somebody commented on a commit, or changed such a comment."""

    kind: CommentEventKind
    repository: Repository
    #: The full name.
    commit: str
    comment: Comment
    actor: Account
    at: datetime
    #: As it was; None for CREATED.
    previous: Comment | None = None


@attrs.frozen(kw_only=True)
class StatusEvent:
    """A build told how it is going."""

    kind: StatusEventKind
    #: None where the status was given for a commit in any repository.
    repository: Repository | None
    status: Status
    actor: Account | None
    at: datetime


@attrs.frozen(kw_only=True)
class NamespaceEvent:
    """A namespace was changed."""

    namespace: Namespace
    actor: Account | None
    at: datetime
    #: As it was.
    previous: Namespace


Event: TypeAlias = (
    PushEvent
    | RepositoryEvent
    | PullRequestEvent
    | ReviewEvent
    | CommentEvent
    | CommitCommentEvent
    | StatusEvent
    | NamespaceEvent
)


class Events:
    """Subscribers to what happens in the forge."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: tuple[Callable[[Event], None], ...] = ()

    def subscribe(self, subscriber: Callable[[Event], None]) -> Callable[[], None]:
        """Call `subscriber` with each event from now on; return what ends the subscription.

        It is called in the thread that acted, after the commit, in the order of subscription.
        What it raises is logged: the deed is done and cannot be refused any more.
        """
        with self._lock:
            self._subscribers += (subscriber,)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers = tuple(s for s in self._subscribers if s is not subscriber)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell every subscriber."""
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception:
                log.exception("a subscriber failed on %s", type(event).__name__)
