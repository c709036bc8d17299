"""An emulator of Bitbucket Cloud on a socket, asked with plain HTTP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import attrs
import httpx
import pytest

from githost_bitbucket.emulator.cloud.app import CloudApp
from tests.served import served

_NUMBERS = count(1)


@attrs.frozen
class Cloud:
    """A running emulator, and clients of its accounts."""

    #: The site's address.
    url: str
    app: CloudApp
    _clients: ExitStack = attrs.field(factory=ExitStack)

    def client(self, **settings: object) -> httpx.Client:
        """Return a client of the API with these settings."""
        made = httpx.Client(base_url=f"{self.url}/2.0", **settings)  # type: ignore[arg-type]  # passed on
        return self._clients.enter_context(made)

    def signed_in(self, login: str) -> httpx.Client:
        """Return a client that uses an account's API token."""
        return self.client(auth=(self.app.users[login]["email"], self.app.tokens[login]))

    def with_bearer(self, token: str) -> httpx.Client:
        """Return a client that uses an access token."""
        return self.client(headers={"Authorization": f"Bearer {token}"})

    def place(self, login: str) -> str:
        """Return an account's UUID for an address."""
        return self.app.users[login]["id"].replace("{", "%7B").replace("}", "%7D")

    def git_url(self, login: str, path: str) -> str:
        """Return the address of a repository with an account's token in it."""
        token = self.app.tokens[login]
        return self.url.replace("//", f"//x-bitbucket-api-token-auth:{token}@") + f"/{path}"


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """Give an emulator with the demonstration's world, shared by all tests."""
    with served("bitbucket-cloud") as (server, app), ExitStack() as clients:
        assert isinstance(app, CloudApp)
        yield Cloud(server.url, app, clients)


@pytest.fixture
def admin(cloud: Cloud) -> httpx.Client:
    """Give the client of the workspace's owner."""
    return cloud.signed_in("admin")


@pytest.fixture
def bob(cloud: Cloud) -> httpx.Client:
    """Give the client of a member whose group may write to the demonstration's repositories."""
    return cloud.signed_in("bob")


@pytest.fixture
def carol(cloud: Cloud) -> httpx.Client:
    """Give the client of a member who may read one repository, `acme/api`."""
    return cloud.signed_in("carol")


@pytest.fixture
def nobody(cloud: Cloud) -> httpx.Client:
    """Give a client without credentials."""
    return cloud.client()


@pytest.fixture
def make(admin: httpx.Client) -> Callable[..., str]:
    """Give what makes a repository and returns its address in the API."""

    def make(**body: object) -> str:
        address = f"/repositories/acme/made-{next(_NUMBERS)}"
        response = admin.post(address, json=body)
        assert response.status_code == 200, response.text
        return address

    return make


@pytest.fixture
def repo(make: Callable[..., str]) -> str:
    """Give the address of an empty private repository."""
    return make()


@pytest.fixture
def alice(cloud: Cloud) -> httpx.Client:
    """Give the client of another member of that group."""
    return cloud.signed_in("alice")


@pytest.fixture
def code(make: Callable[..., str], admin: httpx.Client, alice: httpx.Client) -> str:
    """Give the address of a repository in which the group may write.

    `main` has `a.txt`; `feature/x`, two commits ahead, changes it and adds `docs/b.md`.
    """
    address = make()
    grant = f"{address}/permissions-config/groups/developers"
    assert admin.put(grant, json={"permission": "write"}).status_code == 200
    for form in (
        {"message": "Begin", "branch": "main", "/a.txt": "one\n"},
        {"message": "One", "branch": "feature/x", "/a.txt": "one\ntwo\n"},
        {"message": "Two", "branch": "feature/x", "/docs/b.md": "b\n"},
    ):
        assert alice.post(f"{address}/src", data=form).status_code == 201
    return address


@pytest.fixture
def pull(alice: httpx.Client, code: str) -> str:
    """Give the address of an open pull request of Alice's, from `feature/x` into `main`."""
    body = {"title": "X", "source": {"branch": {"name": "feature/x"}}}
    opened = alice.post(f"{code}/pullrequests", json=body)
    assert opened.status_code == 201, opened.text
    return str(opened.json()["links"]["self"]["href"])


@pytest.fixture
def reader(cloud: Cloud, admin: httpx.Client, code: str) -> httpx.Client:
    """Give the client of Carol, who may read the repository with the code."""
    grant = f"{code}/permissions-config/users/{cloud.place('carol')}"
    assert admin.put(grant, json={"permission": "read"}).status_code == 200
    return cloud.signed_in("carol")
