"""Measures the library against a reference in the same run, and prints one table of ratios.

Paired and interleaved, the median of seven: machines differ and are noisy, ratios less so. None of
it is a test. `python tests/benchmarks/run.py [--json] [--items 1000000]`

What depends on the extra `fast` is measured in two child processes, one of which does without it.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs

sys.path.insert(0, str(Path(__file__).parents[2]))

# The line above finds these when this is run as a script.
from tests.benchmarks.exchanges import first_item, one_request
from tests.benchmarks.latency import latency
from tests.benchmarks.measuring import Row
from tests.benchmarks.memory import growth, memory
from tests.benchmarks.migrating import migrating
from tests.benchmarks.server import serving
from tests.benchmarks.starting import starting

_RUN = "import runpy; runpy.run_module('tests.benchmarks.{}', run_name='__main__')"
#: An import of msgspec then fails.
_CORE = "import sys; sys.modules['msgspec'] = None; "


def both_ways() -> list[Row]:
    """Measure what reads pages without and with the extra, each in a process of its own."""
    rows = []
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    for without, module in itertools.product((_CORE, ""), ("lists", "conditional")):
        command = [sys.executable, "-c", without + _RUN.format(module)]
        done = subprocess.run(
            command, env={**os.environ, **path}, stdout=subprocess.PIPE, check=True
        )
        rows += [Row(**row) for row in json.loads(done.stdout)]
    return rows


def table(rows: list[Row]) -> str:
    """Draw the table."""
    lines = ["| what | measured | target | |", "|---|---|---|---|"]
    for row in rows:
        wanted = verdict = ""
        if row.target is not None:
            wanted = f"{'≥' if row.more else '≤'} {row.target:g} {row.unit}"
            verdict = "met" if row.met else "missed"
        lines.append(f"| {row.what} | {row.value:.2f} {row.unit} | {wanted} | {verdict} |")
    return "\n".join(lines)


def documents(rows: list[Row]) -> list[dict[str, Any]]:
    """Return the rows for machines."""
    return [{**attrs.asdict(row), "met": row.met} for row in rows]


def main() -> int:
    """Run everything, print the table, and return 1 where a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--items", type=int, default=100_000, help="the longest list")
    asked = parser.parse_args()
    rows = both_ways()
    with serving(items=1000) as url:
        rows += [one_request(url), first_item(url)]
    rows += [*memory(asked.items), *growth(asked.items), *starting(), *latency()]
    rows += migrating()
    print(json.dumps(documents(rows), indent=1) if asked.json else table(rows))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
