"""Git over HTTP beside the API."""

import os
import subprocess
from pathlib import Path

import httpx

from .conftest import Cloud


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


def test_push_shows_in_the_api(cloud: Cloud, bob: httpx.Client, tmp_path: Path) -> None:
    """The commit's author is known by the address."""
    address = cloud.git_url("bob", "acme/site.git")
    assert git("clone", "--quiet", address, "site", at=tmp_path).returncode == 0
    site = tmp_path / "site"
    (site / "new.txt").write_text("new\n")
    git("checkout", "--quiet", "-b", "pushed", at=site)
    git("add", "new.txt", at=site)
    git("commit", "--quiet", "-m", "Add a file", at=site)
    pushed = git("push", "--quiet", "origin", "pushed", at=site)
    assert pushed.returncode == 0, pushed.stderr
    target = bob.get("/repositories/acme/site/refs/branches/pushed").json()["target"]
    assert target["message"] == "Add a file\n"
    assert target["author"]["user"]["nickname"] == "bob"
    assert git("push", "--quiet", "origin", ":pushed", at=site).returncode == 0


def test_public_repository_is_cloned_by_nobody(cloud: Cloud, tmp_path: Path) -> None:
    """The ending `.git` may be left out; what is private asks who it is."""
    assert git("clone", "-q", f"{cloud.url}/acme/docs", "docs", at=tmp_path).returncode == 0
    refused = git("clone", "-q", f"{cloud.url}/acme/site.git", "site", at=tmp_path)
    assert "terminal prompts disabled" in refused.stderr


def test_reader_may_not_push(cloud: Cloud, tmp_path: Path) -> None:
    """It is a 403; what one may not read is not found."""
    address = cloud.git_url("carol", "acme/api.git")
    assert git("clone", "-q", address, "api", at=tmp_path).returncode == 0
    refused = git("push", "-q", "origin", "HEAD:refs/heads/x", at=tmp_path / "api")
    assert "403" in refused.stderr
    hidden = git("clone", "-q", cloud.git_url("carol", "acme/site.git"), "site", at=tmp_path)
    assert "not found" in hidden.stderr


def test_email_address_is_no_user_for_git(cloud: Cloud, nobody: httpx.Client) -> None:
    """The account's name is, and so is the word for all tokens."""
    address = f"{cloud.url}/acme/site.git/info/refs?service=git-upload-pack"
    token = cloud.app.tokens["bob"]
    assert nobody.get(address, auth=("bob@example.com", token)).status_code == 401
    assert nobody.get(address, auth=("bob", token)).status_code == 200
    assert nobody.get(address, auth=("x-bitbucket-api-token-auth", token)).status_code == 200
