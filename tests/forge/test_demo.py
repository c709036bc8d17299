"""The seeded worlds."""

from githost_local.forge import Forge
from githost_local.forge.demo import seed_demo
from githost_local.forge.records import Level, PullRequestState
from githost_local.forge.seed import seed_base


def test_base_is_there_once(forge: Forge) -> None:
    """Seeding twice is seeding once; members have no right."""
    seed_base(forge)
    seed_base(forge)
    acme = forge.namespaces.by_path("acme")
    alice = forge.accounts.authenticate_password("alice", "alice")
    assert alice is not None
    assert [account.login for account in forge.accounts.list()] == ["admin", "alice", "bob"]
    assert forge.namespaces.is_member(acme, alice)
    assert forge.permissions.effective(alice, acme) is Level.NONE


def test_demo_is_the_same_each_time(forge: Forge) -> None:
    """The same commits with the same names, and pull requests of each kind."""
    seed_demo(forge)
    seed_demo(forge)
    site = forge.repos.by_path("acme/site")
    pull_requests = forge.pull_requests.list(repository=site)
    assert {p.state for p in pull_requests} == set(PullRequestState)
    assert any(p.draft for p in pull_requests)
    with Forge.temporary() as other:
        seed_demo(other)
        assert other.refs.all(other.repos.by_path("acme/site")) == forge.refs.all(site)
