"""Git itself, against the smart HTTP application on a real socket."""

import base64
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.events import Event, PushEvent
from githost_local.forge.git import environment
from githost_local.forge.records import Account, Level, PullRequest, Repository, Visibility
from githost_local.forge.smart_http import Access, Outcome, Scope, SmartHTTP


def _locate(forge: Forge, scope: Scope, write: bool) -> Access:
    """Let through as a face would: basic authentication, `/namespace/slug.git`."""
    actor = None
    header = dict(scope["headers"]).get(b"authorization", b"").decode()
    if header:
        login, _, password = base64.b64decode(header.split()[1]).decode().partition(":")
        actor = forge.accounts.authenticate_password(login, password)
        if actor is None:
            return Access(outcome=Outcome.UNAUTHENTICATED)
    try:
        repository = forge.repos.by_path(scope["path"].partition(".git/")[0].strip("/"))
    except NotFound as error:
        return Access(outcome=Outcome.NOT_FOUND, message=str(error))
    if forge.permissions.effective(actor, repository) < (Level.WRITE if write else Level.READ):
        outcome = Outcome.FORBIDDEN if actor else Outcome.UNAUTHENTICATED
        return Access(outcome=outcome, message="not yours")
    return Access(outcome=Outcome.GRANTED, repository=repository, actor=actor)


@pytest.fixture
def url(forge: Forge) -> Iterator[str]:
    """Give the base URL of a running server."""
    application = SmartHTTP(forge, lambda scope, write: _locate(forge, scope, write))
    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, lifespan="off", log_level="warning", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://{{}}127.0.0.1:{port}/acme/site.git"
    server.should_exit = True
    thread.join()


@pytest.fixture(autouse=True)
def _passwords(forge: Forge, alice: Account, bob: Account) -> None:
    forge.accounts.set_password(alice, "a")
    forge.accounts.set_password(bob, "b")


def git(directory: Path, *arguments: str) -> str:
    """Run git as a user would, without the user's configuration."""
    done = subprocess.run(
        ["git", "-c", "user.name=Alice", "-c", "user.email=a@b", *arguments],
        cwd=directory,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_clone_change_push(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account, url: str, tmp_path: Path,
    events: list[Event],
) -> None:  # fmt: skip
    """A push moves the branch, tells who did it, and updates pull requests before it ends."""
    git(tmp_path, "clone", "-q", url.format("alice:a@"), "work")
    work = tmp_path / "work"
    assert "githost" not in git(work, "ls-remote")
    git(work, "checkout", "-q", "fix")
    (work / "new.txt").write_text("new")
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "New")
    git(work, "push", "-q", "origin", "fix", "fix:refs/heads/other")
    head = git(work, "rev-parse", "HEAD").strip()
    assert forge.pull_requests.by_id(fix.id).source_commit == head
    (event,) = (event for event in events if isinstance(event, PushEvent))
    assert event.actor == alice
    assert [change.name for change in event.changes] == ["fix", "other"]
    assert list((forge.directory / "unsettled").iterdir()) == []


def test_large_push_streams_in_and_out(
    forge: Forge, site: Repository, alice: Account, url: str, tmp_path: Path
) -> None:
    """A push beyond git's buffer comes in pieces, and is cloned back whole."""
    git(tmp_path, "clone", "-q", url.format("alice:a@"), "work")
    work = tmp_path / "work"
    content = os.urandom(3 * 1024 * 1024)
    (work / "big.bin").write_bytes(content)
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "Big")
    git(work, "push", "-q", "origin", "main")
    git(tmp_path, "clone", "-q", url.format("alice:a@"), "again")
    assert (tmp_path / "again" / "big.bin").read_bytes() == content


def test_many_refs_are_asked_for_compressed(
    forge: Forge, site: Repository, url: str, tmp_path: Path
) -> None:
    """A long request of git's comes gzipped, and is understood."""
    git(tmp_path, "clone", "-q", url.format("alice:a@"), "work")
    refs = forge.repos.git(site)
    tree = refs.text("rev-parse", "main^{tree}")
    lines = []
    for n in range(60):
        text = f"tree {tree}\nauthor A <a@b> {n} +0000\ncommitter A <a@b> {n} +0000\n\n{n}\n"
        sha = refs.text("hash-object", "-w", "-t", "commit", "--stdin", input=text.encode())
        lines.append(f"create refs/heads/b{n} {sha}\n")
    refs.run("update-ref", "--stdin", input="".join(lines).encode())
    git(tmp_path / "work", "fetch", "-q")
    assert git(tmp_path / "work", "branch", "-r").count("origin/b") == 60


def test_stranger_may_not_read_nor_reader_push(
    forge: Forge, site: Repository, bob: Account, url: str, tmp_path: Path
) -> None:
    """Who has no right is asked to sign in; who may only read cannot push."""
    with pytest.raises(AssertionError, match="could not read Username"):
        git(tmp_path, "clone", "-q", url.format(""), "work")
    with pytest.raises(AssertionError, match="403"):
        git(tmp_path, "clone", "-q", url.format("bob:b@"), "work")
    forge.permissions.grant(site, bob, Level.READ)
    git(tmp_path, "clone", "-q", url.format("bob:b@"), "work")
    with pytest.raises(AssertionError, match="403"):
        git(tmp_path / "work", "push", "-q", "origin", "main:new")
    with pytest.raises(AssertionError, match="not found"):
        git(tmp_path, "clone", "-q", url.format("bob:b@").replace("site", "other"), "no")


def test_public_repository_is_cloned_without_a_name(
    forge: Forge, site: Repository, url: str, tmp_path: Path
) -> None:
    """Everybody reads what is public, in the old protocol too."""
    forge.repos.update(site, visibility=Visibility.PUBLIC)
    git(tmp_path, "clone", "-q", url.format(""), "new")
    git(tmp_path, "-c", "protocol.version=0", "clone", "-q", url.format(""), "old")
    assert (tmp_path / "old" / "lines.txt").exists()


def test_hidden_refs_are_closed_to_pushes(
    forge: Forge, site: Repository, fix: PullRequest, url: str, tmp_path: Path
) -> None:
    """Nobody moves what the forge keeps for itself."""
    git(tmp_path, "clone", "-q", url.format("alice:a@"), "work")
    with pytest.raises(AssertionError, match="hidden ref"):
        git(tmp_path / "work", "push", "-q", "origin", "main:refs/githost/pull/1/head")


def test_first_push_into_an_empty_repository(
    forge: Forge, site: Repository, alice: Account, url: str, tmp_path: Path
) -> None:
    """The pushed branch becomes the default one."""
    git(tmp_path, "clone", "-q", url.format("alice:a@"), "work")
    acme = forge.namespaces.by_path("acme")
    empty = forge.repos.create(acme, "empty")
    address = url.format("alice:a@").replace("site", "empty")
    git(tmp_path / "work", "push", "-q", address, "main:trunk")
    assert forge.repos.get(empty.id).default_branch == "trunk"
