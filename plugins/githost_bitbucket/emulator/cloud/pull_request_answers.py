"""The JSON of pull requests and of those who take part in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from githost_bitbucket.emulator.cloud import answers, revspecs
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.names import (
    DEFAULT_STRATEGY,
    STATES,
    STRATEGIES,
    VERDICTS,
)
from githost_bitbucket.emulator.cloud.world import World, time
from githost_local.forge.records import PullRequest, PullRequestState, Repository, Review, Verdict

#: Commits in pull requests have short names, as in all recorded ones.
_SHORT: Final = 12
_STRATEGIES: Final = tuple(
    f"{end}.branch.{name}"
    for end in ("source", "destination")
    for name in ("merge_strategies", "default_merge_strategy")
)
#: What a pull request shows only to those who ask for it with `fields=`.
HIDDEN: Final = _STRATEGIES
#: What pull requests in lists do not show, "for performance reasons" (the schema `pullrequest`).
HIDDEN_IN_LISTS: Final = tuple(
    f"values.{name}"
    for name in (*_STRATEGIES, "reviewers", "participants", "rendered", "closed_on")
)


def address(world: World, found: PullRequest) -> str:
    """Return where the API has a pull request."""
    into = world.forge.repos.get(found.repository_id)
    return f"{answers.repository_address(world, into)}/pullrequests/{found.number}"


def page(world: World, found: PullRequest) -> str:
    """Return the address of a pull request's page."""
    into = world.forge.repos.get(found.repository_id)
    return f"{answers.repository_page(world, into)}/pull-requests/{found.number}"


def comparison(world: World, found: PullRequest, kind: str) -> str:
    """Return where the API shows its `diff`, `diffstat`, `patch` or `file-conflicts`."""
    into = world.forge.repos.get(found.repository_id)
    source = into
    if found.source_repository_id is not None:
        source = world.forge.repos.get(found.source_repository_id)
    spec = (
        f"{answers.full_name(world, source)}:{found.source_commit[:_SHORT]}"
        f"{revspecs.SEPARATOR}{found.target_commit[:_SHORT]}"
    )
    here = f"{answers.repository_address(world, into)}/{kind}/{quote(spec, safe='/:')}"
    return f"{here}?from_pullrequest_id={found.number}&topic=true"


def stub(world: World, found: PullRequest) -> dict[str, Any]:
    """Return a pull request as it stands in other answers."""
    return {
        "type": "pullrequest",
        "id": found.number,
        "title": found.title,
        "draft": found.draft,
        "links": {"self": link(address(world, found)), "html": link(page(world, found))},
    }


def pull_request(world: World, found: PullRequest) -> dict[str, Any]:
    """Return a pull request with all it has; see `HIDDEN` and `HIDDEN_IN_LISTS`."""
    forge = world.forge
    closer = None if found.closed_by is None else forge.accounts.get(found.closed_by)
    comments = forge.comments.list(found).items
    spoke = {comment.author_id: comment.created_at for comment in comments}
    return {
        **stub(world, found),
        "description": found.description,
        "rendered": {
            "title": answers.content(found.title),
            "description": answers.content(found.description),
        },
        "summary": answers.content(found.description),
        "state": STATES[found.state],
        "queued": False,
        "merge_commit": merge_commit(world, found),
        "comment_count": len(comments),
        "task_count": forge.tasks.list(found, done=False, limit=1).total,
        "close_source_branch": found.delete_source,
        "closed_by": None if closer is None else answers.account(world, closer),
        # Not in the schema; recorded in the answers of `merge` and `decline`, and in no list.
        **({} if found.closed_at is None else {"closed_on": time(found.closed_at)}),
        "author": answers.account(world, forge.accounts.get(found.author_id)),
        "reason": found.close_reason,
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
        "destination": destination(world, found),
        "source": source(world, found),
        "reviewers": [
            answers.account(world, forge.accounts.get(account)) for account in found.reviewers
        ],
        "participants": [
            participant(world, review, spoke.get(review.account_id))
            for review in found.reviews
            if review.account_id != found.author_id
        ],
        "links": _links(world, found),
    }


def _links(world: World, found: PullRequest) -> dict[str, Any]:
    here = address(world, found)
    names = (
        "commits", "approve", "request-changes", "comments", "activity", "merge", "decline",
        "statuses",
    )  # fmt: skip
    return {
        "self": link(here),
        "html": link(page(world, found)),
        **{name: link(f"{here}/{name}") for name in names},
        **{kind: link(comparison(world, found, kind)) for kind in ("diff", "diffstat")},
    }


def merge_commit(world: World, found: PullRequest, length: int = _SHORT) -> dict[str, Any] | None:
    """Return the commit that a pull request was merged by, if it was."""
    if found.merge_commit is None:
        return None
    into = world.forge.repos.get(found.repository_id)
    return answers.commit_stub(world, into, found.merge_commit[:length])


def destination(world: World, found: PullRequest) -> dict[str, Any]:
    """Return the end that a pull request goes into."""
    into = world.forge.repos.get(found.repository_id)
    return _end(world, into, found.target_branch, found.target_commit)


def source(world: World, found: PullRequest) -> dict[str, Any]:
    """Return the end that a pull request comes from; its repository is null once it is gone."""
    if found.source_repository_id is None:
        into = world.forge.repos.get(found.repository_id)
        answer = _end(world, into, found.source_branch, found.source_commit)
        return answer | {"repository": None}
    origin = world.forge.repos.get(found.source_repository_id)
    return _end(world, origin, found.source_branch, found.source_commit)


def _end(world: World, repository: Repository, branch: str, sha: str) -> dict[str, Any]:
    return {
        "branch": {
            "name": branch,
            "merge_strategies": list(STRATEGIES),
            "default_merge_strategy": DEFAULT_STRATEGY,
        },
        "commit": answers.commit_stub(world, repository, sha[:_SHORT]),
        "repository": answers.repository_stub(world, repository),
    }


def participant(world: World, review: Review, spoke: datetime | None = None) -> dict[str, Any]:
    """Return somebody's part in a pull request; `spoke` is when they last commented."""
    moment = review.at or spoke
    return {
        "type": "participant",
        "user": answers.account(world, world.forge.accounts.get(review.account_id)),
        "role": review.role.value.upper(),
        "approved": review.verdict is Verdict.APPROVED,
        "state": VERDICTS[review.verdict],
        "participated_on": None if moment is None else time(moment),
    }


def is_open(found: PullRequest) -> bool:
    """Tell whether a pull request can still be changed."""
    return found.state is PullRequestState.OPEN
