"""Switches on the hooks that were carried switched off."""

from __future__ import annotations

from githost.errors import NotFoundError
from githost.migration.journal import Journal
from githost.migration.pairs import Pair, of_groupings, of_repository
from githost.migration.parts import Hooks, Sides
from githost.migration.plan import Plan
from githost.migration.repositories import target_of
from githost.migration.run import sides_of

__all__ = ["activate"]


def activate(plan: Plan, journal: Journal) -> int:
    """Switch on the hooks of `plan` that `journal` says were carried and that call on the source; return how many.

    A hook that is gone from the target is passed over.
    """
    journal.belongs(plan)
    with sides_of(plan) as sides:
        pairs = list(of_groupings(sides))
        for move in plan.moves:
            pairs += of_repository(sides, move, target_of(journal, move))
        return sum(_activate(sides, journal, pair) for pair in pairs)


def _activate(sides: Sides, journal: Journal, pair: Pair) -> int:
    if not isinstance(pair.part, Hooks) or pair.target is None:
        return 0
    activated = 0
    for thing in pair.expected(sides):
        entry = journal.find(pair.part.name, pair.entry_of(thing))
        if not pair.part.waiting(thing) or entry is None or not entry.target:
            continue
        try:
            if not sides.target.hooks.get(pair.target, entry.target).active:
                sides.target.hooks.update(pair.target, entry.target, active=True)
                activated += 1
        except NotFoundError:
            continue
    return activated
