"""Writes a lost journal anew from what both sides hold: markers in texts, and natural keys elsewhere."""

from __future__ import annotations

import json

from githost.client.fanout import each
from githost.errors import ConfigurationError
from githost.migration.carrying import Carrier
from githost.migration.git import refs_in
from githost.migration.journal import Journal
from githost.migration.pairs import (
    Pair,
    commits,
    conversations,
    existing,
    of_groupings,
    of_repository,
)
from githost.migration.parts import PullRequests, Sides
from githost.migration.parts.refs import Refs
from githost.migration.plan import Move, Plan
from githost.migration.pushing import REFS
from githost.migration.repositories import REPOSITORIES
from githost.migration.run import sides_of
from githost.model import RepoRef

__all__ = ["rebuild"]


def rebuild(plan: Plan, journal: Journal, *, workers: int = 8) -> int:
    """Write into `journal` what an earlier run of `plan` left on the target; return how many things.

    A repository of the target is taken over where some branch is the same on both sides, a pull
    request there says that it comes from the source, or it holds nothing yet. Nothing is made or
    changed on either host.
    As many repositories are read at once as there are `workers`.

    Raises `ConfigurationError` for a repository in which nothing comes from the source.
    """
    journal.belongs(plan)
    with journal.exclusive(), sides_of(plan) as sides:
        for pair in of_groupings(sides):
            _adopt(sides, journal, pair)

        def one(move: Move) -> None:
            _rebuild(sides, journal, move)

        for outcome in each(one, plan.moves, workers):
            outcome.result()
    return sum(1 for _ in journal.entries())


def _rebuild(sides: Sides, journal: Journal, move: Move) -> None:
    there = existing(sides, move.target)
    if there is None:
        return
    pulls = PullRequests().found(sides.target, there)
    own = {pull.key: pull for pull in pulls if pull.key.rpartition("#")[0] == str(move.source)}
    same, empty = _same_refs(sides, move, there)
    if not (own or same or empty):
        raise ConfigurationError(
            f"nothing in {there} comes from {move.source}; give the repository another name in the plan"
        )
    journal.done(REPOSITORIES, str(move.source), target=str(there))
    journal.done(REFS, str(move.source), target=str(there), note=json.dumps(same))
    for pair in of_repository(sides, move, there):
        if not isinstance(pair.part, Refs):
            _adopt(sides, journal, pair)
    for pair in conversations(sides, move, there, own):
        _adopt(sides, journal, pair)
    for pair in commits(sides, move, there, {sha: sha for sha in same.values()}):
        _adopt(sides, journal, pair)


def _adopt(sides: Sides, journal: Journal, pair: Pair) -> None:
    Carrier(pair=pair, sides=sides, journal=journal, adopt=True).carry()


def _same_refs(sides: Sides, move: Move, there: RepoRef) -> tuple[dict[str, str], bool]:
    """Return the branches and tags that are the same on both sides, and whether the target has none."""
    here, found = refs_in(sides.source, move.source), refs_in(sides.target, there)
    return {name: sha for name, sha in here.items() if found.get(name) == sha}, not found
