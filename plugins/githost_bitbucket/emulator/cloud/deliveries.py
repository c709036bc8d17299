"""What webhooks are told: events in the product's words.

https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/, and recorded payloads for what
that page leaves open. Who signs is the forge: HMAC-SHA256 over the body, `X-Hub-Signature`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeAlias
from uuid import uuid4

from githost_bitbucket.emulator.cloud import answers, comment_answers, statuses
from githost_bitbucket.emulator.cloud import pull_request_answers as pull_requests
from githost_bitbucket.emulator.cloud.pushes import push
from githost_bitbucket.emulator.cloud.world import World, time
from githost_local.forge.deliveries import Renderer, Wording
from githost_local.forge.events import (
    CommentEvent,
    CommentEventKind,
    CommitCommentEvent,
    Event,
    PullRequestEvent,
    PullRequestEventKind,
    PushEvent,
    RepositoryEvent,
    RepositoryEventKind,
    ReviewEvent,
    ReviewEventKind,
    StatusEvent,
    StatusEventKind,
)
from githost_local.forge.records import Account, CommitIn, Hook, Repository, Visibility

#: A product's event, and how its body is made.
_Told: TypeAlias = tuple[str, Callable[[], dict[str, Any]]]

_REPOSITORY: Final = {
    RepositoryEventKind.CREATED: "repo:created",
    RepositoryEventKind.UPDATED: "repo:updated",
    RepositoryEventKind.DELETED: "repo:deleted",
    RepositoryEventKind.FORKED: "repo:fork",
}
#: New commits are told twice; what tells the two apart is not documented.
_PULL_REQUEST: Final = {
    PullRequestEventKind.OPENED: ("pullrequest:created",),
    PullRequestEventKind.UPDATED: ("pullrequest:updated",),
    PullRequestEventKind.SOURCE_UPDATED: ("pullrequest:updated", "pullrequest:push"),
    PullRequestEventKind.REVIEWERS_CHANGED: ("pullrequest:updated",),
    PullRequestEventKind.MERGED: ("pullrequest:fulfilled",),
    PullRequestEventKind.CLOSED: ("pullrequest:rejected",),
}
_REVIEW: Final = {
    ReviewEventKind.APPROVED: ("pullrequest:approved", "approval"),
    ReviewEventKind.UNAPPROVED: ("pullrequest:unapproved", "approval"),
    ReviewEventKind.CHANGES_REQUESTED: (
        "pullrequest:changes_request_created",
        "changes_request",
    ),
    ReviewEventKind.CHANGES_WITHDRAWN: (
        "pullrequest:changes_request_removed",
        "changes_request",
    ),
}
_COMMENT: Final = {
    CommentEventKind.CREATED: "pullrequest:comment_created",
    CommentEventKind.UPDATED: "pullrequest:comment_updated",
    CommentEventKind.DELETED: "pullrequest:comment_deleted",
    CommentEventKind.RESOLVED: "pullrequest:comment_resolved",
    CommentEventKind.REOPENED: "pullrequest:comment_reopened",
}
_STATUS: Final = {
    StatusEventKind.CREATED: "repo:commit_status_created",
    StatusEventKind.UPDATED: "repo:commit_status_updated",
}
#: The parts of a repository that `repo:updated` tells of, where they differ.
_CHANGES: Final = ("name", "full_name", "description", "website", "language")


def renderer(world: World) -> Renderer:
    """Return what makes messages of the forge's events."""

    def render(event: Event) -> Iterator[Wording]:
        for key, body in _told(world, event):
            yield Wording(event=key, body=partial(_body, body), headers=partial(_headers, key))

    return render


def _body(told: Callable[[], dict[str, Any]]) -> bytes:
    return json.dumps(told()).encode()


def _headers(key: str, hook: Hook) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Bitbucket-Webhooks/2.0",
        "X-Attempt-Number": "1",
        "X-Event-Key": key,
        "X-Hook-UUID": hook.key,
        "X-Request-UUID": str(uuid4()),
    }


def _told(world: World, event: Event) -> Iterator[_Told]:
    match event:
        case PushEvent():
            changes = [change for change in event.changes if change.kind != "other"]
            if changes:
                yield (
                    "repo:push",
                    lambda: (
                        _about(world, event.actor, event.repository)
                        | {"push": push(world, event.repository, changes)}
                    ),
                )
        case RepositoryEvent():
            yield _REPOSITORY[event.kind], lambda: _of_repository(world, event)
        case PullRequestEvent():
            for key in _PULL_REQUEST.get(event.kind, ()):
                yield key, lambda: _of_pull_request(world, event)
        case ReviewEvent():
            key, part = _REVIEW[event.kind]
            yield key, lambda: _of_pull_request(world, event) | {part: _verdict(world, event)}
        case CommentEvent():
            # Pending comments are not told of before they are published.
            if not event.comment.extra.get("pending"):
                yield _COMMENT[event.kind], lambda: _of_comment(world, event)
        case CommitCommentEvent(kind=CommentEventKind.CREATED):
            yield "repo:commit_comment_created", lambda: _of_commit_comment(world, event)
        case StatusEvent():
            repository = event.repository
            if repository is not None:
                yield (
                    _STATUS[event.kind],
                    lambda: (
                        _about(world, event.actor, repository)
                        | {"commit_status": statuses.status(world, repository, event.status)}
                    ),
                )


def _about(world: World, actor: Account | None, repository: Repository) -> dict[str, Any]:
    return {
        "actor": None if actor is None else answers.account(world, actor),
        "repository": _repository(world, repository),
    }


def _repository(world: World, found: Repository) -> dict[str, Any]:
    """Return a repository as payloads have it: more than a stub, less than the whole."""
    home = world.forge.namespaces.get(found.namespace_id)
    answer = answers.repository_stub(world, found) | {
        "scm": "git",
        "website": found.settings.get("website"),
        "owner": answers.owner(world, home),
        "workspace": answers.workspace_stub(world, home),
        "is_private": found.visibility is not Visibility.PUBLIC,
    }
    if found.project_id is not None:
        answer["project"] = answers.project_stub(world, world.forge.projects.get(found.project_id))
    return answer


def _of_repository(world: World, event: RepositoryEvent) -> dict[str, Any]:
    body = _about(world, event.actor, event.repository)
    if event.fork is not None:
        body["fork"] = _repository(world, event.fork)
    if event.previous is not None:
        old, new = (_described(world, one) for one in (event.previous, event.repository))
        body["changes"] = {
            name: {"old": old[name], "new": new[name]}
            for name in _CHANGES
            if old[name] != new[name]
        }
    return body


def _described(world: World, found: Repository) -> dict[str, Any]:
    return {
        "name": found.name,
        "full_name": answers.full_name(world, found),
        "description": found.description,
        "website": found.settings.get("website"),
        "language": found.settings.get("language", ""),
    }


def _of_pull_request(
    world: World, event: PullRequestEvent | ReviewEvent | CommentEvent
) -> dict[str, Any]:
    return _about(world, event.actor, event.repository) | {
        "pullrequest": pull_requests.pull_request(world, event.pull_request)
    }


def _of_comment(world: World, event: CommentEvent) -> dict[str, Any]:
    return _of_pull_request(world, event) | {
        "comment": comment_answers.comment(world, event.pull_request, event.comment)
    }


def _of_commit_comment(world: World, event: CommitCommentEvent) -> dict[str, Any]:
    on = CommitIn(event.repository, event.commit)
    return _about(world, event.actor, event.repository) | {
        "comment": comment_answers.comment(world, on, event.comment),
        "commit": {"hash": event.commit},
    }


def _verdict(world: World, event: ReviewEvent) -> dict[str, Any]:
    moment: datetime = event.review.at or event.at
    return {"date": time(moment), "user": answers.account(world, event.actor)}
