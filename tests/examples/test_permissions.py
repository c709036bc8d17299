"""`permissions.py`: what differs from a policy is told, and mended where that is asked for."""

from pathlib import Path

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example


@pytest.fixture
def policy(place: Place, tmp_path: Path) -> str:
    """Write a policy: developers write, alice administers, and nobody else has a grant."""
    path = tmp_path / "policy.toml"
    path.write_text(
        f'groups = {{ developers = "write" }}\nusers = {{ "{place.users["alice"]}" = "admin" }}\n',
        encoding="utf-8",
    )
    return str(path)


def grants(host: Host, repo: str) -> dict[str, str]:
    """Return what is granted, by id."""
    return {one.subject.id: one.permission.value for one in host.permissions.list(repo)}


@pytest.fixture
def astray(place: Place, host: Host, repo: str) -> str:
    """Give a repository on which bob may write and alice may not administer."""
    host.permissions.grant(repo, githost.UserRef(place.users["bob"]), githost.Permission.WRITE)
    host.permissions.grant(repo, githost.UserRef(place.users["alice"]), githost.Permission.READ)
    return repo


def test_audit_tells_what_differs_and_changes_nothing(
    place: Place, host: Host, astray: str, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each difference is a line, and the exit status is 1."""
    before = grants(host, astray)
    assert example("permissions").main([place.url, "acme", policy]) == 1
    told = capsys.readouterr().out.splitlines()
    assert f"{astray}: {place.users['bob']} has write, not none" in told
    assert f"{astray}: {place.users['alice']} has read, not admin" in told
    assert f"{astray}: developers has none, not write" in told
    assert grants(host, astray) == before


def test_repair_makes_it_so_and_finds_nothing_afterwards(
    place: Place, host: Host, astray: str, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Afterwards every repository is as the policy says, and the audit is silent."""
    assert example("permissions").main([place.url, "acme", policy, "--repair"]) == 0
    assert grants(host, astray) == {place.users["alice"]: "admin", "developers": "write"}
    capsys.readouterr()
    assert example("permissions").main([place.url, "acme", policy]) == 0
    assert capsys.readouterr().out == ""
