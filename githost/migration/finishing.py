"""Ends the work on one repository: what would have stood in its way, and what it said of itself."""

from __future__ import annotations

from githost.interface.addresses import Target
from githost.migration.carrying import Carrier, Counts
from githost.migration.conversations import carry_statuses
from githost.migration.git import refs_of
from githost.migration.mirror import delete
from githost.migration.parts import (
    BranchRules,
    DefaultReviewers,
    DeployKeys,
    Held,
    Hooks,
    Settings,
    Statuses,
)
from githost.migration.parts.refs import KEPT, OWN
from githost.migration.plan import Move
from githost.migration.repositories import target_of
from githost.migration.run import Run
from githost.model import CommitRef, PullRequestState, RepoRef

__all__ = ["carry_held", "finish_repository"]

_HEADS = "refs/heads/"
#: In this order: rules may forbid what comes before them, and hooks call for what comes after.
_HELD: tuple[Held, ...] = (DefaultReviewers(), DeployKeys(), BranchRules(), Hooks())


def finish_repository(run: Run, move: Move) -> Counts:
    """Carry settings, reviewers, keys, rules and hooks; take away branches that served pull requests."""
    counts = Counts()
    there = target_of(run.journal, move)
    if there is None:
        return counts
    if run.carries(Statuses.name):
        for name, sha in _tips(run, move).items():
            if name.startswith(_HEADS) and not name.startswith(OWN):
                counts.add(carry_statuses(run, CommitRef(move.source, sha), there))
    _tidy(run, there)
    settings = Settings()
    expected = settings.expected(run.sides, move.source) if run.carries(settings.name) else []
    carrier = Carrier(
        part=settings, sides=run.sides, journal=run.journal, place=there, under=str(move.source)
    )
    # A frozen repository takes no changes, so that it is frozen comes last.
    counts.add(carrier.carry(one for one in expected if one.key != "archived"))
    for part in _HELD:
        counts.add(carry_held(run, part, move.source, there))
    counts.add(carrier.carry(one for one in expected if one.key == "archived"))
    return counts


def carry_held(run: Run, part: Held, source: Target, target: Target) -> Counts:
    """Carry what `source` holds of a part to `target`; nothing where either host has no such thing."""
    sides = run.sides
    if not run.carries(part.name) or not sides.source.supports(part.reads, target=source):
        return Counts()
    expected = part.expected(sides, source)
    supported = sides.target.supports(part.makes, target=target)
    if not supported:
        why = supported.reason or "the target has no place for it"
        expected = [thing.not_carried(why) for thing in expected]
    carrier = Carrier(part=part, sides=sides, journal=run.journal, place=target, under=str(source))
    return carrier.carry(expected)


def _tips(run: Run, move: Move) -> dict[str, str]:
    source = run.sides.source
    return refs_of(source.git.clone_url(move.source), source.git.environment())


def _tidy(run: Run, there: RepoRef) -> None:
    """Delete the branches between which ended pull requests were opened."""
    host = run.sides.target
    url, environment = host.git.clone_url(there), host.git.environment()
    own = {name: sha for name, sha in refs_of(url, environment).items() if name.startswith(OWN)}
    own.pop(KEPT, None)
    if not own:
        return
    for pull in host.pull_requests.list(there, state=PullRequestState.OPEN):
        for branch in (pull.source.branch, pull.target.branch):
            own.pop(f"{_HEADS}{branch}", None)
    delete(url, environment, sorted(own), own)
