"""What git and the local host tell each other: refs, commits, files, statuses."""

import io
import os
import subprocess
from pathlib import Path

import pytest

import githost
from githost.client.sync import Host
from githost.model import ChangeKind, EntryKind
from tests.local.conftest import LINES

_WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Bob"), ("EMAIL", "bob@example.com"))
}


def git(where: Path, host: Host, *arguments: str) -> str:
    """Run git as a user of the host would."""
    return subprocess.run(
        ["git", *arguments],
        cwd=where,
        env={**os.environ, **_WHO, **host.git.environment()},
        capture_output=True,
        check=True,
        text=True,
    ).stdout


def test_push_to_an_empty_repository_is_noticed(host: Host, tmp_path: Path) -> None:
    """A push by the clone address makes branches, and the first one chooses the default."""
    host.namespaces.create("acme")
    repo = host.repos.create("acme/new")
    work = tmp_path / "work"
    git(tmp_path, host, "init", "--quiet", "--initial-branch=trunk", str(work))
    git(work, host, "commit", "--quiet", "--allow-empty", "--message=Begin")
    before = host.commits.list(repo).all()

    git(work, host, "push", "--quiet", host.git.clone_url(repo), "trunk")

    assert before == []
    assert host.repos.get(repo).default_branch == "trunk"
    assert [branch.default for branch in host.branches.list(repo)] == [True]


def test_push_is_noticed_by_pull_requests(
    host: Host, fix: githost.PullRequest, tmp_path: Path
) -> None:
    """A pull request follows what is pushed to its source."""
    url = host.git.clone_url(fix.ref.repo)
    work = tmp_path / "work"
    git(tmp_path, host, "clone", "--quiet", "--branch=fix", url, str(work))
    git(work, host, "commit", "--quiet", "--allow-empty", "--message=More")

    git(work, host, "push", "--quiet")

    tip = git(work, host, "rev-parse", "HEAD").strip()
    found = host.pull_requests.list(fix.ref.repo).first()
    assert found is not None
    assert found.source.commit == tip


def test_branch_is_made_listed_and_deleted(host: Host, site: githost.Repository) -> None:
    """Branches are made at others, found by part of the name, and deleted."""
    made = host.branches.create(site, "feature/search", start="fix")

    found = host.branches.list(site, query="SEARCH").all()
    host.branches.delete(site, "feature/search")

    assert found == [made] == [host.branches.get(site, "fix").__class__(
        name="feature/search", commit=host.branches.get(site, "fix").commit, default=False
    )]  # fmt: skip
    with pytest.raises(githost.NotFoundError):
        host.branches.get(site, "feature/search")


@pytest.mark.parametrize("name", ["main~0", "main^{commit}", "-x", "../heads/main"])
def test_expression_is_no_branch(host: Host, site: githost.Repository, name: str) -> None:
    """What git would read as an expression is not found as a branch."""
    with pytest.raises(githost.NotFoundError):
        host.branches.get(site, name)


def test_overlapping_branch_is_a_conflict(host: Host, site: githost.Repository) -> None:
    """A name below an existing branch cannot be had."""
    with pytest.raises(githost.AlreadyExistsError):
        host.branches.create(site, "fix", start="main")
    with pytest.raises(githost.ConflictError):
        host.branches.create(site, "fix/more", start="main")
    with pytest.raises(githost.NotFoundError):
        host.branches.create(site, "more", start="nowhere")


def test_default_branch_moves_and_stays(host: Host, site: githost.Repository) -> None:
    """The default branch is one that exists, and is not deleted."""
    host.branches.set_default(site, "fix")

    assert host.repos.get(site).default_branch == "fix"
    with pytest.raises(githost.ConflictError):
        host.branches.delete(site, "fix")
    with pytest.raises(githost.NotFoundError):
        host.branches.set_default(site, "nowhere")


def test_tags_with_and_without_a_message(host: Host, site: githost.Repository) -> None:
    """A message makes an annotated tag, which points to the commit all the same."""
    tip = host.branches.get(site, "main").commit
    heavy = host.tags.create(site, "v1", target="main", message="First")
    light = host.tags.create(site, "v1-light", target=tip)

    assert (heavy.annotated, heavy.message, heavy.commit) == (True, "First", tip)
    assert (light.annotated, light.message, light.commit) == (False, None, tip)
    assert host.tags.list(site, query="light").all() == [light]
    with pytest.raises(githost.AlreadyExistsError):
        host.tags.create(site, "v1", target="main")
    host.tags.delete(site, "v1")
    with pytest.raises(githost.NotFoundError):
        host.tags.get(site, "v1")


def test_commits_between_branches(host: Host, site: githost.Repository) -> None:
    """Commits are listed, compared, and what lies between them is shown."""
    [ahead] = host.commits.list(site, ref="fix", exclude="main")
    compared = host.commits.compare(site, "main", "fix")
    [change] = host.commits.changes(site, "main", "fix")

    assert ahead == host.commits.get(site, "fix")
    assert ahead.author is not None
    assert ahead.author.name == "Owner"
    assert ahead.parents == (host.branches.get(site, "main").commit,)
    assert (compared.ahead, compared.behind) == (1, 0)
    assert change.kind is ChangeKind.MODIFIED
    assert b"+four" in host.commits.diff(site, "main", "fix", path="lines.txt")
    assert host.commits.diff(site, "main", "fix", path="other.txt") == b""
    assert host.commits.list(site, path="other.txt").all() == []


def test_author_is_recognised_by_address(
    host: Host, bob: Host, site: githost.Repository, tmp_path: Path
) -> None:
    """A commit's author is the account with that address."""
    work = tmp_path / "work"
    git(tmp_path, host, "clone", "--quiet", host.git.clone_url(site), str(work))
    git(work, host, "commit", "--quiet", "--allow-empty", "--message=Bob's")
    git(work, host, "push", "--quiet")

    found = host.commits.list(site).first()

    assert found is not None
    assert found.author is not None
    assert found.author.user == bob.users.me()


def test_files_are_written_read_and_deleted(host: Host, site: githost.Repository) -> None:
    """Each write is a commit, and each read sees the branch asked for."""
    host.files.write(site, "docs/ä.md", b"\x00\xff", message="Binary", branch="main")
    sink = io.BytesIO()

    names = [(entry.path, entry.kind) for entry in host.files.list(site)]
    below = [entry.path for entry in host.files.list(site, recursive=True)]
    written = host.files.download(site, "docs/ä.md", sink)

    assert names == [("docs", EntryKind.DIRECTORY), ("lines.txt", EntryKind.FILE)]
    assert "docs/ä.md" in below
    assert (written, sink.getvalue()) == (2, b"\x00\xff")
    assert host.files.read(site, "lines.txt", ref="fix") == LINES + b"four\n"
    host.files.delete(site, "docs/ä.md", message="Remove", branch="main")
    with pytest.raises(githost.NotFoundError):
        host.files.read(site, "docs/ä.md")


def test_write_on_a_file_that_has_changed_is_refused(host: Host, site: githost.Repository) -> None:
    """With the commit at which a file was read, later changes of it are not overwritten."""
    read = host.branches.get(site, "main").commit
    host.files.write(site, "lines.txt", b"new\n", message="New", branch="main")

    with pytest.raises(githost.ConflictError):
        host.files.write(site, "lines.txt", b"mine\n", message="Mine", branch="main", parent=read)
    with pytest.raises(githost.ConflictError):
        host.files.write(site, "lines.txt", b"new\n", message="Nothing", branch="main")


@pytest.mark.parametrize("path", ["../x", "a//b", "a/./b", "a\0b"])
def test_path_out_of_the_repository_is_refused(
    host: Host, site: githost.Repository, path: str
) -> None:
    """A path that leads elsewhere is refused before anything is done."""
    with pytest.raises(githost.ConfigurationError):
        host.files.read(site, path)


@pytest.mark.parametrize("state", list(githost.StatusState), ids=str)
def test_every_state_reads_back(
    host: Host, site: githost.Repository, state: githost.StatusState
) -> None:
    """A status reads back as it was set, and setting it again replaces it."""
    sha = host.branches.get(site, "main").commit
    host.statuses.set(
        site, sha, key="ci", state=githost.StatusState.PENDING, url="https://ci.example/1"
    )

    given = host.statuses.set(
        site, sha, key="ci", state=state, url="https://ci.example/2", name="Tests"
    )

    assert host.statuses.list(site, sha).all() == [given]
    assert (given.state, given.name, given.url) == (state, "Tests", "https://ci.example/2")


def test_status_of_a_missing_commit_is_not_found(host: Host, site: githost.Repository) -> None:
    """A commit that is not there has no statuses and takes none."""
    with pytest.raises(githost.NotFoundError):
        host.statuses.list(site, "0" * 40).all()
