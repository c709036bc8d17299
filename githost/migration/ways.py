"""Finds between which branches a pull request can be opened on the target.

An open one whose branches are carried is opened between them. Of the others the branches may be gone,
or hold the changes already, so they are opened between branches of the migration's own: one at the
newest commit, one where the target was before the merge. The changes, and the places of comments in
them, are then the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from githost.migration.mirror import Mirror
from githost.migration.parts.pull_requests import Way
from githost.migration.parts.refs import HEADS, OWN
from githost.model import PullRequest, PullRequestState

__all__ = ["way_of"]

_GONE = "its commits are gone from the source"
_NO_TARGET = "the branch that it goes into is gone"
_NO_CHANGES = "it has no changes against the commits before it, and hosts refuse one without"


def way_of(
    pull: PullRequest, head: str | None, mirror: Mirror, refs: Mapping[str, str]
) -> Way | str:
    """Return between which branches `pull` can be opened on the target, or why it cannot be.

    `head` is the whole SHA of its newest commit, None where that is gone; `refs` are the source's.
    """
    if head is None:
        return _GONE
    own = f"{OWN}pull/{pull.number}"
    if pull.state is not PullRequestState.OPEN:
        base = _base(pull, head, mirror)
        if base is None:
            return _NO_CHANGES
        onto = f"{OWN}base/{pull.number}"
        pushed = {own: head, onto: base}
        return Way(own.removeprefix(HEADS), onto.removeprefix(HEADS), pushed)
    into = refs.get(f"{HEADS}{pull.target.branch}")
    if into is None:
        return _NO_TARGET
    if mirror.contains(into, head):
        return _NO_CHANGES
    branch = f"{HEADS}{pull.source.branch}"
    if pull.source.repo == pull.ref.repo and branch in refs and not branch.startswith(OWN):
        return Way(pull.source.branch, pull.target.branch)
    return Way(own.removeprefix(HEADS), pull.target.branch, {own: head})


def _base(pull: PullRequest, head: str, mirror: Mirror) -> str | None:
    """Return a commit of the target branch that lacks the changes; None where there is none."""
    merge = mirror.commit(pull.merge_commit or "")
    candidates = (
        mirror.commit(pull.target.commit or ""),
        mirror.parent(merge) if merge is not None else None,
        mirror.fork_point(pull.target.branch, head),
    )
    return next(
        (one for one in candidates if one is not None and not mirror.contains(one, head)), None
    )
