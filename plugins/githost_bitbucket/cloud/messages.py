"""What Cloud's messages to hooks say.

Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Final, TypeVar

import attrs

from githost.errors import DecodeError
from githost.interface import Decoder, WebhookMessage, read_message, without_secrets
from githost.model import Event, PullRequest, RepoRef, Review, User, Verdict
from githost.webhooks.events import (
    CommentEvent,
    PullRequestEvent,
    PushEvent,
    RefChange,
    RefChangeKind,
    RefKind,
    RepositoryEvent,
    ReviewEvent,
    StatusEvent,
    UnknownEvent,
    WebhookEvent,
)
from githost_bitbucket.cloud import decode, payloads

__all__ = ["event"]

T = TypeVar("T")

_PULL_REQUESTS: Final[Mapping[str, Event]] = {
    "pullrequest:created": Event.PR_OPENED,
    # What changed is not told.
    "pullrequest:updated": Event.PR_UPDATED,
    "pullrequest:push": Event.PR_SOURCE_UPDATED,
    "pullrequest:fulfilled": Event.PR_MERGED,
    "pullrequest:rejected": Event.PR_CLOSED,
}
#: The event, the part that names who spoke and when, and what stands after it.
_REVIEWS: Final[Mapping[str, tuple[Event, str, Verdict]]] = {
    "pullrequest:approved": (Event.PR_APPROVED, "approval", Verdict.APPROVED),
    "pullrequest:unapproved": (Event.PR_UNAPPROVED, "approval", Verdict.NONE),
    "pullrequest:changes_request_created": (
        Event.PR_CHANGES_REQUESTED,
        "changes_request",
        Verdict.CHANGES_REQUESTED,
    ),
    "pullrequest:changes_request_removed": (
        Event.PR_CHANGES_WITHDRAWN,
        "changes_request",
        Verdict.NONE,
    ),
}
_COMMENTS: Final[Mapping[str, Event]] = {
    "pullrequest:comment_created": Event.PR_COMMENT_CREATED,
    "pullrequest:comment_updated": Event.PR_COMMENT_UPDATED,
    "pullrequest:comment_deleted": Event.PR_COMMENT_DELETED,
    "pullrequest:comment_resolved": Event.PR_COMMENT_RESOLVED,
    "pullrequest:comment_reopened": Event.PR_COMMENT_REOPENED,
}
_REPOSITORIES: Final[Mapping[str, Event | None]] = {
    "repo:created": Event.REPO_CREATED,
    "repo:updated": Event.REPO_UPDATED,
    # Its namespace is another.
    "repo:transfer": Event.REPO_UPDATED,
    "repo:deleted": Event.REPO_DELETED,
    "repo:fork": Event.REPO_FORKED,
    "repo:imported": None,
}
_STATUSES: Final[Mapping[str, Event]] = {
    "repo:commit_status_created": Event.STATUS_CREATED,
    "repo:commit_status_updated": Event.STATUS_UPDATED,
}
_REFS: Final[Mapping[str, RefKind]] = {
    "branch": RefKind.BRANCH,
    "tag": RefKind.TAG,
    "annotated_tag": RefKind.TAG,
}


def event(headers: Mapping[str, str], body: bytes) -> WebhookEvent:
    """Read a message. A key that is not known gives an `UnknownEvent`.

    Raises `DecodeError` where a message does not have the shape that its key promises.
    """
    key = headers.get("x-event-key")
    if not key:
        raise DecodeError("a message of Bitbucket Cloud has its key in X-Event-Key; it is missing")
    message = _Message(headers, key, body, read_message(body))
    if key == "repo:push":
        return _push(message)
    if key in _PULL_REQUESTS:
        pull_request = message.pull_request()
        return message.event(PullRequestEvent, _PULL_REQUESTS[key], pull_request=pull_request)
    if key in _REVIEWS:
        return _review(message)
    if key in _COMMENTS:
        return _comment(message)
    if key == "repo:commit_comment_created":
        return _commit_comment(message)
    if key in _STATUSES:
        return _status(message)
    if key in _REPOSITORIES:
        return _repository(message)
    return message.unknown()


@attrs.frozen
class _Message(WebhookMessage):
    """A message of Cloud's on its way to become an event."""

    decoder: ClassVar[Decoder] = decode.decoder

    def pull_request(self) -> PullRequest:
        """Read the pull request that this key promises."""
        wire = self.needed("pullrequest", payloads.PullRequest)
        return decode.pull_request(wire, without_secrets(self.document["pullrequest"]))

    def event(self, kind: Callable[..., T], event: Event | None, **fields: Any) -> T:
        """Make the event, with what all of them have."""
        repository = decode.repository(self.needed("repository", payloads.Repository))
        return self._made(kind, event, actor=self._actor(), repository=repository, **fields)

    def unknown(self) -> UnknownEvent:
        """Make the event of a key that nobody knows: what cannot be read is left out."""
        actor = repository = None
        with suppress(DecodeError):
            actor = self._actor()
        with suppress(DecodeError):
            repository = decode.repository(self.needed("repository", payloads.Repository))
        return self._made(UnknownEvent, None, actor=actor, repository=repository)

    def _made(self, kind: Callable[..., T], event: Event | None, **fields: Any) -> T:
        hook = self.headers.get("x-hook-uuid")
        attempt = self.headers.get("x-attempt-number", "")
        counted = attempt.isascii() and attempt.isdigit() and len(attempt) < 10
        return kind(
            kind=event,
            key=self.key,
            delivery=self.headers.get("x-request-uuid") or None,
            # In the API braces are part of the id, in the header they are not.
            hook=f"{{{hook.strip('{}')}}}" if hook else None,
            attempt=int(attempt) if counted else None,
            body=self.body,
            raw=without_secrets(self.document),
            **fields,
        )

    def _actor(self) -> User | None:
        return decode.person(self.part("actor", payloads.Account))


def _push(message: _Message) -> PushEvent:
    wire = message.needed("push", payloads.Push)
    changes = tuple(_change(change) for change in wire.changes)
    return message.event(PushEvent, Event.PUSH, changes=changes)


def _change(wire: payloads.RefChange) -> RefChange:
    kind = RefChangeKind.UPDATED
    if wire.old is None:
        kind = RefChangeKind.CREATED
    elif wire.new is None:
        kind = RefChangeKind.DELETED
    named = wire.new or wire.old
    if named is None:
        raise DecodeError("a change of a push has neither old nor new", path="$.push.changes")
    return RefChange(
        kind=kind,
        ref=_REFS.get(named.type or "", RefKind.UNKNOWN),
        name=named.name,
        old=_tip(wire.old),
        new=_tip(wire.new),
        forced=wire.forced,
        commits=tuple(decode.commit(commit) for commit in wire.commits or ()),
        truncated=wire.truncated,
    )


def _tip(wire: payloads.PushedRef | None) -> str | None:
    return wire.target.hash if wire is not None and wire.target is not None else None


def _review(message: _Message) -> ReviewEvent:
    event, part, verdict = _REVIEWS[message.key]
    wire = message.needed(part, payloads.Verdict)
    if wire.user is None:
        raise DecodeError(f"{message.key} does not say who", path=f"$.{part}.user")
    review = Review(
        reviewer=decode.user(wire.user), verdict=verdict, submitted_at=decode.moment(wire.date)
    )
    return message.event(ReviewEvent, event, pull_request=message.pull_request(), review=review)


def _comment(message: _Message) -> CommentEvent:
    wire = message.needed("comment", payloads.Comment)
    return message.event(
        CommentEvent,
        _COMMENTS[message.key],
        comment=decode.comment(wire, without_secrets(message.document["comment"])),
        pull_request=message.pull_request(),
    )


def _commit_comment(message: _Message) -> CommentEvent:
    wire = message.needed("comment", payloads.Comment)
    commit = message.needed("commit", payloads.CommitHash)
    return message.event(
        CommentEvent,
        Event.COMMIT_COMMENT_CREATED,
        comment=decode.comment(wire, without_secrets(message.document["comment"])),
        commit=commit.hash,
    )


def _status(message: _Message) -> StatusEvent:
    wire = message.needed("commit_status", payloads.CommitStatus)
    document = message.document["commit_status"]
    return message.event(
        StatusEvent,
        _STATUSES[message.key],
        status=decode.status(wire, without_secrets(document)),
        commit=_status_commit(document),
    )


def _status_commit(document: Mapping[str, Any]) -> str | None:
    """Return the commit: newer messages have it as an object, all of them in a link."""
    commit = document.get("commit")
    if isinstance(commit, dict) and isinstance(commit.get("hash"), str):
        return str(commit["hash"])
    links = document.get("links")
    link = links.get("commit") if isinstance(links, dict) else None
    href = link.get("href") if isinstance(link, dict) else None
    return (href.rpartition("/")[2] or None) if isinstance(href, str) else None


def _repository(message: _Message) -> RepositoryEvent:
    fork = message.part("fork", payloads.Repository)
    return message.event(
        RepositoryEvent,
        _REPOSITORIES[message.key],
        fork=None if fork is None else decode.repository(fork),
        previous=_previous(message.document.get("changes")),
    )


def _previous(changes: Any) -> RepoRef | None:
    named = changes.get("full_name") if isinstance(changes, dict) else None
    old = named.get("old") if isinstance(named, dict) else None
    return decode.repo_ref_of(old) if isinstance(old, str) else None
