"""What Data Center's messages to hooks say.

Source: https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Final, TypeVar

import attrs

from githost.errors import DecodeError
from githost.interface import Decoder, WebhookMessage, read_message, without_secrets
from githost.model import Event, PullRequest, Repository, User, Verdict
from githost.webhooks.events import (
    CommentEvent,
    PingEvent,
    PullRequestEvent,
    PushEvent,
    RefChange,
    RefChangeKind,
    RefKind,
    RepositoryEvent,
    ReviewEvent,
    UnknownEvent,
    WebhookEvent,
)
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.events import PING

__all__ = ["event"]

T = TypeVar("T")

_PULL_REQUESTS: Final[Mapping[str, Event]] = {
    "pr:opened": Event.PR_OPENED,
    "pr:modified": Event.PR_UPDATED,
    # On the vendor's page, though servers refuse hooks for it.
    "pr:to_ref_updated": Event.PR_UPDATED,
    "pr:from_ref_updated": Event.PR_SOURCE_UPDATED,
    "pr:reviewer:updated": Event.PR_REVIEWERS_CHANGED,
    "pr:merged": Event.PR_MERGED,
    "pr:declined": Event.PR_CLOSED,
    "pr:deleted": Event.PR_DELETED,
}
_REVIEWS: Final[Mapping[str, Event]] = {
    "pr:reviewer:approved": Event.PR_APPROVED,
    "pr:reviewer:unapproved": Event.PR_UNAPPROVED,
    "pr:reviewer:needs_work": Event.PR_CHANGES_REQUESTED,
    # The name on the vendor's page.
    "pr:reviewer:changes_requested": Event.PR_CHANGES_REQUESTED,
}
_COMMENTS: Final[Mapping[str, Event]] = {
    "pr:comment:added": Event.PR_COMMENT_CREATED,
    "pr:comment:edited": Event.PR_COMMENT_UPDATED,
    "pr:comment:deleted": Event.PR_COMMENT_DELETED,
}
_COMMIT_COMMENTS: Final[Mapping[str, Event | None]] = {
    "repo:comment:added": Event.COMMIT_COMMENT_CREATED,
    "repo:comment:edited": None,
    "repo:comment:deleted": None,
}
_CHANGES: Final[Mapping[str, RefChangeKind]] = {
    "ADD": RefChangeKind.CREATED,
    "UPDATE": RefChangeKind.UPDATED,
    "DELETE": RefChangeKind.DELETED,
}
_REFS: Final[Mapping[str, RefKind]] = {"BRANCH": RefKind.BRANCH, "TAG": RefKind.TAG}


def event(headers: Mapping[str, str], body: bytes) -> WebhookEvent:
    """Read a message. A key that is not known gives an `UnknownEvent`.

    Raises `DecodeError` where a message does not have the shape that its key promises.
    """
    document = read_message(body)
    # The body's own is what the signature covers; pings have none.
    told = document.get("eventKey")
    key = told if isinstance(told, str) and told else headers.get("x-event-key")
    if not key:
        raise DecodeError(
            "a message of Bitbucket Data Center has its key in eventKey and X-Event-Key; both "
            "are missing",
            path="$.eventKey",
        )
    message = _Message(headers, key, body, document)
    if key == PING:
        return message.event(PingEvent, Event.PING)
    if key == "repo:refs_changed":
        return _push(message)
    if key in _PULL_REQUESTS:
        return _pull_request(message)
    if key in _REVIEWS:
        return _review(message)
    if key in _COMMENTS or key in _COMMIT_COMMENTS:
        return _comment(message)
    if key == "repo:forked":
        return _forked(message)
    if key == "repo:modified":
        return _modified(message)
    return message.unknown()


@attrs.frozen
class _Message(WebhookMessage):
    """A message of Data Center's on its way to become an event."""

    decoder: ClassVar[Decoder] = decode.decoder

    def text(self, name: str) -> str | None:
        """Read a text, None where it is missing."""
        return self.part(name, str)

    def users(self, name: str) -> tuple[User, ...]:
        """Read several accounts."""
        return tuple(decode.user(one) for one in self.part(name, tuple[payloads.User, ...]) or ())

    def repository(self, name: str = "repository") -> Repository:
        """Read a repository that this key promises."""
        return decode.repository(self.needed(name, payloads.Repository))

    def pull_request(self) -> tuple[PullRequest, Repository]:
        """Read the pull request that this key promises, and the repository that it goes into."""
        wire = self.needed("pullRequest", payloads.PullRequest)
        document = self.document["pullRequest"]
        found = decode.pull_request(wire, without_secrets(document))
        target = self.decoder.structure(
            document["toRef"]["repository"],
            payloads.Repository,
            at="$.pullRequest.toRef.repository",
        )
        return found, decode.repository(target)

    def event(self, kind: Callable[..., T], event: Event | None, **fields: Any) -> T:
        """Make the event, with what all of them have."""
        happened_at = decode.moment(self.document.get("date"))
        return self._made(kind, event, actor=self._actor(), happened_at=happened_at, **fields)

    def unknown(self) -> UnknownEvent:
        """Make the event of a key that nobody knows: what cannot be read is left out."""
        actor = repository = happened_at = None
        with suppress(DecodeError):
            actor = self._actor()
        with suppress(DecodeError):
            repository = self.repository()
        with suppress(DecodeError):
            happened_at = decode.moment(self.document.get("date"))
        return self._made(
            UnknownEvent, None, actor=actor, repository=repository, happened_at=happened_at
        )

    def _actor(self) -> User | None:
        wire = self.part("actor", payloads.User)
        return None if wire is None else decode.user(wire)

    def _made(self, kind: Callable[..., T], event: Event | None, **fields: Any) -> T:
        return kind(
            kind=event,
            key=self.key,
            delivery=self.headers.get("x-request-id") or None,
            body=self.body,
            raw=without_secrets(self.document),
            **fields,
        )


def _push(message: _Message) -> PushEvent:
    wires = message.needed("changes", tuple[payloads.RefChange, ...])
    commits = tuple(
        decode.commit(one) for one in message.part("commits", tuple[payloads.Commit, ...]) or ()
    )
    return message.event(
        PushEvent,
        Event.PUSH,
        repository=message.repository(),
        # Newer servers send the commits of the whole push: told apart only where one ref changed.
        changes=tuple(_change(wire, commits if len(wires) == 1 else ()) for wire in wires),
    )


def _change(wire: payloads.RefChange, commits: tuple[Any, ...]) -> RefChange:
    old, new = _hash(wire.fromHash), _hash(wire.toHash)
    kind = _CHANGES.get(wire.type or "")
    if kind is None:
        raise DecodeError(f"a change of a push is of no known type: {wire.type}", path="$.changes")
    short = wire.ref.id.removeprefix("refs/heads/").removeprefix("refs/tags/")
    return RefChange(
        kind=kind,
        ref=_REFS.get(wire.ref.type or "", RefKind.UNKNOWN),
        name=wire.ref.displayId or short,
        old=old,
        new=new,
        commits=commits,
    )


def _hash(text: str) -> str | None:
    return text if text.strip("0") else None


def _pull_request(message: _Message) -> PullRequestEvent:
    pull_request, repository = message.pull_request()
    target = message.part("previousTarget", payloads.RefName)
    return message.event(
        PullRequestEvent,
        _PULL_REQUESTS[message.key],
        repository=repository,
        pull_request=pull_request,
        previous_title=_other(message.text("previousTitle"), pull_request.title),
        previous_description=_other(message.text("previousDescription"), pull_request.description),
        previous_target=None
        if target is None
        else _other(target.displayId or target.id, pull_request.target.branch),
        previous_commit=message.text("previousFromHash"),
        added_reviewers=message.users("addedReviewers"),
        removed_reviewers=message.users("removedReviewers"),
    )


def _other(before: str | None, now: str) -> str | None:
    """Return what was there before, None where it stayed: servers send what stayed too."""
    return None if before == now else before


def _review(message: _Message) -> ReviewEvent:
    pull_request, repository = message.pull_request()
    wire = message.needed("participant", payloads.Participant)
    before = message.text("previousStatus")
    previous = None if before is None else decode.VERDICTS.get(before, Verdict.UNKNOWN)
    event = _REVIEWS[message.key]
    if event is Event.PR_UNAPPROVED and previous is Verdict.CHANGES_REQUESTED:
        event = Event.PR_CHANGES_WITHDRAWN
    return message.event(
        ReviewEvent,
        event,
        repository=repository,
        pull_request=pull_request,
        review=decode.review(wire, without_secrets(message.document["participant"])),
        previous=previous,
    )


def _comment(message: _Message) -> CommentEvent:
    wire = message.needed("comment", payloads.Comment)
    comment = decode.comment(
        wire,
        without_secrets(message.document["comment"]),
        parent=message.part("commentParentId", int),
    )
    before = message.text("previousComment")
    if message.key in _COMMIT_COMMENTS:
        return message.event(
            CommentEvent,
            _COMMIT_COMMENTS[message.key],
            repository=message.repository(),
            comment=comment,
            commit=message.needed("commit", str),
            previous_body=before,
        )
    pull_request, repository = message.pull_request()
    return message.event(
        CommentEvent,
        _COMMENTS[message.key],
        repository=repository,
        comment=comment,
        pull_request=pull_request,
        previous_body=before,
    )


def _forked(message: _Message) -> RepositoryEvent:
    wire = message.needed("repository", payloads.Repository)
    if wire.origin is None:
        raise DecodeError(f"{message.key} without origin", path="$.repository.origin")
    return message.event(
        RepositoryEvent,
        Event.REPO_FORKED,
        repository=decode.repository(wire.origin),
        fork=decode.repository(wire),
    )


def _modified(message: _Message) -> RepositoryEvent:
    old, new = message.repository("old"), message.repository("new")
    return message.event(
        RepositoryEvent,
        Event.REPO_UPDATED,
        repository=new,
        previous=None if old.ref == new.ref else old.ref,
    )
