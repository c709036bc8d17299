"""The `push` of a webhook: which refs were made, moved or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Commit, RefChange, Repository, Tag

#: Commits that a change lists; `truncated` tells of more.
#: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/, "Push".
_LISTED: Final = 5


def push(world: World, repository: Repository, changes: Sequence[RefChange]) -> dict[str, Any]:
    """Return the changes; of tags no commits are told."""
    return {"changes": [_change(world, repository, change) for change in changes]}


def _change(world: World, repository: Repository, change: RefChange) -> dict[str, Any]:
    old = _ref(world, repository, change, change.old)
    new = _ref(world, repository, change, change.new)
    answer: dict[str, Any] = {
        "old": old,
        "new": new,
        "created": old is None,
        "closed": new is None,
        "forced": _is_forced(world, repository, change),
        "truncated": False,
    }
    if change.new is not None:
        answer["links"] = _links(world, repository, change)
    if change.kind == "branch" and change.new is not None:
        commits = _commits(world, repository, change)
        answer["commits"] = [
            answers.commit(world, repository, commit) for commit in commits[:_LISTED]
        ]
        answer["truncated"] = len(commits) > _LISTED
    return answer


def _ref(
    world: World, repository: Repository, change: RefChange, sha: str | None
) -> dict[str, Any] | None:
    if sha is None:
        return None
    target = answers.commit(world, repository, world.forge.commits.get(repository, sha))
    page, here = answers.repository_page(world, repository), quote(change.name)
    api = answers.repository_address(world, repository)
    answer: dict[str, Any] = {
        "type": change.kind,
        "name": change.name,
        "target": target,
        "links": {"commits": link(f"{api}/commits/{here}")},
    }
    if change.kind == "branch":
        answer["links"] |= {
            "self": link(answers.branch_address(world, repository, change.name)),
            "html": link(f"{page}/branch/{here}"),
        }
        return answer
    answer["links"] |= {
        "self": link(answers.tag_address(world, repository, change.name)),
        "html": link(f"{page}/commits/tag/{here}"),
    }
    return answer | _annotation(world, repository, change, sha)


def _annotation(
    world: World, repository: Repository, change: RefChange, sha: str
) -> dict[str, Any]:
    """Return what a tag object says, while the tag is there to be asked."""
    tag: Tag | None = None
    if sha == change.new:
        try:
            tag = world.forge.tags.get(repository, change.name)
        except NotFound:
            tag = None
    if tag is None or tag.tagger is None:
        return {"message": None, "date": None, "tagger": None}
    shown = answers.tag(world, repository, tag, world.forge.commits.get(repository, tag.commit))
    return {name: shown[name] for name in ("message", "date", "tagger")}


def _is_forced(world: World, repository: Repository, change: RefChange) -> bool:
    if change.kind != "branch" or change.old is None or change.new is None:
        return False
    return not world.forge.commits.reaches(repository, change.old, change.new)


def _commits(world: World, repository: Repository, change: RefChange) -> tuple[Commit, ...]:
    """Return one commit more than is listed: of a new branch those that no other one has."""
    assert change.new is not None
    if change.old is not None:
        known = [change.old]
    else:
        branches = world.forge.branches.list(repository)
        known = [branch.commit for branch in branches if branch.name != change.name]
    return world.forge.commits.list(
        repository, include=[change.new], exclude=known, limit=_LISTED + 1
    ).items


def _links(world: World, repository: Repository, change: RefChange) -> dict[str, Any]:
    here = answers.repository_address(world, repository)
    if change.old is None:
        name = quote(change.name)
        links = {"commits": link(f"{here}/commits/{name}")}
        if change.kind == "branch":
            links["html"] = link(f"{answers.repository_page(world, repository)}/branch/{name}")
        return links
    spec = f"{change.new}..{change.old}"
    page = answers.repository_page(world, repository)
    return {
        "commits": link(f"{here}/commits?include={change.new}&exclude={change.old}"),
        "diff": link(f"{here}/diff/{spec}"),
        "html": link(f"{page}/branches/compare/{spec}"),
    }
