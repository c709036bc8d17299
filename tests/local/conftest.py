"""A local host in an empty directory, its owner and another account, and a repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import githost
from githost.client.sync import Host
from githost_local.forge import Forge

LINES = b"one\ntwo\nthree\n"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Give where the forge lies; the space and the umlaut belong to the test."""
    return tmp_path / "my förge"


@pytest.fixture
def host(directory: Path) -> Iterator[Host]:
    """Give the host as its owner."""
    with githost.connect(f"local:{directory}") as host:
        yield host


@pytest.fixture
def bob(host: Host, directory: Path) -> Iterator[Host]:
    """Give the host as `bob`, who may do nothing yet."""
    host.users.me()
    with Forge.open(directory) as forge:
        account = forge.accounts.create("bob", email="bob@example.com", password="bob")
        forge.groups.add(forge.groups.create("Developers"), account)
    credential = githost.Basic("bob", "bob")
    with githost.connect(f"local:{directory}", credential=credential) as host:
        yield host


@pytest.fixture
def site(host: Host) -> githost.Repository:
    """Give a repository with `lines.txt` on `main`, and on `fix` with a line more."""
    host.namespaces.create("acme", name="Acme")
    repo = host.repos.create("acme/site", description="The site")
    host.files.write(repo, "lines.txt", LINES, message="Begin", branch="main")
    host.branches.create(repo, "fix", start="main")
    host.files.write(repo, "lines.txt", LINES + b"four\n", message="Append", branch="fix")
    return host.repos.get(repo)


@pytest.fixture
def fix(host: Host, site: githost.Repository) -> githost.PullRequest:
    """Give an open pull request of the owner from `fix`."""
    return host.pull_requests.create(site, title="Append a line", source="fix")
