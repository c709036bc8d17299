"""Carries what holds repositories: namespaces and projects, who may use all in them, their rules and hooks."""

from __future__ import annotations

from githost.errors import NotFoundError
from githost.migration.carrying import Counts, carry_pair
from githost.migration.groupings import Grouping
from githost.migration.pairs import of_grouping
from githost.migration.parts import Permissions
from githost.migration.plan import NewNamespace, NewProject
from githost.migration.run import Run

__all__ = ["carry_grouping", "finish_grouping", "make_places"]


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
    return _carry(run, grouping, first=True)


def finish_grouping(run: Run, grouping: Grouping) -> Counts:
    """Carry its rules and hooks, which would stand in the way before."""
    return _carry(run, grouping, first=False)


def _carry(run: Run, grouping: Grouping, *, first: bool) -> Counts:
    counts = Counts()
    for pair in of_grouping(run.sides, grouping):
        if isinstance(pair.part, Permissions) is first:
            counts.add(carry_pair(run, pair))
    return counts
