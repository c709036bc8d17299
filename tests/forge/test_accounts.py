"""Accounts, tokens, groups, namespaces, projects."""

from datetime import UTC, datetime, timedelta

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import AlreadyExists, Invalid, NotEmpty, NotFound
from githost_local.forge.records import Account, Namespace, NamespaceKind, Repository


def test_account_is_found_by_all_its_names(forge: Forge, alice: Account) -> None:
    """Id, key, login and address lead to the account, in whatever case."""
    assert forge.accounts.by_key(alice.key) == alice
    assert forge.accounts.by_login("ALICE") == alice
    assert forge.accounts.by_email("Alice@Example.com") == alice
    assert alice.created_at.tzinfo is UTC


def test_login_is_taken_once(forge: Forge, alice: Account) -> None:
    """Two accounts cannot have one login."""
    with pytest.raises(AlreadyExists) as caught:
        forge.accounts.create("Alice")
    assert (caught.value.kind, caught.value.key) == ("account", "Alice")


def test_list_cuts_out_a_part(forge: Forge) -> None:
    """A slice has the items asked for and the length of the whole."""
    for login in ("dora", "carl", "berta", "anton"):
        forge.accounts.create(login)
    part = forge.accounts.list(offset=1, limit=2)
    assert [account.login for account in part] == ["berta", "carl"]
    assert part.total == 4
    assert forge.accounts.list(offset=9, limit=2).total == 4
    assert [account.login for account in forge.accounts.list(query="AR")] == ["carl"]


def test_update_leaves_what_is_not_given(forge: Forge, alice: Account) -> None:
    """Only given fields change; None removes the address."""
    renamed = forge.accounts.update(alice, display_name="Alice")
    assert (renamed.display_name, renamed.email) == ("Alice", alice.email)
    assert forge.accounts.update(alice, email=None).email is None


def test_password_opens_the_account(forge: Forge, alice: Account) -> None:
    """The right password works by login and address, until the account is deactivated."""
    assert forge.accounts.authenticate_password("alice", "secret") is None
    forge.accounts.set_password(alice, "secret")
    assert forge.accounts.authenticate_password("alice", "secret") == alice
    assert forge.accounts.authenticate_password("alice@example.com", "secret") == alice
    assert forge.accounts.authenticate_password("alice", "Secret") is None
    forge.accounts.update(alice, active=False)
    assert forge.accounts.authenticate_password("alice", "secret") is None


def test_token_stands_for_its_account(forge: Forge, alice: Account) -> None:
    """A token's secret leads to it; the secret is shown once and never in a repr."""
    token = forge.tokens.create(alice, label="ci", scopes=["read"])
    assert token.secret
    assert token.secret not in repr(token)
    found = forge.accounts.authenticate_token(token.secret)
    assert found is not None
    assert found == (alice, token)
    assert found[1].secret is None
    assert forge.tokens.get(token.id).scopes == frozenset({"read"})
    forge.tokens.delete(token)
    assert forge.accounts.authenticate_token(token.secret) is None


def test_expired_token_is_unknown(forge: Forge, alice: Account) -> None:
    """A token ends at its time."""
    end = datetime.now(UTC) + timedelta(hours=1)
    token = forge.tokens.create(alice, label="ci", secret="abc", expires_at=end)
    assert forge.accounts.authenticate_token("abc") == (alice, token)
    with forge.at(end):
        assert forge.accounts.authenticate_token("abc") is None


def test_group_has_members(forge: Forge, alice: Account, bob: Account) -> None:
    """Accounts come and go; the slug is made from the name."""
    group = forge.groups.create("Web Developers")
    assert group.slug == "web-developers"
    forge.groups.add(group, alice)
    forge.groups.add(group, alice)
    forge.groups.add(group, bob)
    assert forge.groups.members(group).items == (alice, bob)
    assert forge.groups.of(alice) == (group,)
    assert forge.groups.remove(group, bob)
    assert not forge.groups.remove(group, bob)
    forge.groups.delete(group)
    with pytest.raises(NotFound):
        forge.groups.by_slug("web-developers")
    assert forge.groups.of(alice) == ()


def test_namespace_is_found_in_whatever_case(forge: Forge, acme: Namespace) -> None:
    """Paths do not tell case apart."""
    assert forge.namespaces.by_path("ACME") == acme
    with pytest.raises(AlreadyExists):
        forge.namespaces.create("Acme")
    with pytest.raises(Invalid):
        forge.namespaces.create("a//b")


def test_personal_namespace_is_made_once(forge: Forge, bob: Account) -> None:
    """An account's own namespace appears when asked for."""
    personal = forge.namespaces.personal(bob)
    assert personal == forge.namespaces.personal(bob)
    assert (personal.path, personal.kind) == ("~bob", NamespaceKind.PERSONAL)


def test_members_are_listed(forge: Forge, acme: Namespace, alice: Account, bob: Account) -> None:
    """The owner is a member from the start."""
    assert forge.namespaces.members(acme).items == (alice,)
    forge.namespaces.add_member(acme, bob)
    assert forge.namespaces.is_member(acme, bob)


def test_namespace_with_repositories_stays(forge: Forge, acme: Namespace, site: Repository) -> None:
    """Only an empty namespace can be deleted."""
    with pytest.raises(NotEmpty):
        forge.namespaces.delete(acme)
    forge.repos.delete(site)
    forge.namespaces.delete(acme)
    with pytest.raises(NotFound):
        forge.namespaces.get(acme.id)


def test_project_groups_repositories(forge: Forge, acme: Namespace, site: Repository) -> None:
    """A repository goes into a project of its namespace, which then cannot be deleted."""
    project = forge.projects.create(acme, "WEB", name="Web")
    other = forge.projects.create(forge.namespaces.create("other"), "WEB", name="Web")
    moved = forge.repos.update(site, project=project)
    assert moved.project_id == project.id
    assert forge.repos.list(project=project).items == (moved,)
    with pytest.raises(Invalid):
        forge.repos.update(site, project=other)
    with pytest.raises(NotEmpty):
        forge.projects.delete(project)
    assert forge.repos.update(site, project=None).project_id is None
    assert forge.projects.update(project, code="W").code == "W"
    assert forge.projects.by_code(acme, "w").name == "Web"
    forge.projects.delete(project)
    assert forge.projects.list(acme).items == ()
