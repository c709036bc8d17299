"""What holds repositories: namespaces, whose name their addresses begin with, and projects within them.

One host's namespace may be another's project: Data Center's projects are part of addresses, those
of Cloud are not. What was granted to all repositories of one goes to the other.
"""

from __future__ import annotations

import attrs

from githost.client.sync import Host
from githost.errors import NotFoundError
from githost.migration.carrying import Counts
from githost.migration.finishing import carry_held
from githost.migration.parts import BranchRules, Hooks, Permissions
from githost.migration.plan import NewNamespace, NewProject, Plan
from githost.migration.run import Run
from githost.model import NamespaceRef, ProjectRef

__all__ = ["Grouping", "carry_grouping", "finish_grouping", "groupings", "make_places"]


@attrs.frozen
class Grouping:
    """What holds repositories on the source, and what holds the same ones on the target."""

    source: NamespaceRef | ProjectRef
    target: NamespaceRef | ProjectRef


def groupings(plan: Plan, source: Host) -> tuple[Grouping, ...]:
    """Return what holds the plan's repositories; without those that go to several places, or come from several.

    Makes the requests of `repos.list` for each namespace where the source has projects.
    """
    pairs: dict[NamespaceRef | ProjectRef, set[NamespaceRef | ProjectRef]] = {}
    origins: dict[NamespaceRef | ProjectRef, set[NamespaceRef | ProjectRef]] = {}
    projects = _projects(plan, source)
    for move in plan.moves:
        held = projects.get(str(move.source))
        namespace = move.source.namespace
        here = ProjectRef(namespace, held) if held else NamespaceRef(namespace)
        into = move.target.namespace
        there = ProjectRef(into, move.project) if move.project else NamespaceRef(into)
        pairs.setdefault(here, set()).add(there)
        origins.setdefault(there, set()).add(here)
    return tuple(
        Grouping(here, there)
        for here, found in pairs.items()
        for there in found
        if len(found) == 1 and len(origins[there]) == 1
    )


def _projects(plan: Plan, source: Host) -> dict[str, str | None]:
    """Return the project of each repository, where projects are no part of addresses."""
    if not source.supports("projects.list"):
        return {}
    namespaces = {move.source.namespace for move in plan.moves}
    return {
        str(repo.ref): repo.project
        for namespace in sorted(namespaces)
        for repo in source.repos.list(namespace)
    }


def make_places(run: Run) -> Counts:
    """Make the namespaces and projects that the plan names and the target lacks."""
    counts = Counts()
    for namespace in run.plan.namespaces:
        _make_namespace(run, namespace, counts)
    for project in run.plan.projects:
        _make_project(run, project, counts)
    return counts


def _make_namespace(run: Run, new: NewNamespace, counts: Counts) -> None:
    host = run.sides.target
    try:
        host.namespaces.get(new.path)
    except NotFoundError:
        host.namespaces.create(
            new.path,
            name=new.name,
            description=new.description or None,
            visibility=new.visibility,
        )
        counts.made += 1
    else:
        counts.kept += 1


def _make_project(run: Run, new: NewProject, counts: Counts) -> None:
    host = run.sides.target
    try:
        host.projects.get(new.namespace, new.key)
    except NotFoundError:
        host.projects.create(
            new.namespace,
            new.key,
            name=new.name,
            description=new.description or None,
            visibility=new.visibility,
        )
        counts.made += 1
    else:
        counts.kept += 1


def carry_grouping(run: Run, grouping: Grouping) -> Counts:
    """Carry who may use everything in it."""
    return carry_held(run, Permissions(), grouping.source, grouping.target)


def finish_grouping(run: Run, grouping: Grouping) -> Counts:
    """Carry its rules and hooks, which would stand in the way before."""
    counts = Counts()
    for part in (BranchRules(), Hooks()):
        counts.add(carry_held(run, part, grouping.source, grouping.target))
    return counts
