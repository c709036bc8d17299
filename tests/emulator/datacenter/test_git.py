"""Git over HTTP beside the API."""

import os
import subprocess
from pathlib import Path

import httpx
import pytest

from .conftest import DataCenter


def git(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run git without the machine's settings and without asking for a password."""
    environment = os.environ | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Bob Brown",
        "GIT_AUTHOR_EMAIL": "bob@example.com",
        "GIT_COMMITTER_NAME": "Bob Brown",
        "GIT_COMMITTER_EMAIL": "bob@example.com",
    }
    return subprocess.run(
        ["git", *arguments], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def place(code: str) -> str:
    """Return a repository's path for git."""
    return f"acme/{code.rpartition('/')[2]}"


def clone(datacenter: DataCenter, login: str, code: str, into: Path) -> Path:
    """Clone a repository with an account's password."""
    done = git("clone", "-q", datacenter.git_url(login, place(code)), "clone", at=into)
    assert done.returncode == 0, done.stderr
    return into / "clone"


def test_push_shows_in_the_api(
    datacenter: DataCenter, bob: httpx.Client, code: str, pull: str, tmp_path: Path
) -> None:
    """Whoever pushed finds the commit, and the pull request at it."""
    work = clone(datacenter, "bob", code, tmp_path)
    git("checkout", "-q", "feature/x", at=work)
    (work / "new.txt").write_text("new\n")
    git("add", "new.txt", at=work)
    git("commit", "-q", "-m", "Add a file", at=work)
    pushed = git("push", "-q", "origin", "feature/x", at=work)
    assert pushed.returncode == 0, pushed.stderr
    head = git("rev-parse", "HEAD", at=work).stdout.strip()
    commit = bob.get(f"{code}/commits/{head}").json()
    assert (commit["message"], commit["author"]["slug"]) == ("Add a file", "bob")
    assert bob.get(pull).json()["fromRef"]["latestCommit"] == head


def test_branch_is_deleted_by_a_push(
    datacenter: DataCenter, bob: httpx.Client, code: str, tmp_path: Path
) -> None:
    """The API has it no longer."""
    work = clone(datacenter, "bob", code, tmp_path)
    assert git("push", "-q", "origin", ":feature/x", at=work).returncode == 0
    branches = bob.get(f"{code}/branches").json()["values"]
    assert [one["displayId"] for one in branches] == ["main"]


def test_first_push_fills_an_empty_repository(
    datacenter: DataCenter, admin: httpx.Client, repo: str, tmp_path: Path
) -> None:
    """Before it there is no default branch."""
    assert admin.get(f"{repo}/default-branch").status_code == 404
    assert admin.get(f"{repo}/branches/default").status_code == 204
    git("init", "-q", "-b", "main", "new", at=tmp_path)
    work = tmp_path / "new"
    git("commit", "-q", "--allow-empty", "-m", "Begin", at=work)
    pushed = git("push", "-q", datacenter.git_url("admin", place(repo)), "main", at=work)
    assert pushed.returncode == 0, pushed.stderr
    assert admin.get(f"{repo}/default-branch").json()["displayId"] == "main"


def test_token_signs_in_as_a_header_and_as_a_password(
    datacenter: DataCenter, code: str, tmp_path: Path
) -> None:
    """The header is the one of the API."""
    token = datacenter.app.tokens["bob"]
    address = f"{datacenter.url}/scm/{place(code)}.git"
    header = f"http.extraHeader=Authorization: Bearer {token}"
    assert git("-c", header, "clone", "-q", address, "a", at=tmp_path).returncode == 0
    with_name = address.replace("//", f"//bob:{token}@")
    assert git("clone", "-q", with_name, "b", at=tmp_path).returncode == 0


def test_clone_link_of_the_api_works(
    datacenter: DataCenter, nobody: httpx.Client, tmp_path: Path
) -> None:
    """A public repository asks nobody who they are."""
    docs = nobody.get("/api/1.0/projects/ACME/repos/docs").json()
    (link,) = docs["links"]["clone"]
    assert (link["name"], link["href"]) == ("http", f"{datacenter.url}/scm/acme/docs.git")
    assert git("clone", "-q", link["href"], "docs", at=tmp_path).returncode == 0


def test_nobody_is_asked_who_they_are(datacenter: DataCenter, code: str, tmp_path: Path) -> None:
    """Even where there is nothing, so that nothing is given away."""
    for path in (place(code), "acme/none"):
        refused = git("clone", "-q", f"{datacenter.url}/scm/{path}.git", "x", at=tmp_path)
        assert "terminal prompts disabled" in refused.stderr


def test_rights_of_the_api_hold(
    datacenter: DataCenter, admin: httpx.Client, code: str, tmp_path: Path
) -> None:
    """Readers do not push, and what one may not read is not there."""
    hidden = git("clone", "-q", datacenter.git_url("carol", place(code)), "x", at=tmp_path)
    assert "not found" in hidden.stderr
    admin.put(f"{code}/permissions/users", params={"name": "carol", "permission": "REPO_READ"})
    work = clone(datacenter, "carol", code, tmp_path)
    refused = git("push", "-q", "origin", "HEAD:refs/heads/y", at=work)
    assert "403" in refused.stderr


def test_archived_repository_takes_no_push(
    datacenter: DataCenter, admin: httpx.Client, code: str, tmp_path: Path
) -> None:
    """It can still be cloned."""
    assert admin.put(code, json={"archived": True}).json()["archived"] is True
    work = clone(datacenter, "bob", code, tmp_path)
    assert git("push", "-q", "origin", "HEAD:refs/heads/y", at=work).returncode != 0


def restrict(admin: httpx.Client, code: str, kind: str, branch: str, *users: str) -> None:
    """Set a branch permission that does not hold for some."""
    rules = f"{code.replace('/api/1.0', '/branch-permissions/2.0')}/restrictions"
    matcher = {"id": f"refs/heads/{branch}", "type": {"id": "BRANCH"}}
    made = admin.post(rules, json={"type": kind, "matcher": matcher, "users": users})
    assert made.status_code == 200, made.text


@pytest.mark.parametrize(
    ("kind", "refspec"),
    [
        ("read-only", "HEAD:main"),
        ("pull-request-only", "HEAD:main"),
        ("no-deletes", ":main"),
        ("no-creates", "HEAD:refs/heads/new"),
    ],
)
def test_branch_permission_refuses_the_whole_push(
    datacenter: DataCenter, admin: httpx.Client, code: str, tmp_path: Path, kind: str, refspec: str
) -> None:
    """Git tells its user why; whoever is exempt is not refused."""
    branch = "new" if kind == "no-creates" else "main"
    restrict(admin, code, kind, branch, "alice")
    work = clone(datacenter, "bob", code, tmp_path)
    git("checkout", "-q", "main", at=work)
    git("commit", "-q", "--allow-empty", "-m", "Forbidden", at=work)
    refused = git("push", "origin", refspec, "HEAD:refs/heads/free", at=work)
    assert refused.returncode != 0
    assert "pre-receive hook declined" in refused.stderr
    assert "remote: " in refused.stderr
    assert f"refs/heads/{branch}" in refused.stderr
    names = {one["displayId"] for one in admin.get(f"{code}/branches").json()["values"]}
    assert names == {"main", "feature/x"}
    if kind != "no-deletes":
        exempt = datacenter.git_url("alice", place(code))
        assert git("push", "-q", exempt, refspec, at=work).returncode == 0


def test_history_is_kept_where_it_must_be(
    datacenter: DataCenter, admin: httpx.Client, code: str, tmp_path: Path
) -> None:
    """A branch that may only go forward refuses a forced push, and no other."""
    restrict(admin, code, "fast-forward-only", "feature/x")
    work = clone(datacenter, "bob", code, tmp_path)
    git("checkout", "-q", "feature/x", at=work)
    git("commit", "-q", "--amend", "-m", "Otherwise", at=work)
    refused = git("push", "-q", "--force", "origin", "HEAD:feature/x", at=work)
    assert "non-fast-forward" in refused.stderr
    git("reset", "-q", "--hard", "origin/feature/x", at=work)
    git("commit", "-q", "--allow-empty", "-m", "Forward", at=work)
    assert git("push", "-q", "origin", "HEAD:feature/x", at=work).returncode == 0


@pytest.mark.parametrize("content", [b"zzzz", b"-005", b"0003", b"0009nope\n0000"])
def test_malformed_push_is_refused(
    bob: httpx.Client, datacenter: DataCenter, code: str, content: bytes
) -> None:
    """It says so, and nothing moves."""
    address = f"{datacenter.url}/scm/{place(code)}.git/git-receive-pack"
    kind = {"Content-Type": "application/x-git-receive-pack-request"}
    answer = bob.post(address, content=content, headers=kind)
    assert (answer.status_code, answer.text) == (400, "The push could not be read")


def test_large_push_goes_through(
    datacenter: DataCenter, bob: httpx.Client, code: str, tmp_path: Path
) -> None:
    """Git sends it in pieces, after a request that moves nothing."""
    work = clone(datacenter, "bob", code, tmp_path)
    (work / "large").write_bytes(os.urandom(3_000_000))
    git("add", "large", at=work)
    git("commit", "-q", "-m", "Large", at=work)
    pushed = git("push", "-q", "origin", "HEAD:refs/heads/large", at=work)
    assert pushed.returncode == 0, pushed.stderr
    names = {one["displayId"] for one in bob.get(f"{code}/branches").json()["values"]}
    assert "large" in names
