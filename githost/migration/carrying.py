"""Carries the things of one place, one by one: makes what is missing, changes what was made before.

Each thing is written down before it is made and after. So whatever a kill interrupts is looked for
on the target by the next run, and what is found there is taken over instead of made again. What the
journal does not know is never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from githost.errors import (
    AmbiguousWriteError,
    AuthenticationError,
    GitHostError,
    RateLimitError,
    ServerError,
    TransportError,
    WrongStateError,
)
from githost.migration.journal import Entry, Journal, JournalError, State
from githost.migration.pairs import Pair
from githost.migration.parts import Refused, Sides
from githost.migration.run import Run
from githost.migration.things import Thing

__all__ = ["PASSING", "Carrier", "Counts", "Failure", "StoppedError", "carry_pair", "entries_of"]

#: What may go away by itself: the whole unit is tried again.
PASSING = (TransportError, ServerError, RateLimitError, AmbiguousWriteError)


class StoppedError(GitHostError):
    """A unit ended before its end, because the whole run does."""


@attrs.frozen
class Failure:
    """Something that could not be carried, though it should have been."""

    #: What it is: its id on the source.
    what: str
    #: What it failed with.
    error: GitHostError


@attrs.define
class Counts:
    """What was done at a place."""

    made: int = 0
    changed: int = 0
    kept: int = 0
    dropped: int = 0
    failures: list[Failure] = attrs.field(factory=list)

    def add(self, other: Counts) -> None:
        """Add what was done elsewhere."""
        self.made += other.made
        self.changed += other.changed
        self.kept += other.kept
        self.dropped += other.dropped
        self.failures += other.failures


def entries_of(journal: Journal, part: str, under: str) -> dict[str, Entry]:
    """Return what the journal knows of a part below `under`, by id on the source."""
    return {entry.source: entry for entry in journal.entries(part, under=under)}


@attrs.frozen(kw_only=True)
class Carrier:
    """Carries the things of one part from one place to another."""

    pair: Pair
    sides: Sides
    journal: Journal
    #: Whether nothing is made, and what is on the target already is only written down.
    adopt: bool = False

    def carry(self, expected: Iterable[Thing] | None = None) -> Counts:
        """Carry what is `expected` on the target, None for all that the source has; return what was done.

        A thing that the target refuses is told among the failures, and the others go on. Raises
        what may go away by itself, and `AuthenticationError`.
        """
        counts = Counts()
        part, under = self.pair.part, self.pair.under
        entries = entries_of(self.journal, part.name, under)
        # Where nothing was begun there is nothing to find; but what opens a door is looked for.
        fresh = not (entries or part.guarded or part.owned or self.adopt)
        looked: dict[str, Thing] | None = {} if fresh else None
        seen: Counter[str] = Counter()
        for thing in self.pair.expected(self.sides) if expected is None else expected:
            if self.sides.stop.is_set():
                raise StoppedError("the run ends before everything is carried; run again to go on")
            source = self.pair.entry_of(thing)
            seen[source] += 1
            if seen[source] > 1:
                source = f"{source}~{seen[source]}"
            entry = entries.get(source)
            if thing.dropped:
                if entry is None or entry.note != thing.dropped:
                    self.journal.dropped(part.name, source, thing.dropped)
                counts.dropped += 1
            elif entry is not None and entry.state is State.DONE and entry.digest == thing.digest:
                counts.kept += 1
            else:
                if looked is None:
                    looked = self.pair.found(self.sides)
                try:
                    self._one(thing, source, entry, looked.get(thing.key), counts)
                except (*PASSING, AuthenticationError, JournalError, StoppedError):
                    raise
                except Refused as refusal:
                    self.journal.dropped(part.name, source, str(refusal))
                    counts.dropped += 1
                except GitHostError as error:
                    counts.failures.append(Failure(source, error))
        return counts

    def _one(
        self,
        thing: Thing,
        source: str,
        entry: Entry | None,
        there: Thing | None,
        counts: Counts,
    ) -> None:
        part, place, journal = self.pair.part, self.pair.target, self.journal
        if there is None:
            if not self.adopt:
                journal.begin(part.name, source)
                target = part.make(self.sides, place, thing)
                journal.done(part.name, source, target=target, digest=thing.digest)
                counts.made += 1
        elif not part.differing(thing, there):
            journal.done(part.name, source, target=there.id, digest=thing.digest)
            counts.kept += 1
        elif self.adopt:
            # An earlier run made it, and the source changed since: the next run may change it.
            journal.begin(part.name, source)
            counts.kept += 1
        elif not part.owned and (
            entry is None or (part.exact and _changed_since(entry, thing, there))
        ):
            since = "was changed there since" if entry is not None else "was there before"
            names = " and ".join(part.differing(thing, there))
            raise WrongStateError(
                f"{thing.name} is on the target with another {names}; it {since}, so it is left as it is: "
                "make both sides the same by hand"
            )
        else:
            target = part.change(self.sides, place, there, thing)
            journal.done(part.name, source, target=target, digest=thing.digest)
            counts.changed += 1


def carry_pair(run: Run, pair: Pair, expected: Iterable[Thing] | None = None) -> Counts:
    """Carry the things of one part from one place to another, where the plan carries that part."""
    if not run.carries(pair.part.name):
        return Counts()
    return Carrier(pair=pair, sides=run.sides, journal=run.journal).carry(expected)


def _changed_since(entry: Entry, thing: Thing, there: Thing) -> bool:
    """Say whether somebody changed what an earlier run had made and finished."""
    now = {name: there.facts.get(name) for name in thing.facts}
    return entry.state is State.DONE and attrs.evolve(thing, facts=now).digest != entry.digest
