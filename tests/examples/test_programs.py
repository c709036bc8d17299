"""Every program of the documentation: short, told how to run, and in the index."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.places import EXAMPLES

#: Not programs: a module for a test, and a plugin.
MODULES = {"forge", "tracing"}
PROGRAMS = sorted({path.stem for path in EXAMPLES.glob("*.py")} - MODULES)
#: What a program's line of the index is.
ROW = re.compile(r"^\| \[`(\w+)\.py`\]\(\1\.py\) \| .+ \| (\d+) \|$", re.MULTILINE)


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_is_short_and_says_how_to_run_it(name: str) -> None:
    """Sixty lines at the most: where it takes more, the library lacks something."""
    text = (EXAMPLES / f"{name}.py").read_text("utf-8")
    assert len(text.splitlines()) <= 60
    docstring = text.split('"""')[1]
    assert re.search(rf"^ *(python {name}\.py |uvicorn {name}:app$)", docstring, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name != "relay"])
def test_program_without_arguments_says_what_it_wants(name: str, tmp_path: Path) -> None:
    """It ends with an error and does nothing."""
    ended = subprocess.run(
        [sys.executable, EXAMPLES / f"{name}.py"], cwd=tmp_path, capture_output=True, check=False
    )
    assert ended.returncode != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("release", ["acme/site", "1.0", "true"]),
        ("inventory", ["acme"]),
        ("cleanup", ["acme/site"]),
        ("update_docs", ["acme/site", "page.md"]),
        ("backup", ["acme", "folder"]),
    ],
)
def test_host_that_is_not_there_is_told_in_one_line(
    name: str, arguments: list[str], tmp_path: Path
) -> None:
    """No traceback."""
    ended = subprocess.run(
        [sys.executable, EXAMPLES / f"{name}.py", "http://127.0.0.1:9", *arguments],
        cwd=tmp_path,
        env={**os.environ, "GITHOST_HOST": "http://127.0.0.1:9", "GITHOST_TOKEN": "t0ken"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert re.fullmatch(rf"{name}: .*no connection.*\n", ended.stderr)


def test_index_lists_every_program_with_its_lines() -> None:
    """A table: what it does, on which hosts it runs, how long it is."""
    listed = dict(ROW.findall((EXAMPLES / "index.md").read_text("utf-8")))
    lines = {
        name: str(len((EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()))
        for name in PROGRAMS
    }
    assert listed == lines
