"""What webhooks are told: events in the product's words.

https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html, and recorded payloads
for what that page leaves open. Who signs is the forge: HMAC-SHA256 over the body,
`X-Hub-Signature`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeAlias
from uuid import uuid4

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.names import VERDICTS
from githost_bitbucket.emulator.datacenter.world import World
from githost_local.forge.deliveries import Renderer, Wording
from githost_local.forge.events import (
    CommentEvent,
    CommentEventKind,
    CommitCommentEvent,
    Event,
    NamespaceEvent,
    PullRequestEvent,
    PullRequestEventKind,
    PushEvent,
    RepositoryEvent,
    RepositoryEventKind,
    ReviewEvent,
    ReviewEventKind,
)
from githost_local.forge.git import ZERO
from githost_local.forge.records import Account, Hook, RefChange

#: A product's event, and how its body is made.
_Told: TypeAlias = tuple[str, Callable[[], dict[str, Any]]]

#: Under which kind the names and passwords of hooks are kept.
CREDENTIALS: Final = "webhook credentials"
_PULL_REQUEST: Final = {
    PullRequestEventKind.OPENED: "pr:opened",
    PullRequestEventKind.UPDATED: "pr:modified",
    PullRequestEventKind.SOURCE_UPDATED: "pr:from_ref_updated",
    PullRequestEventKind.REVIEWERS_CHANGED: "pr:reviewer:updated",
    PullRequestEventKind.MERGED: "pr:merged",
    PullRequestEventKind.CLOSED: "pr:declined",
    PullRequestEventKind.DELETED: "pr:deleted",
}
#: A verdict taken back is one event, whichever it was: `previousStatus` tells.
_REVIEW: Final = {
    ReviewEventKind.APPROVED: "pr:reviewer:approved",
    ReviewEventKind.UNAPPROVED: "pr:reviewer:unapproved",
    ReviewEventKind.CHANGES_REQUESTED: "pr:reviewer:needs_work",
    ReviewEventKind.CHANGES_WITHDRAWN: "pr:reviewer:unapproved",
}
_COMMENT: Final = {
    CommentEventKind.CREATED: "pr:comment:added",
    CommentEventKind.UPDATED: "pr:comment:edited",
    CommentEventKind.DELETED: "pr:comment:deleted",
}
_COMMIT_COMMENT: Final = {
    CommentEventKind.CREATED: "repo:comment:added",
    CommentEventKind.UPDATED: "repo:comment:edited",
    CommentEventKind.DELETED: "repo:comment:deleted",
}


def renderer(world: World) -> Renderer:
    """Return what makes messages of the forge's events."""

    def render(event: Event) -> Iterator[Wording]:
        for key, body in _told(world, event):
            yield Wording(
                event=key, body=partial(_body, key, body), headers=partial(_headers, world, key)
            )

    return render


def _body(key: str, told: Callable[[], dict[str, Any]]) -> bytes:
    return json.dumps({"eventKey": key, **told()}).encode()


def _headers(world: World, key: str, hook: Hook) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Atlassian HttpClient / Bitbucket",
        "X-Event-Key": key,
        "X-Request-Id": str(uuid4()),
        **_credentials(world, hook),
    }


def _credentials(world: World, hook: Hook) -> dict[str, str]:
    """Sign in at the receiver, where the hook has a name and password for that."""
    kept = world.side.get(CREDENTIALS, str(hook.id))
    if kept is None:
        return {}
    pair = f"{kept['username']}:{kept['password']}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _told(world: World, event: Event) -> Iterator[_Told]:
    match event:
        case PushEvent():
            moved = [change for change in event.changes if change.kind != "other"]
            if moved:
                yield "repo:refs_changed", lambda: _push(world, event, moved)
        case RepositoryEvent(kind=RepositoryEventKind.FORKED):
            yield "repo:forked", lambda: _forked(world, event)
        case RepositoryEvent(kind=RepositoryEventKind.UPDATED):
            yield "repo:modified", lambda: _modified(world, event)
        case NamespaceEvent():
            yield "project:modified", lambda: _project_modified(world, event)
        case PullRequestEvent() if event.kind in _PULL_REQUEST:
            yield _PULL_REQUEST[event.kind], lambda: _of_pull_request(world, event)
        case ReviewEvent():
            yield _REVIEW[event.kind], lambda: _of_review(world, event)
        case CommentEvent() if event.kind in _COMMENT:
            yield _COMMENT[event.kind], lambda: _of_comment(world, event)
        case CommitCommentEvent() if event.kind in _COMMIT_COMMENT:
            yield _COMMIT_COMMENT[event.kind], lambda: _of_commit_comment(world, event)
        case _:
            return


def _about(world: World, actor: Account | None, at: datetime) -> dict[str, Any]:
    about: dict[str, Any] = {"date": at.strftime("%Y-%m-%dT%H:%M:%S%z")}
    if actor is not None:
        about["actor"] = answers.user(world, actor)
    return about


def _push(world: World, event: PushEvent, moved: list[RefChange]) -> dict[str, Any]:
    return {
        **_about(world, event.actor, event.at),
        "repository": answers.repository(world, event.repository),
        "changes": [_change(change) for change in moved],
    }


def _change(change: RefChange) -> dict[str, Any]:
    """Return a moved ref; what was not there before or is no more has a hash of zeros."""
    prefix, _, name = change.ref.partition("/")[2].partition("/")
    kind = "ADD" if change.old is None else "DELETE" if change.new is None else "UPDATE"
    return {
        "ref": {
            "id": change.ref,
            "displayId": name,
            "type": "TAG" if prefix == "tags" else "BRANCH",
        },
        "refId": change.ref,
        "fromHash": change.old or ZERO,
        "toHash": change.new or ZERO,
        "type": kind,
    }


def _forked(world: World, event: RepositoryEvent) -> dict[str, Any]:
    assert event.fork is not None, "the forge tells which"
    about = _about(world, event.actor, event.at)
    return {**about, "repository": answers.repository(world, event.fork)}


def _modified(world: World, event: RepositoryEvent) -> dict[str, Any]:
    assert event.previous is not None, "the forge tells what it was"
    return {
        **_about(world, event.actor, event.at),
        "old": answers.repository(world, event.previous),
        "new": answers.repository(world, event.repository),
    }


def _project_modified(world: World, event: NamespaceEvent) -> dict[str, Any]:
    return {
        **_about(world, event.actor, event.at),
        "old": answers.project(world, event.previous),
        "new": answers.project(world, event.namespace),
    }


def _of_pull_request(world: World, event: PullRequestEvent) -> dict[str, Any]:
    body = {
        **_about(world, event.actor, event.at),
        "pullRequest": answers.pull_request(world, event.pull_request),
    }
    before = event.previous
    if before is None:
        return body
    if event.kind is PullRequestEventKind.UPDATED:
        body["previousTitle"] = before.title
        body["previousDescription"] = before.description
        body["previousTarget"] = {
            **answers.minimal_branch(before.target_branch),
            "latestCommit": before.target_commit,
            "latestChangeset": before.target_commit,
        }
    elif event.kind is PullRequestEventKind.SOURCE_UPDATED:
        body["previousFromHash"] = before.source_commit
    elif event.kind is PullRequestEventKind.REVIEWERS_CHANGED:
        was, now = set(before.reviewers), set(event.pull_request.reviewers)
        for key, ids in (("addedReviewers", now - was), ("removedReviewers", was - now)):
            accounts = [world.forge.accounts.get(one) for one in sorted(ids)]
            body[key] = answers.users(world, accounts)
    return body


def _of_review(world: World, event: ReviewEvent) -> dict[str, Any]:
    previous = event.previous.verdict if event.previous is not None else None
    return {
        **_about(world, event.actor, event.at),
        "pullRequest": answers.pull_request(world, event.pull_request),
        "participant": answers.participant(world, event.review),
        "previousStatus": "UNAPPROVED" if previous is None else VERDICTS[previous],
    }


def _of_comment(world: World, event: CommentEvent) -> dict[str, Any]:
    return {
        **_about(world, event.actor, event.at),
        "pullRequest": answers.pull_request(world, event.pull_request),
        **_remark(world, event),
    }


def _of_commit_comment(world: World, event: CommitCommentEvent) -> dict[str, Any]:
    return {
        **_about(world, event.actor, event.at),
        "repository": answers.repository(world, event.repository),
        "commit": event.commit,
        **_remark(world, event),
    }


def _remark(world: World, event: CommentEvent | CommitCommentEvent) -> dict[str, Any]:
    """Return the comment, what it answers, and how it was before it was edited."""
    comment = event.comment
    if event.kind is CommentEventKind.DELETED and event.previous is not None:
        # Told as it was, with its text.
        comment = event.previous
    body: dict[str, Any] = {
        "comment": {
            "id": comment.id,
            "version": comment.version,
            "text": comment.body,
            "author": answers.user(world, world.forge.accounts.get(comment.author_id)),
            "createdDate": world.time(comment.created_at),
            "updatedDate": world.time(comment.updated_at),
            "comments": [],
            "tasks": [],
        },
    }
    if event.kind is not CommentEventKind.DELETED:
        body["comment"]["properties"] = {"repositoryId": event.repository.id}
    if comment.parent_id is not None:
        body["commentParentId"] = comment.parent_id
    if event.kind is CommentEventKind.UPDATED and event.previous is not None:
        body["previousComment"] = event.previous.body
    return body
