"""Kills migrations and lets them go on: `python tests/faults/kill_resume.py [--kills 100] [--faults]`.

Prints a table; ends with 1 where anything is lost, doubled or otherwise not as in an undisturbed run.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.kills import Tally, run  # found by the line above when run as a script
from tests.migration.world import build  # see above

__all__ = ["main"]

#: Out of a thousand exchanges, where faults are wanted.
FAULTS = 30


def main() -> int:
    """Kill as often as was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", action="store_true", help="let both hosts fail now and then")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="githost-kills-") as folder:
        world = build(Path(folder) / "world")
        faults = FAULTS if asked.faults else 0
        folders = Path(folder) / "run", world
        tally = run(*folders, kills=asked.kills, faults=faults, seed=asked.seed, progress=_progress)
    print(tally)
    return 1 if tally.wrong else 0


def _progress(tally: Tally) -> None:
    told = f"{tally.kills} kills in {tally.rounds} migrations, {len(tally.wrong)} wrong"
    print(told, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
