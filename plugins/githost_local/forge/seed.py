"""The few accounts that are always there in an emulator."""

from githost_local.forge.errors import NotFound
from githost_local.forge.forge import Forge


def seed_base(forge: Forge) -> None:
    """Make `admin`, `alice`, `bob`, their group and namespace, unless they are there.

    Passwords are the logins. `admin` administers the site and owns the namespace `acme`; alice
    and bob, the group `developers`, are its members without any right in it.
    """
    with forge.transaction():
        try:
            forge.accounts.by_login("admin")
        except NotFound:
            _make(forge)


def _make(forge: Forge) -> None:
    admin = forge.accounts.create(
        "admin",
        display_name="Admin",
        email="admin@example.com",
        password="admin",  # noqa: S106 - an emulator's password is published
        site_admin=True,
    )
    acme = forge.namespaces.create("acme", name="Acme", owner=admin)
    developers = forge.groups.create("developers")
    for login, name in (("alice", "Alice Adams"), ("bob", "Bob Brown")):
        account = forge.accounts.create(
            login, display_name=name, email=f"{login}@example.com", password=login
        )
        forge.namespaces.add_member(acme, account)
        forge.groups.add(developers, account)
