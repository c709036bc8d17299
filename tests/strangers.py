"""Programs as they run on a stranger's machine, which has nothing of this checkout but what was built of it."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["run", "surroundings", "wheel"]


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment of a program that sees nothing of this checkout, and `more`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**own, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}


def run(*command: str | Path, where: Path) -> str:
    """Run a program that must succeed, and return what it prints."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=where,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def wheel(source: Path, folder: Path) -> Path:
    """Build the distribution at `source` into `folder`, and return its wheel."""
    before = set(folder.glob("*.whl"))
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, source, where=source)
    (built,) = set(folder.glob("*.whl")) - before
    return built
