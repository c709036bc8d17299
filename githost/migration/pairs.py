"""What is compared with what: each part, with its place on the source and on the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from githost.errors import NotFoundError
from githost.migration.groupings import Grouping, groupings
from githost.migration.parts import (
    Branches,
    BranchRules,
    Comments,
    DefaultReviewers,
    DeployKeys,
    Held,
    Hooks,
    Part,
    Permissions,
    PullRequests,
    Settings,
    Sides,
    Statuses,
    Tags,
    Tasks,
)
from githost.migration.plan import Move
from githost.migration.things import Thing
from githost.model import CommitRef, PullRequestRef, RepoRef

__all__ = [
    "Pair",
    "commits",
    "conversations",
    "existing",
    "of_grouping",
    "of_groupings",
    "of_repository",
]


@attrs.frozen
class Pair:
    """A part at one place: what is to be on the target, and what is there."""

    part: Part[Any]
    #: What its ids in the journal begin with.
    under: str
    source: Any
    #: None where the target has no such place yet.
    target: Any
    #: Whether it never will have.
    lone: bool = False

    def entry_of(self, thing: Thing) -> str:
        """Return what a thing is known by in the journal: its id on the source."""
        return f"{self.under}/{self.part.name}/{thing.id}"

    def expected(self, sides: Sides) -> list[Thing]:
        """Return what is to be on the target; nothing where the source has no such things."""
        where = _where(self.part, self.source)
        if not sides.source.supports(self.part.reads, **where):
            return []
        things = self.part.expected(sides, self.source)
        where = _where(self.part, self.target)
        supported = sides.target.supports(self.part.makes, **where)
        why = supported.reason or "the target has no such thing"
        if self.lone:
            why = "what it is for has no one place on the target"
        elif supported:
            return things
        return [thing.not_carried(thing.dropped or why) for thing in things]

    def found(self, sides: Sides) -> dict[str, Thing]:
        """Return what is on the target, by what it is known by."""
        where = _where(self.part, self.target)
        if self.target is None or not sides.target.supports(self.part.reads, **where):
            return {}
        try:
            return {thing.key: thing for thing in self.part.found(sides.target, self.target)}
        except NotFoundError:
            # The place itself is gone, or its commit never came.
            return {}


def _where(part: Part[Any], place: Any) -> dict[str, Any]:
    """Return the argument that decides whether a host has such a place."""
    targeted = isinstance(part, Permissions | BranchRules | Hooks) and place is not None
    return {"target": place} if targeted else {}


def existing(sides: Sides, repo: RepoRef) -> RepoRef | None:
    """Return a repository of the target, None where it is not there."""
    try:
        return sides.target.repos.get(repo).ref
    except NotFoundError:
        return None


def of_repository(sides: Sides, move: Move, there: RepoRef | None) -> Iterator[Pair]:
    """Give what a repository has of each part that the plan carries, without what was said in it."""
    parts: tuple[Part[Any], ...] = (
        Branches(),
        Tags(),
        Settings(),
        Permissions(),
        DefaultReviewers(),
        DeployKeys(),
        BranchRules(),
        Hooks(),
        PullRequests(),
    )
    for part in parts:
        if part.name in sides.plan.parts:
            yield Pair(part, str(move.source), move.source, there)


def of_grouping(sides: Sides, grouping: Grouping) -> Iterator[Pair]:
    """Give what holds repositories has of each part that the plan carries."""
    held: tuple[Held, ...] = (Permissions(), BranchRules(), Hooks())
    for part in held:
        if part.name in sides.plan.parts:
            source, target = grouping.source, grouping.target
            yield Pair(part, str(source), source, target, lone=target is None)


def of_groupings(sides: Sides) -> Iterator[Pair]:
    """Give what all that holds the plan's repositories has. Makes the requests of `groupings`."""
    for grouping in groupings(sides.plan, sides.source):
        yield from of_grouping(sides, grouping)


def conversations(
    sides: Sides, move: Move, there: RepoRef | None, pulls: dict[str, Thing]
) -> Iterator[Pair]:
    """Give what was said in each of `pulls`, the target's by what they are known by."""
    for key, pull in pulls.items():
        number = int(key.rpartition("#")[2])
        source = PullRequestRef(move.source, number)
        target = PullRequestRef(there, int(pull.id)) if there is not None else None
        comments = Comments()
        for part in (comments, Tasks(comments.ids)):
            if part.name in sides.plan.parts:
                yield Pair(part, str(source), source, target)


def commits(
    sides: Sides, move: Move, there: RepoRef | None, shas: Mapping[str, str]
) -> Iterator[Pair]:
    """Give what builds said of each commit of `shas`: how the source names it, and how the target does."""
    if Statuses.name in sides.plan.parts:
        for here, other in sorted(shas.items()):
            source = CommitRef(move.source, here)
            target = CommitRef(there, other) if there is not None else None
            yield Pair(Statuses(), str(source), source, target)
