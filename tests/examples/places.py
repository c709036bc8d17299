"""Hosts on which the programs of the documentation run, and the programs themselves."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import attrs

import githost
from githost import emulation
from githost.client.sync import Host
from githost.credentials import Basic, Credential
from githost_local.forge import Forge
from githost_local.forge.demo import seed_demo

__all__ = ["EXAMPLES", "HOSTS", "Place", "at", "example"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HOSTS = ("bitbucket-cloud", "bitbucket-datacenter", "local")


@attrs.frozen
class Place:
    """A host with the demonstration's world, whose only namespace is `acme`."""

    url: str
    provider: str
    #: Ids of accounts, as the host's API takes them, by login.
    users: dict[str, str]
    credential: Credential | None
    #: That of somebody who administers nothing.
    bob: Credential | None
    #: What the environment has to say so that githost finds the credential.
    environment: dict[str, str] = attrs.field(repr=False)

    def open(self) -> Host:
        """Open it."""
        return githost.connect(self.url, provider=self.provider, credential=self.credential)


def example(name: str) -> ModuleType:
    """Load a program of the documentation."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def at(provider: str, folder: Path) -> Iterator[Place]:
    """Start a host; `folder` is the local one's."""
    if provider == "local":
        with Forge.open(folder) as forge:
            seed_demo(forge)
            logins = [account.login for account in forge.accounts.list()]
        yield Place(
            f"local:{folder}", provider, {one: one for one in logins}, None, Basic("bob", "bob"), {}
        )
        return
    with emulation.serve(provider, seed="demo") as server:
        environment = {"GITHOST_TOKEN": server.tokens["admin"], "GITHOST_HOST": server.url}
        if provider == "bitbucket-cloud":
            environment["GITHOST_EMAIL"] = server.users["admin"]["email"]
        users = {login: facts["id"] for login, facts in server.users.items()}
        yield Place(
            server.url, provider, users, server.credential(), server.credential("bob"), environment
        )
