"""The events that webhooks can have, which anybody may list.

They are those of the schema `hook_event`; those of issues are still in it, and never sent since
the product has no issues any more.
"""

from __future__ import annotations

from typing import Any, Final

import attrs

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.call import Answer, Call, Endpoint, ok
from githost_bitbucket.emulator.cloud.errors import ApiError
from githost_bitbucket.emulator.cloud.paging import page_of

_CATEGORIES: Final = {
    "repo": "Repository",
    "project": "Project",
    "pullrequest": "Pull Request",
    "issue": "Issue",
    "pipeline": "Pipelines",
}
#: Scopes by the word before the colon.
_SCOPES: Final = {
    "repo": "repository",
    "project": "project",
    "pullrequest": "pullrequest",
    "pipeline": "pipeline",
    "issue": "repository",
}


@attrs.frozen
class _Event:
    key: str
    label: str
    description: str
    #: Only a workspace's webhooks can have it: the repository is not there before, or after.
    workspace_only: bool = False

    def document(self) -> dict[str, Any]:
        return {
            "event": self.key,
            "category": _CATEGORIES[self.key.partition(":")[0]],
            "label": self.label,
            "description": self.description,
        }


_EVENTS: Final = (
    _Event("repo:push", "Push", "Whenever a repository push occurs"),
    _Event("repo:fork", "Fork", "Whenever a repository fork occurs"),
    _Event("repo:updated", "Updated", "Whenever a repository is updated"),
    _Event("repo:transfer", "Transfer accepted", "Whenever a repository transfer is accepted"),
    _Event("repo:created", "Created", "Whenever a repository is created", True),
    _Event("repo:deleted", "Deleted", "Whenever a repository is deleted", True),
    _Event("repo:imported", "Import", "Whenever a repository import occurs", True),
    _Event(
        "repo:commit_comment_created",
        "Commit comment created",
        "Whenever a comment is added to a commit",
    ),
    _Event(
        "repo:commit_status_created",
        "Build status created",
        "Whenever a build status is added to a commit",
    ),
    _Event(
        "repo:commit_status_updated",
        "Build status updated",
        "Whenever a build status of a commit is updated",
    ),
    _Event("project:updated", "Updated", "Whenever a project is updated", True),
    _Event("pipeline:span_created", "Span created", "Whenever a pipeline span is created"),
    _Event("pullrequest:created", "Created", "When a pull request was created"),
    _Event("pullrequest:updated", "Updated", "When a pull request was updated"),
    _Event("pullrequest:push", "Push", "When a pull request's source branch was pushed to"),
    _Event("pullrequest:approved", "Approved", "When someone has approved a pull request"),
    _Event("pullrequest:unapproved", "Approval removed", "When an approval was removed"),
    _Event(
        "pullrequest:changes_request_created",
        "Changes Request created",
        "When someone has requested changes to a pull request",
    ),
    _Event(
        "pullrequest:changes_request_removed",
        "Changes Request removed",
        "When a request for changes was removed",
    ),
    _Event("pullrequest:fulfilled", "Merged", "When a pull request was merged"),
    _Event("pullrequest:rejected", "Declined", "When a pull request was declined"),
    _Event("pullrequest:comment_created", "Comment created", "When someone has commented"),
    _Event("pullrequest:comment_updated", "Comment updated", "When a comment was changed"),
    _Event("pullrequest:comment_deleted", "Comment deleted", "When a comment was deleted"),
    _Event("pullrequest:comment_resolved", "Comment resolved", "When a comment was resolved"),
    _Event("pullrequest:comment_reopened", "Comment reopened", "When a comment was reopened"),
    _Event("issue:created", "Created", "When an issue was created"),
    _Event("issue:updated", "Updated", "When an issue was updated"),
    _Event("issue:comment_created", "Comment created", "When someone has commented on an issue"),
)
_SUBJECTS: Final = ("repository", "workspace")


def subject_events(subject: str) -> dict[str, Any]:
    """Return the events of a kind of thing, by their keys."""
    return {
        event.key: event.document()
        for event in _EVENTS
        if subject == "workspace" or not event.workspace_only
    }


def scope_of(event: str) -> str:
    """Return the scope that is needed to be told of an event."""
    return _SCOPES[event.partition(":")[0]]


def _subjects(call: Call) -> Answer:
    here = f"{call.world.api}/hook_events"
    return ok({name: {"links": {"events": answers.link(f"{here}/{name}")}} for name in _SUBJECTS})


def _list(call: Call) -> Answer:
    subject = call.path("subject_type")
    if subject not in _SUBJECTS:
        raise ApiError(404, f"{subject} is not a valid subject type.")
    events = tuple(subject_events(subject).values())
    return ok(page_of(call, events, lambda event: event, queried=False))


ENDPOINTS = (
    Endpoint("GET", "/hook_events", _subjects, api_scope=""),
    Endpoint("GET", "/hook_events/{subject_type}", _list, api_scope=""),
)
