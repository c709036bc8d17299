"""The package `bitbucket`, as it comes from npm, against the Cloud emulator."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from githost.emulation import Server
from tests.peers.operations import Operations

pytestmark = [pytest.mark.peers, pytest.mark.slow]

_SCRIPT = Path(__file__).with_name("npm_bitbucket.cjs")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package into a folder of its own; skip where npm or its registry is missing."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("needs npm and node")
    folder = tmp_path_factory.mktemp("npm")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"]
    try:
        done = subprocess.run(
            [*command, "--prefix", str(folder), "bitbucket@2"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry did not answer in time")
    if done.returncode != 0:
        pytest.skip(f"npm cannot install bitbucket@2: {done.stderr.strip()[-300:]}")
    return folder / "node_modules"


def test_client_works_unchanged(
    cloud: Server, packages: Path, operations: Callable[[str], Operations]
) -> None:
    """Projects, repositories, refs, pull requests, comments, permissions, hooks, reviewers, paging."""

    def account(login: str) -> dict[str, str]:
        return {"username": cloud.users[login]["email"], "password": cloud.tokens[login]}

    run = operations("npm bitbucket 2")
    reviewer = account("bob") | {"uuid": cloud.users["bob"]["id"]}
    settings = account("admin") | {"url": cloud.url, "reviewer": reviewer}
    done = subprocess.run(
        ["node", str(_SCRIPT)],
        input=json.dumps(settings),
        env={**os.environ, "NODE_PATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["failed"] is None
    run.names.update(told["done"])
    run.faults.update(told["faults"])
    run.close()
