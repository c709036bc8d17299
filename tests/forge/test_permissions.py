"""Permissions, deploy keys and branch rules."""

import base64

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import AlreadyExists, Invalid, NotFound
from githost_local.forge.records import Account, Grant, Level, Namespace, Repository, Visibility

BLOB = base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(32)).decode()


def test_nothing_is_given_without_a_grant(
    forge: Forge, acme: Namespace, site: Repository, alice: Account, bob: Account
) -> None:
    """The owner administers, the site's admin too; others have nothing."""
    root = forge.accounts.create("root", site_admin=True)
    effective = forge.permissions.effective
    assert effective(alice, site) is Level.ADMIN
    assert effective(alice, acme) is Level.ADMIN
    assert effective(root, site) is Level.ADMIN
    assert effective(bob, site) is Level.NONE
    assert effective(None, site) is Level.NONE


def test_visibility_lets_read(forge: Forge, site: Repository, bob: Account) -> None:
    """Public is for everybody, internal for those signed in."""
    public = forge.repos.update(site, visibility=Visibility.PUBLIC)
    assert forge.permissions.effective(None, public) is Level.READ
    internal = forge.repos.update(site, visibility=Visibility.INTERNAL)
    assert forge.permissions.effective(None, internal) is Level.NONE
    assert forge.permissions.effective(bob, internal) is Level.READ


def test_highest_grant_counts(
    forge: Forge, acme: Namespace, site: Repository, bob: Account
) -> None:
    """Direct, by group, by project, by namespace and by default: the highest is in effect."""
    group = forge.groups.create("devs")
    forge.groups.add(group, bob)
    project = forge.projects.create(acme, "WEB", name="Web")
    site = forge.repos.update(site, project=project)
    effective = forge.permissions.effective
    forge.permissions.set_everybody(acme, Level.READ)
    assert effective(bob, site) is Level.READ
    forge.permissions.grant(project, bob, Level.WRITE)
    assert effective(bob, site) is Level.WRITE
    assert effective(bob, project) is Level.WRITE
    assert effective(bob, acme) is Level.READ
    forge.permissions.grant(acme, group, Level.ADMIN)
    assert effective(bob, site) is Level.ADMIN
    forge.permissions.revoke(acme, group)
    forge.permissions.grant(site, bob, Level.READ)
    assert effective(bob, site) is Level.WRITE


def test_grants_are_listed(forge: Forge, site: Repository, alice: Account, bob: Account) -> None:
    """Accounts by login, then groups; one for each subject, with the face's word."""
    group = forge.groups.create("aces")
    for subject in (bob, group, alice):
        forge.permissions.grant(site, subject, Level.READ)
    grant = forge.permissions.grant(site, bob, Level.WRITE, role="contributor")
    assert grant == Grant(subject=bob, level=Level.WRITE, role="contributor")
    assert forge.permissions.get(site, bob) == grant
    assert [g.subject for g in forge.permissions.list(site)] == [alice, bob, group]
    assert [g.subject for g in forge.permissions.list(site, groups=True)] == [group]
    assert [g.subject for g in forge.permissions.list(site, query="B")] == [bob]
    assert forge.permissions.revoke(site, bob)
    assert not forge.permissions.revoke(site, bob)
    with pytest.raises(NotFound):
        forge.permissions.get(site, bob)


def test_group_takes_its_grants_along(forge: Forge, site: Repository) -> None:
    """A deleted group leaves no grant."""
    group = forge.groups.create("devs")
    forge.permissions.grant(site, group, Level.READ)
    forge.groups.delete(group)
    assert forge.permissions.list(site).items == ()


def test_deploy_keys(forge: Forge, acme: Namespace, site: Repository) -> None:
    """A key is kept once for each target, with its comment as label."""
    key = forge.deploy_keys.create(site, key=f"ssh-ed25519 {BLOB} ci@host\n")
    assert (key.label, key.read_only) == ("ci@host", True)
    with pytest.raises(AlreadyExists):
        forge.deploy_keys.create(site, label="again", key=f"ssh-ed25519 {BLOB}")
    other = forge.deploy_keys.create(acme, label="all", key=f"ssh-ed25519 {BLOB}", read_only=False)
    assert forge.deploy_keys.list(acme).items == (other,)
    assert not forge.deploy_keys.update(key, read_only=False).read_only
    with pytest.raises(NotFound):
        forge.deploy_keys.get(acme, key.id)
    forge.deploy_keys.delete(key)
    assert forge.deploy_keys.list(site).items == ()


@pytest.mark.parametrize("key", ["", "ssh-rsa", f"ssh-rsa {BLOB}", "ssh-ed25519 ????"])
def test_what_is_no_key_is_refused(forge: Forge, site: Repository, key: str) -> None:
    """A key has a type, and base64 that begins with it."""
    with pytest.raises(Invalid):
        forge.deploy_keys.create(site, key=key)


def test_branch_rules(
    forge: Forge, acme: Namespace, site: Repository, alice: Account, bob: Account
) -> None:
    """A rule keeps kind, pattern and exceptions as its face gave them."""
    group = forge.groups.create("devs")
    rule = forge.branch_rules.create(
        site, kind="push", pattern="main", accounts=[bob, alice], groups=[group], value=2
    )
    assert rule.accounts == (bob, alice)
    assert forge.branch_rules.get(site, str(rule.id)) == rule
    assert forge.branch_rules.list(site, kind="delete").items == ()
    changed = forge.branch_rules.update(rule, accounts=[], pattern="release/*")
    assert (changed.accounts, changed.groups, changed.value) == ((), (group,), 2)
    forge.groups.delete(group)
    assert forge.branch_rules.by_key(rule.key).groups == ()
    with pytest.raises(NotFound):
        forge.branch_rules.get(acme, rule.id)
    forge.branch_rules.delete(rule)
    assert forge.branch_rules.list(site).items == ()
