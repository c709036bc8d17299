"""What plugin authors read holds: the tutorial leads from an empty folder to a green suite, as printed."""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from githost.errors import NotFoundError, RateLimitError, ResponseError, ServerError
from githost.wire import Response
from tests.docs.blocks import Block, blocks
from tests.strangers import run, surroundings, wheel

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "plugin-authors" / "tutorial.md"
REFERENCE = PAGE.with_name("index.md")
#: "Save [a file](where/it/is.py) as `where/it/goes.py`".
SAVED = re.compile(r"Save \[[^]]+\]\(([^)]+)\) as `([\w./-]+)`")
#: The end of a run of pytest that is meant to fail.
FAILS = re.compile(r"^\d+ failed", re.MULTILINE)


def _page() -> str:
    return PAGE.read_text("utf-8")


def _saved(folder: Path) -> None:
    """Download what the page says."""
    found = SAVED.findall(_page())
    assert found
    for source, place in found:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PAGE.parent / source, folder / place)


def _written(block: Block, folder: Path) -> None:
    path = folder / str(block.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, "utf-8")


def _offering(library: Path) -> dict[str, str]:
    """Return an environment in which the index has this checkout's wheel, and no other version."""
    constraint = library.with_name("constraints.txt")
    constraint.write_text(f"githost-sdk=={library.name.split('-')[1]}\n")
    places = f"{library.parent} {os.environ.get('PIP_FIND_LINKS', '')}".strip()
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return surroundings(PIP_FIND_LINKS=places, PIP_CONSTRAINT=str(constraint), PATH=programs)


def _missing(shown: str, printed: str) -> list[str]:
    """Return the lines shown from the first that was not printed after those before it.

    An ellipsis stands for anything; margins do not count, nor the rules that pytest draws.
    """
    lines = iter([line.strip("= ") for line in printed.splitlines()])
    left = shown.splitlines()
    while left:
        wanted = ".*".join(map(re.escape, left[0].strip("= ").split("…")))
        if not any(re.fullmatch(wanted, line) for line in lines):
            break
        del left[0]
    return left


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        ("a +b\n2 passed in …\n", []),
        ("a +b\nc\n", ["c"]),
        ("2 passed in …\na +b\n", ["a +b"]),
        ("a\n", ["a"]),
    ],
    ids=["all", "another", "other order", "part of a line"],
)
def test_output_is_compared(shown: str, missing: list[str]) -> None:
    """What is shown has to be printed, line by line and in order."""
    assert _missing(shown, "== report ==\n  a +b\n= 2 passed in 3 s =\n") == missing


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, NotFoundError), (418, ResponseError), (429, RateLimitError), (502, ServerError)],
)
def test_sample_provider_names_the_condition(status: int, kind: type[ResponseError]) -> None:
    """The provider that the reference shows tells what the client waits for from what it asks again."""
    names: dict[str, Any] = {"__name__": "sample"}
    sample = next(one for one in blocks(REFERENCE.read_text("utf-8")) if one.language == "python")
    exec(compile(sample.text, str(REFERENCE), "exec"), names)
    response = Response(status, {"retry-after": "7"}, b"no", "GET", "https://forge.example/repos")
    error = names["ExampleForge"]().error(response)
    assert type(error) is kind
    assert error.status == status
    assert getattr(error, "retry_after", 7) == 7


@pytest.mark.slow
def test_tutorial_ends_in_a_green_suite(tmp_path: Path) -> None:
    """Its files are written and its commands run in its order; each prints what the page shows."""
    folder = tmp_path / "folder"
    environment = _offering(wheel(ROOT, tmp_path))
    _saved(folder)
    ends = []
    for block, after in pairwise([*blocks(_page()), Block("", "", None)]):
        if block.path is not None:
            _written(block, folder)
        elif block.language == "sh":
            shown = after.text if after.language == "text" else ""
            done = subprocess.run(
                ["sh", "-e", "-c", block.text],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            printed = f"{done.stdout[-12000:]}\n{done.stderr[-4000:]}"
            assert (done.returncode != 0) == bool(FAILS.search(shown)), printed
            assert _missing(shown, done.stdout) == [], printed
            ends.append(done.stdout.strip().rpartition("\n")[2])
    assert re.search(r"= \d+ passed, \d+ skipped in ", ends[-1])


@pytest.mark.slow
def test_code_of_the_tutorial_is_typed(tmp_path: Path) -> None:
    """What readers copy passes mypy's strictest."""
    _saved(tmp_path)
    for block in blocks(_page()):
        if block.path is not None:
            _written(block, tmp_path)
    places = [ROOT, ROOT / "plugins", ROOT / "contract_tests"]
    library = os.pathsep.join(str(place) for place in places)
    strict = ("--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}")
    checked = (sys.executable, "-m", "mypy", *strict, "-p", "githost_toy")
    run("env", f"MYPYPATH={library}", *checked, where=tmp_path)
