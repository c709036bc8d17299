"""Git itself, over HTTP, with each kind of token of both products."""

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs
import httpx
import pytest

from githost_bitbucket.emulator.cloud.app import CloudApp
from githost_bitbucket.emulator.datacenter.app import DataCenterApp
from githost_local.forge.records import AccountKind, Level
from tests.served import served

pytestmark = [pytest.mark.peers, pytest.mark.slow]


@attrs.frozen
class Access:
    """Where git finds the repository `site`, and what it takes along."""

    url: str
    headers: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """Return variables by which git sends the headers."""
        count = {"GIT_CONFIG_COUNT": str(len(self.headers))}
        keys = {f"GIT_CONFIG_KEY_{n}": "http.extraHeader" for n, _ in enumerate(self.headers)}
        values = {f"GIT_CONFIG_VALUE_{n}": value for n, value in enumerate(self.headers)}
        return count | keys | values


@pytest.fixture(scope="module")
def cloud_app() -> Iterator[tuple[str, CloudApp]]:
    """Give the address of an emulator of Cloud, and the emulator."""
    with served("bitbucket-cloud") as (server, app):
        yield server.url, app


@pytest.fixture(scope="module")
def datacenter_app() -> Iterator[tuple[str, DataCenterApp]]:
    """Give the address of an emulator of Data Center, and the emulator."""
    with served("bitbucket-datacenter") as (server, app):
        yield server.url, app


def _cloud(url: str, user: str, secret: str) -> Access:
    return Access(url.replace("//", f"//{user}:{secret}@") + "/acme/site.git")


def _datacenter(url: str, user: str | None, secret: str) -> Access:
    if user is None:
        return Access(f"{url}/scm/acme/site.git", (f"Authorization: Bearer {secret}",))
    return Access(url.replace("//", f"//{user}:{secret}@") + "/scm/acme/site.git")


def _oauth(url: str) -> str:
    answer = httpx.post(
        f"{url}/site/oauth2/access_token",
        data={"grant_type": "client_credentials"},
        auth=("bob", "bob"),
    )
    return str(answer.json()["access_token"])


def _service_token(app: DataCenterApp, name: str, *, of_project: bool = False) -> str:
    """Make a token of a repository, or of its project, which acts as nobody in particular."""
    forge = app.forge
    target = forge.namespaces.by_path("acme") if of_project else forge.repos.by_path("acme/site")
    account = forge.accounts.create(name, display_name=name, kind=AccountKind.SERVICE)
    forge.permissions.grant(target, account, Level.WRITE)
    scope = "PROJECT_WRITE" if of_project else "REPO_WRITE"
    token = forge.tokens.create(account, label=name, scopes=[scope])
    assert token.secret is not None
    return token.secret


#: By the name of a kind of token: how git uses it. On Cloud:
#: https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/ and
#: https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/
CLOUD: Mapping[str, Callable[[str, CloudApp], Access]] = {
    "API token, the word for all": lambda url, app: _cloud(
        url, "x-bitbucket-api-token-auth", app.tokens["bob"]
    ),
    "API token, user name": lambda url, app: _cloud(url, "bob", app.tokens["bob"]),
    "repository access token": lambda url, app: _cloud(
        url, "x-token-auth", app.access_token("acme/site", ["repository:write"])
    ),
    "workspace access token": lambda url, app: _cloud(
        url, "x-token-auth", app.access_token("acme", ["repository:write"])
    ),
    "OAuth": lambda url, app: _cloud(url, "x-token-auth", _oauth(url)),
}
#: On Data Center: https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html
DATACENTER: Mapping[str, Callable[[str, DataCenterApp], Access]] = {
    "password": lambda url, app: _datacenter(url, "bob", "bob"),
    "personal token as password": lambda url, app: _datacenter(url, "bob", app.tokens["bob"]),
    "personal token as bearer": lambda url, app: _datacenter(url, None, app.tokens["bob"]),
    "project token": lambda url, app: _datacenter(
        url, None, _service_token(app, "of-project", of_project=True)
    ),
    "repository token": lambda url, app: _datacenter(
        url, None, _service_token(app, "of-repository")
    ),
}


@pytest.mark.parametrize("kind", CLOUD)
def test_git_works_on_cloud(cloud_app: tuple[str, CloudApp], kind: str, tmp_path: Path) -> None:
    """Clone, push, fetch, shallow clone, and files of LFS as the plain pointers that they are."""
    _work(CLOUD[kind](*cloud_app), tmp_path)


@pytest.mark.parametrize("kind", DATACENTER)
def test_git_works_on_datacenter(
    datacenter_app: tuple[str, DataCenterApp], kind: str, tmp_path: Path
) -> None:
    """Clone, push, fetch, shallow clone, and files of LFS as the plain pointers that they are."""
    _work(DATACENTER[kind](*datacenter_app), tmp_path)


CLOUD_REFUSALS: Mapping[str, Callable[[str, CloudApp], Access]] = {
    "e-mail address in place of the user name": lambda url, app: _cloud(
        url, "bob%40example.com", app.tokens["bob"]
    ),
    "access token in the place of an API token": lambda url, app: _cloud(
        url, "x-bitbucket-api-token-auth", app.access_token("acme/site", ["repository"])
    ),
    "API token in the place of an access token": lambda url, app: _cloud(
        url, "x-token-auth", app.tokens["bob"]
    ),
    "password": lambda url, app: _cloud(url, "bob", "bob"),
}
DATACENTER_REFUSALS: Mapping[str, Callable[[str, DataCenterApp], Access]] = {
    "wrong password": lambda url, app: _datacenter(url, "bob", "alice"),
    "repository token as password": lambda url, app: _datacenter(
        url, "no-password", _service_token(app, "no-password")
    ),
    "another's token": lambda url, app: _datacenter(url, "bob", app.tokens["alice"]),
}


@pytest.mark.parametrize("kind", CLOUD_REFUSALS)
def test_git_is_refused_on_cloud(
    cloud_app: tuple[str, CloudApp], kind: str, tmp_path: Path
) -> None:
    """A token works in its own place only."""
    _refused(CLOUD_REFUSALS[kind](*cloud_app), tmp_path)


@pytest.mark.parametrize("kind", DATACENTER_REFUSALS)
def test_git_is_refused_on_datacenter(
    datacenter_app: tuple[str, DataCenterApp], kind: str, tmp_path: Path
) -> None:
    """A token works in its own place only."""
    _refused(DATACENTER_REFUSALS[kind](*datacenter_app), tmp_path)


def _work(access: Access, folder: Path) -> None:
    content = os.urandom(64)
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{hashlib.sha256(content).hexdigest()}\nsize {len(content)}\n"
    )
    branch = f"peer-{content[:4].hex()}"
    first, second, shallow = (folder / name for name in ("first", "second", "shallow"))
    _git(access, "clone", "--quiet", access.url, "first", at=folder)
    assert int(_git(access, "rev-list", "--count", "HEAD", at=first)) > 1
    _git(access, "clone", "--quiet", access.url, "second", at=folder)

    (first / ".gitattributes").write_text("*.bin filter=lfs diff=lfs merge=lfs -text\n")
    (first / "large.bin").write_text(pointer)
    _git(access, "checkout", "--quiet", "-b", branch, at=first)
    _git(access, "add", "--all", at=first)
    _git(access, "commit", "--quiet", "-m", "Add something large", at=first)
    _git(access, "push", "--quiet", "origin", branch, at=first)
    tip = _git(access, "rev-parse", "HEAD", at=first)

    assert branch not in _git(access, "branch", "--remotes", at=second)
    _git(access, "fetch", "--quiet", "origin", at=second)
    assert _git(access, "rev-parse", f"origin/{branch}", at=second) == tip

    options = ("--quiet", "--depth", "1", "--branch", branch)
    _git(access, "clone", *options, access.url, "shallow", at=folder)
    assert _git(access, "rev-list", "--count", "HEAD", at=shallow) == "1"
    assert (shallow / "large.bin").read_text() == pointer
    _git(access, "fetch", "--quiet", "--unshallow", at=shallow)
    assert int(_git(access, "rev-list", "--count", "HEAD", at=shallow)) > 2

    _git(access, "push", "--quiet", "origin", f":{branch}", at=first)
    assert branch not in _git(access, "ls-remote", "--heads", access.url, at=folder)


def _refused(access: Access, folder: Path) -> None:
    done = _run(access, "ls-remote", access.url, at=folder)
    assert done.returncode != 0
    assert "Authentication failed" in done.stderr or "terminal prompts disabled" in done.stderr


def _git(access: Access, *arguments: str, at: Path) -> str:
    done = _run(access, *arguments, at=at)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _run(access: Access, *arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run git without the machine's settings and without asking for a password."""
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Bob Brown",
        "GIT_AUTHOR_EMAIL": "bob@example.com",
        "GIT_COMMITTER_NAME": "Bob Brown",
        "GIT_COMMITTER_EMAIL": "bob@example.com",
        "LC_ALL": "C",
        **access.environment(),
    }
    return subprocess.run(
        ["git", *arguments], cwd=at, env=environment, capture_output=True, text=True, check=False
    )
