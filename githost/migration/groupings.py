"""What holds repositories: namespaces, whose name their addresses begin with, and projects within them.

One host's namespace may be another's project: Data Center's projects are part of addresses, those
of Cloud are not. What was granted to all repositories of one goes to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs

from githost.client.sync import Host
from githost.migration.plan import Plan
from githost.model import NamespaceRef, ProjectRef

__all__ = ["Grouping", "groupings"]


Holder: TypeAlias = NamespaceRef | ProjectRef


@attrs.frozen
class Grouping:
    """What holds repositories on the source, and what holds the same ones on the target."""

    source: Holder
    #: None where they go to several places, or come together with those of others.
    target: Holder | None


def groupings(plan: Plan, source: Host) -> tuple[Grouping, ...]:
    """Return what holds the plan's repositories.

    Makes the requests of `repos.list` for each namespace where the source has projects.
    """
    pairs: dict[Holder, set[Holder]] = {}
    origins: dict[Holder, set[Holder]] = {}
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
        Grouping(here, next(iter(found)) if _alone(found, origins) else None)
        for here, found in pairs.items()
    )


def _alone(found: set[Holder], origins: Mapping[Holder, set[Holder]]) -> bool:
    """Say whether there is one place on the target, and nothing else comes to it."""
    return len(found) == 1 and all(len(origins[there]) == 1 for there in found)


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
