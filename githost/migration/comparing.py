"""Reads both sides of a plan and compares them: before, for the dry run, and after, to verify.

What is expected on the target is said by the same code that makes it there, from the source as it is
now; what is found there is read anew. The journal is asked only why something could not be carried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal, TypeVar

import attrs

from githost.client.fanout import each
from githost.migration.items import Fate, Item, Verification
from githost.migration.journal import Journal, State
from githost.migration.pairs import (
    Pair,
    commits,
    conversations,
    existing,
    of_groupings,
    of_repository,
)
from githost.migration.parts import Branches, PullRequests, Sides
from githost.migration.plan import Move, Plan
from githost.migration.repositories import REPOSITORIES, in_the_way, target_of
from githost.migration.run import sides_of
from githost.migration.things import Thing
from githost.model import RepoRef

__all__ = ["Difference", "compare", "verify"]

I = TypeVar("I")  # noqa: E741  # an item
T = TypeVar("T")
_MISSING = "it is not on the target"
#: Digits of a commit's name that every host tells.
_SHORT = 12


@attrs.frozen(kw_only=True)
class Difference:
    """Something that carrying out a plan would do, or cannot do."""

    #: What kind of thing, one of `PARTS`.
    part: str
    #: The repository on the source, or what holds repositories.
    repository: str
    #: What people call it.
    name: str
    #: What would be done with it on the target; "drop" leaves it out, and "refuse" is for a
    #: repository of which nothing is carried, for one that no run made is in the way.
    change: Literal["make", "change", "drop", "refuse"]
    #: What would be changed, or why it cannot be carried.
    why: str = ""


def compare(
    plan: Plan, journal: Journal | None = None, *, workers: int = 8
) -> Iterator[Difference]:
    """Say what carrying out `plan` with `journal` would do, repository by repository, and do nothing.

    `journal` tells which repositories of the target earlier runs made; None is for the first run.
    For repositories that the target lacks it does not count what was said in pull requests. Makes
    the requests that read both sides, of as many repositories at once as there are `workers`.

    Raises `ConfigurationError` for a journal of another migration.
    """
    if journal is not None:
        journal.check(plan)
    with sides_of(plan) as sides:
        for pair in of_groupings(sides):
            yield from _differences(sides, pair)
        yield from _flat(lambda move: _to_do(sides, journal, move), plan.moves, workers)


def verify(plan: Plan, journal: Journal | None = None, *, workers: int = 8) -> Verification:
    """Read both sides and say of each thing whether it was kept, degraded (how), dropped (why), or differs.

    `journal` tells why pull requests and large files could not be carried; without it they differ.
    Makes the requests that read both sides, comments and tasks included, of as many repositories of
    `plan` at once as there are `workers`.

    Raises `ConfigurationError` for a journal of another migration.
    """
    if journal is not None:
        journal.check(plan)
    with sides_of(plan) as sides:
        judge = _Judge(sides, journal)
        items: list[Item] = []
        for pair in of_groupings(sides):
            items += judge.items(pair, pair.under)
        items += _flat(judge.repository, plan.moves, workers)
        return Verification(
            source=sides.source.url,
            target=sides.target.url,
            at=datetime.now(UTC).replace(microsecond=0),
            items=tuple(items),
        )


def _flat(function: Callable[[I], Iterable[T]], items: Iterable[I], workers: int) -> Iterator[T]:
    """Call `function` with several items at a time and give all its results in order."""

    def collected(item: I) -> list[T]:
        return list(function(item))

    for outcome in each(collected, items, workers):
        yield from outcome.result()


def _there(sides: Sides, journal: Journal | None, move: Move) -> RepoRef | None:
    """Return the repository of the target as which one was carried, or that has its name."""
    carried = target_of(journal, move) if journal is not None else None
    return existing(sides, carried or move.target)


def _to_do(sides: Sides, journal: Journal | None, move: Move) -> Iterator[Difference]:
    there = _there(sides, journal, move)
    name = str(move.source)
    told = {"part": REPOSITORIES, "repository": name, "name": str(move.target)}
    if there is None:
        yield Difference(**told, change="make")
    elif journal is None or journal.find(REPOSITORIES, name) is None:
        yield Difference(**told, change="refuse", why=in_the_way(move))
        return
    for pair in of_repository(sides, move, there):
        found = pair.found(sides)
        yield from _differences(sides, pair, found)
        if pair.part.name == PullRequests.name:
            for said in conversations(sides, move, there, found):
                yield from _differences(sides, said)


def _differences(
    sides: Sides, pair: Pair, found: dict[str, Thing] | None = None
) -> Iterator[Difference]:
    there = pair.found(sides) if found is None else found
    for thing in pair.expected(sides):
        other = there.get(thing.key)
        told = {"part": pair.part.name, "repository": pair.under, "name": thing.name}
        if thing.dropped:
            yield Difference(**told, change="drop", why=thing.dropped)
        elif other is None:
            yield Difference(**told, change="make", why="; ".join(thing.losses))
        elif names := pair.part.differing(thing, other):
            yield Difference(**told, change="change", why=", ".join(names))


@attrs.frozen
class _Judge:
    """Says what became of things."""

    sides: Sides
    journal: Journal | None

    def repository(self, move: Move) -> Iterator[Item]:
        """Judge everything of a repository."""
        there = _there(self.sides, self.journal, move)
        name = str(move.source)
        yield from self._large_files(name)
        shas: dict[str, str] = {}
        for pair in of_repository(self.sides, move, there):
            found = pair.found(self.sides)
            expected = pair.expected(self.sides)
            yield from self._judged(pair, name, expected, found)
            if pair.part.name == Branches.name:
                shas |= {thing.facts["sha"]: thing.facts["sha"] for thing in expected}
            elif pair.part.name == PullRequests.name:
                carried = {one.key: found[one.key] for one in expected if one.key in found}
                heads = {
                    one.facts["head"]: found[one.key].facts["head"]
                    for one in expected
                    if one.key in found
                }
                # Hosts may shorten a commit's name, so a branch's may be known by the whole one.
                tips = {sha[:_SHORT] for sha in shas}
                shas |= {
                    here: other
                    for here, other in heads.items()
                    if here and other and here[:_SHORT] not in tips
                }
                for said in conversations(self.sides, move, there, carried):
                    yield from self.items(said, name)
        for pair in commits(self.sides, move, there, shas):
            yield from self.items(pair, name)

    def items(self, pair: Pair, repository: str) -> Iterator[Item]:
        """Judge the things of one part at one place."""
        # What is found is read first: of comments, it tells which the tasks hang on.
        found = pair.found(self.sides)
        yield from self._judged(pair, repository, pair.expected(self.sides), found)

    def _judged(
        self, pair: Pair, repository: str, expected: list[Thing], found: dict[str, Thing]
    ) -> Iterator[Item]:
        part = pair.part
        for thing in expected:
            other = found.get(thing.key)
            fate, why = self._fate(pair, thing, other)
            yield Item(
                part=part.name,
                repository=repository,
                name=thing.name,
                fate=fate,
                why=why,
                source_url=thing.url,
                target_url=None if other is None else other.url,
            )
        if part.guarded:
            known = {thing.key for thing in expected if not thing.dropped}
            for key, other in found.items():
                if key not in known:
                    yield Item(
                        part=part.name,
                        repository=repository,
                        name=other.name,
                        fate=Fate.DIFFERS,
                        why="only the target has it",
                        target_url=other.url,
                    )

    def _fate(self, pair: Pair, thing: Thing, other: Thing | None) -> tuple[Fate, str]:
        if thing.dropped:
            return Fate.DROPPED, thing.dropped
        if other is None:
            source = pair.entry_of(thing)
            entry = self.journal.find(pair.part.name, source) if self.journal else None
            if entry is not None and entry.state is State.DROPPED:
                return Fate.DROPPED, entry.note
            return Fate.DIFFERS, _MISSING
        if names := pair.part.differing(thing, other):
            return Fate.DIFFERS, f"the target has another {' and '.join(names)}"
        losses = (*thing.losses, *pair.part.lost(thing, other))
        return (Fate.DEGRADED, "; ".join(losses)) if losses else (Fate.KEPT, "")

    def _large_files(self, repository: str) -> Iterator[Item]:
        """Say that large files were not carried, where the journal knows it."""
        if self.journal is None:
            return
        for entry in self.journal.entries("lfs", under=repository):
            fate = Fate.DROPPED if entry.state is State.DROPPED else Fate.KEPT
            yield Item(
                part="lfs", repository=repository, name="large files", fate=fate, why=entry.note
            )
