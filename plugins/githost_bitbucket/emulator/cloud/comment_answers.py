"""The JSON of comments on pull requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud import pull_request_answers as pull_requests
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.world import World, time
from githost_local.forge.records import Anchor, Comment, PullRequest, Side

#: Under this the side table keeps when a comment was resolved.
RESOLVED: Final = "comment-resolved"


def visible(comments: Iterable[Comment], viewer: int | None) -> tuple[Comment, ...]:
    """Return what there is to see: no pending comments of others, and deleted ones with replies.

    https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/, "Delete a commit
    comment": a deleted comment with visible replies stays, without its text.
    """
    seen = [
        comment
        for comment in comments
        if not comment.extra.get("pending") or comment.author_id == viewer
    ]
    # Replies come after what they answer.
    answered: set[int | None] = set()
    for comment in reversed(seen):
        if not comment.deleted or comment.id in answered:
            answered.add(comment.parent_id)
    return tuple(comment for comment in seen if not comment.deleted or comment.id in answered)


def address(world: World, pull_request: PullRequest, identifier: int) -> str:
    """Return where the API has a comment."""
    return f"{pull_requests.address(world, pull_request)}/comments/{identifier}"


def comment(world: World, pull_request: PullRequest, found: Comment) -> dict[str, Any]:
    """Return a comment."""
    page = pull_requests.page(world, pull_request)
    answer: dict[str, Any] = {
        "type": "pullrequest_comment",
        "id": found.id,
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
        "content": answers.content(found.body),
        "user": answers.account(world, world.forge.accounts.get(found.author_id)),
        "deleted": found.deleted,
        "pending": bool(found.extra.get("pending")),
        "pullrequest": pull_requests.stub(world, pull_request),
        "links": {
            "self": link(address(world, pull_request, found.id)),
            "html": link(f"{page}/_/diff#comment-{found.id}"),
        },
    }
    if found.parent_id is not None:
        answer["parent"] = {
            "id": found.parent_id,
            "links": {
                "self": link(address(world, pull_request, found.parent_id)),
                "html": link(f"{page}/_/diff#comment-{found.parent_id}"),
            },
        }
    if found.anchor is not None:
        answer["inline"] = _inline(world, pull_request, found, found.anchor)
        code = pull_requests.comparison(world, pull_request, "diff")
        answer["links"]["code"] = link(f"{code}&path={quote(found.anchor.path, safe='')}")
    if found.resolved:
        answer["resolution"] = resolution(world, found)
    return answer


def _inline(
    world: World, pull_request: PullRequest, found: Comment, anchor: Anchor
) -> dict[str, Any]:
    """Return where a comment stands; both lines are null for one on the whole file."""
    origin = found
    while origin.parent_id is not None:
        origin = world.forge.comments.get(pull_request, origin.parent_id)
    kept = origin.extra.get("inline", {})
    return {
        "path": anchor.path,
        "from": anchor.line if anchor.side is Side.OLD else kept.get("from"),
        "to": anchor.line if anchor.side is Side.NEW else None,
        **{name: kept[name] for name in ("start_from", "start_to") if name in kept},
        "outdated": anchor.commit not in {None, pull_request.source_commit},
    }


def resolution(world: World, found: Comment) -> dict[str, Any]:
    """Return who resolved a comment, and when."""
    moment = world.side.get(RESOLVED, str(found.id)) or time(found.updated_at)
    answer: dict[str, Any] = {"type": "comment_resolution", "created_on": moment}
    if found.resolved_by is not None:
        account = world.forge.accounts.get(found.resolved_by)
        answer["user"] = answers.account(world, account)
    return answer
