"""The JSON of comments on pull requests and commits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud import pull_request_answers as pull_requests
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.world import World, time
from githost_local.forge.records import Anchor, Comment, Commented, PullRequest, Side

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


def address(world: World, on: Commented, identifier: int) -> str:
    """Return where the API has a comment."""
    if isinstance(on, PullRequest):
        return f"{pull_requests.address(world, on)}/comments/{identifier}"
    return (
        f"{answers.repository_address(world, on.repository)}/commit/{on.sha}/comments/{identifier}"
    )


def _links(world: World, on: Commented, identifier: int) -> dict[str, Any]:
    if isinstance(on, PullRequest):
        page = f"{pull_requests.page(world, on)}/_/diff"
    else:
        page = f"{answers.repository_page(world, on.repository)}/commits/{on.sha}"
    return {
        "self": link(address(world, on, identifier)),
        "html": link(f"{page}#comment-{identifier}"),
    }


def comment(world: World, on: Commented, found: Comment) -> dict[str, Any]:
    """Return a comment."""
    answer: dict[str, Any] = {
        "type": "pullrequest_comment" if isinstance(on, PullRequest) else "commit_comment",
        "id": found.id,
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
        "content": answers.content(found.body),
        "user": answers.account(world, world.forge.accounts.get(found.author_id)),
        "deleted": found.deleted,
        "links": _links(world, on, found.id),
    }
    if isinstance(on, PullRequest):
        answer["pending"] = bool(found.extra.get("pending"))
        answer["pullrequest"] = pull_requests.stub(world, on)
    else:
        answer["commit"] = answers.commit_stub(world, on.repository, on.sha)
    if found.parent_id is not None:
        answer["parent"] = {
            "id": found.parent_id,
            "links": _links(world, on, found.parent_id),
        }
    if found.anchor is not None:
        answer["inline"] = _inline(world, on, found, found.anchor)
        answer["links"]["code"] = link(_code(world, on, quote(found.anchor.path, safe="")))
    if found.resolved:
        answer["resolution"] = resolution(world, found)
    return answer


def _code(world: World, on: Commented, path: str) -> str:
    """Return where the diff of a comment's file is."""
    if isinstance(on, PullRequest):
        return f"{pull_requests.comparison(world, on, 'diff')}&path={path}"
    return f"{answers.repository_address(world, on.repository)}/diff/{on.sha}?path={path}"


def _inline(world: World, on: Commented, found: Comment, anchor: Anchor) -> dict[str, Any]:
    """Return where a comment stands; both lines are null for one on the whole file."""
    origin = found
    while origin.parent_id is not None:
        origin = world.forge.comments.get(on, origin.parent_id)
    kept = origin.extra.get("inline", {})
    answer = {
        "path": anchor.path,
        "from": anchor.line if anchor.side is Side.OLD else kept.get("from"),
        "to": anchor.line if anchor.side is Side.NEW else None,
        **{name: kept[name] for name in ("start_from", "start_to") if name in kept},
    }
    if isinstance(on, PullRequest):
        answer["outdated"] = anchor.commit not in {None, on.source_commit}
    return answer


def resolution(world: World, found: Comment) -> dict[str, Any]:
    """Return who resolved a comment, and when."""
    moment = world.side.get(RESOLVED, str(found.id)) or time(found.updated_at)
    answer: dict[str, Any] = {"type": "comment_resolution", "created_on": moment}
    if found.resolved_by is not None:
        account = world.forge.accounts.get(found.resolved_by)
        answer["user"] = answers.account(world, account)
    return answer
