"""Neutral events and Cloud's keys for them.

Source: Cloud `GET /hook_events/{subject_type}` and "Event payloads" of the webhook documentation.
"""

from collections.abc import Collection, Mapping
from typing import Final

from githost.errors import ConfigurationError
from githost.interface import hook_events
from githost.model import Event

__all__ = ["KEYS", "neutral_events", "vendor_keys"]

#: Cloud's key by neutral event. One key stands for everything that changes a pull request.
KEYS: Final[Mapping[Event, str]] = {
    Event.PUSH: "repo:push",
    Event.REPO_CREATED: "repo:created",
    Event.REPO_UPDATED: "repo:updated",
    Event.REPO_DELETED: "repo:deleted",
    Event.REPO_FORKED: "repo:fork",
    Event.PR_OPENED: "pullrequest:created",
    Event.PR_UPDATED: "pullrequest:updated",
    Event.PR_SOURCE_UPDATED: "pullrequest:updated",
    Event.PR_REVIEWERS_CHANGED: "pullrequest:updated",
    Event.PR_APPROVED: "pullrequest:approved",
    Event.PR_UNAPPROVED: "pullrequest:unapproved",
    Event.PR_CHANGES_REQUESTED: "pullrequest:changes_request_created",
    Event.PR_CHANGES_WITHDRAWN: "pullrequest:changes_request_removed",
    Event.PR_MERGED: "pullrequest:fulfilled",
    Event.PR_CLOSED: "pullrequest:rejected",
    Event.PR_COMMENT_CREATED: "pullrequest:comment_created",
    Event.PR_COMMENT_UPDATED: "pullrequest:comment_updated",
    Event.PR_COMMENT_DELETED: "pullrequest:comment_deleted",
    Event.PR_COMMENT_RESOLVED: "pullrequest:comment_resolved",
    Event.PR_COMMENT_REOPENED: "pullrequest:comment_reopened",
    Event.COMMIT_COMMENT_CREATED: "repo:commit_comment_created",
    Event.STATUS_CREATED: "repo:commit_status_created",
    Event.STATUS_UPDATED: "repo:commit_status_updated",
}


def vendor_keys(events: Collection[Event | str]) -> frozenset[str]:
    """Return Cloud's keys for `events`; text that is no `Event` is a key already.

    Raises `ConfigurationError` for one text in place of a collection, and for an event that Cloud
    does not have.
    """
    return frozenset(_key(event) for event in hook_events(events))


def _key(event: Event | str) -> str:
    if isinstance(event, Event):
        if event not in KEYS:
            raise ConfigurationError(
                f"Bitbucket Cloud has no event {event.name}; it has "
                + ", ".join(sorted(known.name for known in KEYS))
            )
        return KEYS[event]
    if ":" not in event:
        raise ConfigurationError(
            f"{event!r} is no event of Bitbucket Cloud; give a githost.Event, or a key of Cloud's "
            "such as 'repo:push'"
        )
    return event


def neutral_events(keys: Collection[str]) -> frozenset[Event]:
    """Return the neutral events that `keys` stand for; keys without one are left out."""
    return frozenset(event for event, key in KEYS.items() if key in keys)
