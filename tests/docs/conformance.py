"""The page on what the contract found of each host. Run it to make the page anew, from a run of the contract."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import githost

__all__ = ["BEGIN", "END", "PAGE", "rendered", "reported", "titles"]

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "reference" / "conformance.md"
BEGIN: Final = "<!-- generated: conformance -->\n"
END: Final = "<!-- end -->"
#: Where the contract runs on each provider.
_MODULES: Final = ("test_bitbucket_cloud", "test_bitbucket_datacenter", "test_local")


def titles() -> Mapping[str, str]:
    """Return the products' names by those of their targets, which are the providers' own."""
    return {provider.name: provider.title for provider in githost.providers()}


def reported(*chosen: str) -> Mapping[str, Any]:
    """Run the contract on every provider, or its `chosen` tests, and return what came of it by target."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    modules = [f"tests/contract/{module}.py" for module in _MODULES]
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        options = ["-n", "2", "--dist", "loadfile", f"--githost-report={report}"]
        done = subprocess.run(
            [*command, *options, *chosen, *modules],
            cwd=ROOT,
            env=own,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"the contract is broken:\n{done.stdout[-4000:]}{done.stderr}")
        found: Mapping[str, Any] = json.loads(report.read_text("utf-8"))["targets"]
    return found


def rendered(targets: Mapping[str, Any]) -> str:
    """Return the tables: each operation, then what is refused with some arguments only."""
    shown = titles()
    names = [name for name in shown if name in targets]
    rows = [["operation", *(shown[name] for name in names)], ["---"] * (len(names) + 1)]
    for operation in targets[names[0]]["operations"]:
        outcomes = (targets[name]["operations"].get(operation, "not tested") for name in names)
        rows.append([f"`{operation}`", *outcomes])
    parts = [["refused in part", "host", "reason"], ["---"] * 3]
    for name in names:
        told = sorted(targets[name]["unsupported in part"].items())
        parts.extend([f"`{what}`", shown[name], reason] for what, reason in told)
    lines = ["\n".join(f"| {' | '.join(row)} |" for row in table) for table in (rows, parts)]
    return "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}{rendered(reported())}{END}{rest.partition(END)[2]}", "utf-8")
