"""What eight workers win over one in a migration, at 50 ms for each answer of either host."""

import tempfile
import time
from pathlib import Path
from typing import Final

import attrs

from githost.migration import Journal, apply
from githost.migration.plan import PARTS
from tests.benchmarks.measuring import Row
from tests.migration.hosts import running
from tests.migration.people import populate
from tests.migration.plans import Side, plan_between
from tests.migration.world import FULL, Sizes, World, build

__all__ = ["migrating"]

_DELAY: Final = 0.05
_WORKERS: Final = 8
#: Of a size that one worker gets through in a minute.
_SIZES: Final[Sizes] = attrs.evolve(
    FULL,
    projects=2,
    repositories=17,
    pull_requests=48,
    comments=240,
    tasks=16,
    permissions=24,
    hooks=16,
    rules=16,
    deploy_keys=16,
    large=0,
)
_GIT: Final = frozenset({"branches", "tags"})


def migrating() -> list[Row]:
    """Measure branches and tags, then all the rest."""
    with tempfile.TemporaryDirectory(prefix="githost-migrating-") as name:
        folder = Path(name)
        world = build(folder / "world", _SIZES)
        one, many = _moved(folder / "one", world, 1), _moved(folder / "many", world, _WORKERS)
    parts = (("branches and tags", 5.0), ("all the rest", 6.0))
    return [
        Row(f"migration of {what}: {_WORKERS} workers over one", serial / fast, target, more=True)
        for (what, target), serial, fast in zip(parts, one, many, strict=True)
    ]


def _moved(folder: Path, world: World, workers: int) -> tuple[float, float]:
    """Move the world from Data Center to Cloud; return the seconds for git and for the rest."""
    folder.mkdir()
    populate(folder / "target")
    here, there = world.copied(folder / "source"), folder / "target"
    with (
        running("bitbucket-datacenter", data=here, latency=_DELAY) as source,
        running("bitbucket-cloud", data=there, latency=_DELAY) as target,
        Journal(folder / "journal.sqlite") as journal,
    ):
        sides = Side.of(source), Side.of(target)
        seconds = []
        for parts in (_GIT, frozenset(PARTS) - _GIT):
            archive = folder / "archive"
            plan = plan_between(*sides, world.namespaces, archive=archive, parts=parts)
            began = time.perf_counter()
            done = apply(plan, journal, workers=workers)
            seconds.append(time.perf_counter() - began)
            assert done.failures == ()
    return seconds[0], seconds[1]
