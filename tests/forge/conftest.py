"""A forge with two accounts, a namespace, and a repository with one commit."""

from collections.abc import Iterator

import pytest

from githost_local.forge import Forge
from githost_local.forge.events import Event
from githost_local.forge.records import Account, Namespace, PullRequest, Repository

LINES = b"one\ntwo\nthree\nfour\nfive\n"


@pytest.fixture
def forge() -> Iterator[Forge]:
    """Give an empty forge."""
    with Forge.temporary() as forge:
        yield forge


@pytest.fixture
def alice(forge: Forge) -> Account:
    """Give the account that owns the namespace."""
    return forge.accounts.create("alice", display_name="Alice Adams", email="alice@example.com")


@pytest.fixture
def bob(forge: Forge) -> Account:
    """Give another account."""
    return forge.accounts.create("bob", display_name="Bob Brown", email="bob@example.com")


@pytest.fixture
def acme(forge: Forge, alice: Account) -> Namespace:
    """Give a namespace."""
    return forge.namespaces.create("acme", owner=alice)


@pytest.fixture
def site(forge: Forge, acme: Namespace, alice: Account) -> Repository:
    """Give a repository with `lines.txt` on `main`."""
    repository = forge.repos.create(acme, "site", actor=alice)
    forge.files.commit(
        repository, branch="main", files={"lines.txt": LINES}, message="Begin\n", actor=alice
    )
    return forge.repos.get(repository.id)


@pytest.fixture
def fix(forge: Forge, site: Repository, alice: Account) -> PullRequest:
    """Give an open pull request from `fix` with one commit that appends a line."""
    forge.files.commit(
        site,
        branch="fix",
        start="main",
        files={"lines.txt": LINES + b"six\n"},
        message="Append\n",
        actor=alice,
    )
    return forge.pull_requests.create(site, title="Append", source_branch="fix", actor=alice)


@pytest.fixture
def events(forge: Forge) -> list[Event]:
    """Give the list of events from now on."""
    seen: list[Event] = []
    forge.events.subscribe(seen.append)
    return seen
