"""Ends the work on one repository: what would have stood in its way, and what it said of itself."""

from __future__ import annotations

from githost.migration.carrying import Counts, carry_pair
from githost.migration.conversations import carry_statuses
from githost.migration.git import refs_in, refs_of
from githost.migration.mirror import delete
from githost.migration.pairs import Pair
from githost.migration.parts import (
    BranchRules,
    DefaultReviewers,
    DeployKeys,
    Held,
    Hooks,
    Settings,
    Statuses,
)
from githost.migration.parts.refs import HEADS, KEPT, OWN
from githost.migration.plan import Move
from githost.migration.run import Run
from githost.model import CommitRef, PullRequestState, RepoRef

__all__ = ["finish_repository"]

#: In this order: rules may forbid what comes before them, and hooks call for what comes after.
_HELD: tuple[Held, ...] = (DefaultReviewers(), DeployKeys(), BranchRules(), Hooks())


def finish_repository(run: Run, move: Move, there: RepoRef) -> Counts:
    """Carry settings, reviewers, keys, rules and hooks; take away branches that served pull requests."""
    counts = Counts()
    if run.carries(Statuses.name):
        for name, sha in refs_in(run.sides.source, move.source).items():
            if name.startswith(HEADS) and not name.startswith(OWN):
                counts.add(carry_statuses(run, CommitRef(move.source, sha), there))
    _tidy(run, there)
    settings = Pair(Settings(), str(move.source), move.source, there)
    expected = settings.expected(run.sides)
    # A frozen repository takes no changes, so that it is frozen comes last.
    counts.add(carry_pair(run, settings, (one for one in expected if one.key != "archived")))
    for part in _HELD:
        counts.add(carry_pair(run, Pair(part, str(move.source), move.source, there)))
    counts.add(carry_pair(run, settings, (one for one in expected if one.key == "archived")))
    return counts


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
            own.pop(f"{HEADS}{branch}", None)
    delete(url, environment, sorted(own), own)
