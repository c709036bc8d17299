"""The one shape of everything that is carried: say it in the target's terms, find it, make it there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, TypeVar

import attrs

from githost.client.sync import Host
from githost.interface.addresses import Target
from githost.migration.people import People
from githost.migration.plan import Plan
from githost.migration.things import Thing, differing
from githost.model import UserRef

__all__ = ["Held", "Part", "Refused", "Sides", "keyed"]

P = TypeVar("P")


class Refused(Exception):  # noqa: N818  # nothing went wrong: the target has no such thing
    """The target takes a thing in general, and not this one; says why."""


@attrs.frozen
class Sides:
    """Both hosts, and who stands for whom."""

    plan: Plan
    source: Host
    target: Host
    people: People
    #: The account that makes everything on the target; None where the host does not say.
    me: UserRef | None
    #: Set when the run is to end: nothing new is begun.
    stop: threading.Event = attrs.field(factory=threading.Event, eq=False, repr=False)


class Part(Generic[P]):
    """One kind of thing at a place `P`: a repository, a pull request, a commit.

    What a thing of the source is to be on the target, with what is lost, is said once: it is what
    `apply` makes, what the dry run announces, and what `verify` looks for.
    """

    #: As in the plan's list of what to carry.
    name: ClassVar[str]
    #: The operations that reading and making it take.
    reads: ClassVar[str]
    makes: ClassVar[str]
    #: Whether what only the target has is told: it may let somebody in, or call somebody.
    guarded: ClassVar[bool] = False
    #: Whether it comes with the repository, which the migration made.
    owned: ClassVar[bool] = False
    #: Whether what the target holds can be compared to the letter with what was made.
    exact: ClassVar[bool] = True

    def expected(self, sides: Sides, place: P) -> list[Thing]:
        """Read `place` on the source and return what is to be on the target, each key once."""
        raise NotImplementedError

    def found(self, host: Host, place: P) -> Iterable[Thing]:
        """Give what is at `place` on the target."""
        raise NotImplementedError

    def make(self, sides: Sides, place: P, thing: Thing) -> str:
        """Make it at `place` on the target and return its id there.

        Raises `Refused` where the target turns out not to have such a thing: then it is dropped.
        """
        raise NotImplementedError

    def change(self, sides: Sides, place: P, there: Thing, thing: Thing) -> str:
        """Make what is there what it is to be, and return its id."""
        raise NotImplementedError

    def differing(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Return the names of the facts in which the target is not as expected."""
        return differing(expected, found)

    def lost(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Return what was lost for a reason that only the target knew."""
        del expected, found
        return ()


class Held(Part[Target]):
    """What a repository, or what holds repositories, has of one kind: read alike on both sides."""

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give what a side holds at `place`, in its own terms."""
        raise NotImplementedError

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give what is to be on the target for one thing of the source."""
        raise NotImplementedError

    def joined(self, first: Thing, second: Thing) -> Thing:
        """Return what is to be where two things of the source come to the same on the target."""
        return first.losing(f"{second.name} comes to the same on the target")

    def expected(self, sides: Sides, place: Target) -> list[Thing]:
        """Read `place` on the source and return what is to be on the target, each key once."""
        things = (
            there
            for thing in self.read(sides.source, place)
            for there in self.translated(thing, sides)
        )
        return keyed(things, self.joined)

    def found(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give what is at `place` on the target."""
        return self.read(host, place)


def keyed(things: Iterable[Thing], joined: Callable[[Thing, Thing], Thing]) -> list[Thing]:
    """Return `things` with each key once; those that cannot be carried are all kept."""
    carried: dict[str, Thing] = {}
    dropped: list[Thing] = []
    for thing in things:
        if thing.dropped:
            dropped.append(thing)
        elif thing.key in carried:
            carried[thing.key] = joined(carried[thing.key], thing)
        else:
            carried[thing.key] = thing
    return [*carried.values(), *dropped]
