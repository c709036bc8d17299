"""An emulator of Bitbucket Data Center on a socket, asked with plain HTTP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any, Final

import attrs
import httpx
import pytest

from githost_bitbucket.emulator.datacenter.app import DataCenterApp
from githost_local.forge import Forge
from tests.served import served

_NUMBERS = count(1)
#: Without it a form is refused, as a browser could have been tricked into sending it.
FORM: Final = {"X-Atlassian-Token": "no-check"}


@attrs.frozen
class DataCenter:
    """A running emulator, and clients of its accounts."""

    #: The server's address, with its context path.
    url: str
    app: DataCenterApp
    _clients: ExitStack = attrs.field(factory=ExitStack)

    @property
    def forge(self) -> Forge:
        """What it holds."""
        return self.app.forge

    def client(self, **settings: Any) -> httpx.Client:
        """Return a client of the API with these settings."""
        made = httpx.Client(base_url=f"{self.url}/rest", **settings)
        return self._clients.enter_context(made)

    def signed_in(self, login: str) -> httpx.Client:
        """Return a client that uses an account's password, which is its login."""
        return self.client(auth=(login, login))

    def with_token(self, login: str) -> httpx.Client:
        """Return a client that uses an account's HTTP access token."""
        return self.client(headers={"Authorization": f"Bearer {self.app.tokens[login]}"})

    def git_url(self, login: str, path: str) -> str:
        """Return the address of a repository with an account's password in it."""
        return self.url.replace("//", f"//{login}:{login}@") + f"/scm/{path}.git"


@contextmanager
def running(version: str | None = None) -> Iterator[DataCenter]:
    """Give an emulator of a version with the demonstration's world."""
    with served("bitbucket-datacenter", version=version) as (server, app), ExitStack() as clients:
        assert isinstance(app, DataCenterApp)
        yield DataCenter(server.url, app, clients)


@pytest.fixture(scope="session")
def datacenter() -> Iterator[DataCenter]:
    """Give an emulator with the demonstration's world, shared by all tests."""
    with running() as made:
        yield made


@pytest.fixture
def admin(datacenter: DataCenter) -> httpx.Client:
    """Give the client of the server's administrator."""
    return datacenter.signed_in("admin")


@pytest.fixture
def alice(datacenter: DataCenter) -> httpx.Client:
    """Give the client of one of the developers, who uses a token."""
    return datacenter.with_token("alice")


@pytest.fixture
def bob(datacenter: DataCenter) -> httpx.Client:
    """Give the client of another developer, who uses a token."""
    return datacenter.with_token("bob")


@pytest.fixture
def carol(datacenter: DataCenter) -> httpx.Client:
    """Give the client of somebody who is no developer."""
    return datacenter.with_token("carol")


@pytest.fixture
def nobody(datacenter: DataCenter) -> httpx.Client:
    """Give a client without credentials."""
    return datacenter.client()


@pytest.fixture
def make(admin: httpx.Client) -> Callable[[], str]:
    """Give a function that makes an empty repository in ACME and returns its address."""

    def make() -> str:
        made = admin.post(
            "/api/1.0/projects/ACME/repos", json={"name": f"made-{next(_NUMBERS)}", "scmId": "git"}
        )
        assert made.status_code == 201, made.text
        return f"/api/1.0/projects/ACME/repos/{made.json()['slug']}"

    return make


@pytest.fixture
def repo(make: Callable[[], str]) -> str:
    """Give the address of an empty repository that nobody but administrators may enter."""
    return make()


@pytest.fixture
def code(repo: str, admin: httpx.Client, alice: httpx.Client) -> str:
    """Give a repository that developers write to: `main`, and `feature/x` two commits ahead."""
    granted = admin.put(
        f"{repo}/permissions/groups", params={"name": "developers", "permission": "REPO_WRITE"}
    )
    assert granted.status_code == 204, granted.text

    def write(path: str, content: str, **fields: str) -> str:
        answer = alice.put(
            f"{repo}/browse/{path}",
            data=fields,
            files={"content": ("content", content)},
            headers=FORM,
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    begun = write("a.txt", "one\n", message="Begin", branch="main")
    on_branch = {"branch": "feature/x", "sourceBranch": "main", "sourceCommitId": begun}
    write("a.txt", "one\ntwo\n", message="One", **on_branch)
    write("docs/b.md", "b\n", message="Two", branch="feature/x")
    return repo


@pytest.fixture
def pull(alice: httpx.Client, code: str) -> str:
    """Give the address of a pull request of alice from `feature/x` to `main`."""
    body = {
        "title": "X",
        "fromRef": {"id": "refs/heads/feature/x"},
        "toRef": {"id": "refs/heads/main"},
    }
    made = alice.post(f"{code}/pull-requests", json=body)
    assert made.status_code == 201, made.text
    return f"{code}/pull-requests/{made.json()['id']}"
