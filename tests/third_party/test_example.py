"""A stranger's plugin is built, installed and held to the contract, with public names only."""

import ast
import importlib
import json
import shutil
import venv
from pathlib import Path

import pytest

from tests.strangers import run, wheel

ROOT = Path(__file__).parents[2]
EXAMPLE = Path(__file__).parent / "githost_example"
SOURCES = sorted((EXAMPLE / "githost_example").glob("*.py"))
#: What plugins may import: the names that `docs/reference/plugins.md` lists.
PUBLIC = {"credentials", "errors", "hookspecs", "interface", "model", "webhooks", "wire"}
#: What the documentation for plugin authors calls a useful provider, and hooks beside.
OPERATIONS = {
    *(f"repos.{name}" for name in ("list", "get", "create", "delete")),
    *(f"branches.{name}" for name in ("list", "get", "create")),
    *(f"pull_requests.{name}" for name in ("list", "get", "create", "merge")),
    "users.me",
    *(f"hooks.{name}" for name in ("list", "get", "create", "delete")),
}


@pytest.mark.slow
def test_example_keeps_the_contract_where_it_is_installed(tmp_path: Path) -> None:
    """In an environment of nothing but wheels the plugin is found, and passes every suite.

    In sync only: the tutorial for authors runs its plugin in async too.
    """
    library, plugin = (wheel(source, tmp_path) for source in (ROOT, EXAMPLE))
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        f"{library}[contract-tests]",
        plugin,
        "pytest-xdist",
        where=tmp_path,
    )
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests")
    report = tmp_path / "report.json"
    parallel = ("-n", "auto", "--dist", "loadscope")
    run(
        python,
        "-m",
        "pytest",
        "-q",
        *parallel,
        *("-k", "not async"),
        "tests",
        "--githost-report",
        report,
        where=tmp_path,
    )
    told = json.loads(report.read_text("utf-8"))["targets"]["example-forge"]["operations"]
    assert {name for name, outcome in told.items() if outcome == "passed"} == OPERATIONS
    assert {outcome for name, outcome in told.items() if name not in OPERATIONS} == {"unsupported"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_example_uses_public_names_only(path: Path) -> None:
    """What it imports of githost is what anybody may, by names that the modules publish."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(alias.name.split(".")[0] == "githost" for alias in node.names)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "githost":
            _, _, module = (node.module or "").partition(".")
            assert module in PUBLIC
            published = set(importlib.import_module(f"githost.{module}").__all__)
            assert {alias.name for alias in node.names} <= published


def test_example_is_small() -> None:
    """The interface asks little of a plugin: its whole package is shorter than 600 lines."""
    assert sum(len(path.read_text("utf-8").splitlines()) for path in SOURCES) < 600
