"""Data Center's keys for what happens, and the neutral words for them.

The keys are those that servers from 7.0 to 10.4 take when a hook is made. They refuse unknown ones,
among them two that the vendor's page names: `pr:to_ref_updated` and
`pr:reviewer:changes_requested`, which is `pr:reviewer:needs_work` on the wire.
Source: https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
"""

from collections.abc import Collection, Mapping
from typing import Final

from githost.errors import ConfigurationError
from githost.interface import hook_events
from githost.model import Event

__all__ = ["KEYS", "PING", "neutral_events", "vendor_keys"]

KEYS: Final[Mapping[Event, str]] = {
    Event.PUSH: "repo:refs_changed",
    Event.REPO_UPDATED: "repo:modified",
    Event.REPO_FORKED: "repo:forked",
    Event.PR_OPENED: "pr:opened",
    Event.PR_UPDATED: "pr:modified",
    Event.PR_SOURCE_UPDATED: "pr:from_ref_updated",
    Event.PR_REVIEWERS_CHANGED: "pr:reviewer:updated",
    Event.PR_APPROVED: "pr:reviewer:approved",
    Event.PR_UNAPPROVED: "pr:reviewer:unapproved",
    Event.PR_CHANGES_REQUESTED: "pr:reviewer:needs_work",
    Event.PR_CHANGES_WITHDRAWN: "pr:reviewer:unapproved",
    Event.PR_MERGED: "pr:merged",
    Event.PR_CLOSED: "pr:declined",
    Event.PR_DELETED: "pr:deleted",
    Event.PR_COMMENT_CREATED: "pr:comment:added",
    Event.PR_COMMENT_UPDATED: "pr:comment:edited",
    Event.PR_COMMENT_DELETED: "pr:comment:deleted",
    Event.COMMIT_COMMENT_CREATED: "repo:comment:added",
}
#: The key of the message that "Test connection" sends; no hook is made for it.
PING: Final = "diagnostics:ping"


def vendor_keys(events: Collection[Event | str]) -> frozenset[str]:
    """Return the server's keys for `events`; text that is no neutral event is a key already.

    Raises `ConfigurationError` for one text in place of a collection, and for an event that Data
    Center does not tell of.
    """
    return frozenset(_key(event) for event in hook_events(events))


def _key(event: Event | str) -> str:
    if not isinstance(event, Event):
        return event
    try:
        return KEYS[event]
    except KeyError:
        raise ConfigurationError(
            f"Bitbucket Data Center does not tell of {event.name}; it knows "
            + ", ".join(known.name for known in KEYS)
        ) from None


def neutral_events(keys: Collection[str]) -> frozenset[Event]:
    """Return the neutral events that `keys` stand for; keys without one are left out."""
    found = {event for event, key in KEYS.items() if key in keys}
    if PING in keys:
        found.add(Event.PING)
    return frozenset(found)
