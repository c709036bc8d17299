"""Migrations that are killed, shortened; the long run is `python tests/faults/kill_resume.py`."""

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from tests.faults.kill_resume import FAULTS
from tests.faults.kills import Tally, run
from tests.migration.world import SMALL, World, build

pytestmark = pytest.mark.slow

#: Smaller than small, so that a round takes few seconds.
_SIZES = attrs.evolve(
    SMALL, repositories=2, pull_requests=8, comments=24, tasks=4, hooks=2, rules=3, deploy_keys=2
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Build a world."""
    return build(tmp_path_factory.mktemp("killed") / "world", _SIZES)


def _killed(
    world: World, folder: Path, tell: Callable[[str, object], None], *, kills: int, faults: int = 0
) -> Tally:
    tally = run(folder, world, kills=kills, faults=faults, seed=11)
    tell("measured", f"kills: {tally.kills} in {tally.rounds} migrations, {tally.seconds:.0f} s")
    return tally


def test_killed_migrations_end_as_if_nobody_had_been(
    world: World, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Nothing is lost or doubled by kills, nor by journals that are lost after one."""
    tally = _killed(world, tmp_path / "run", record_property, kills=10)
    assert tally.wrong == []
    assert tally.kills >= 10
    assert tally.rebuilt > 0


def test_killed_migrations_of_unreliable_hosts_end_so_too(
    world: World, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Nor by hosts that fail, refuse and hang up, before or after what they were asked to do."""
    tally = _killed(world, tmp_path / "run", record_property, kills=4, faults=FAULTS)
    assert tally.wrong == []
    assert tally.kills >= 4
