"""Who works in the worlds that are moved: the same people on every host, but for those who are missing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import attrs

from githost_local.forge import Forge
from githost_local.forge.seed import seed_base

__all__ = ["GONE", "GROUPS", "PEOPLE", "Person", "populate", "retire"]


@attrs.frozen
class Person:
    """An account."""

    login: str
    name: str

    @property
    def email(self) -> str:
        """Return the address that an account of theirs has on every host."""
        return f"{self.login}@example.com"


#: Everybody who writes in a world. Admin, alice and bob are in every emulator.
PEOPLE: Final = (
    Person("admin", "Admin"),
    Person("alice", "Alice Adams"),
    Person("bob", "Bob Brown"),
    Person("carol", "Carol Clark"),
    Person("dieter", "Dieter Groß"),
    Person("erin", "Erin O'Neill"),
    Person("fatima", "Fatima [ops] al-Fihri"),
    Person("grace_h", "Grace *Amazing* Hopper"),
    Person("ivan.petrov", "Иван Петров"),
    Person("lei", "李雷"),
    Person("mallory", "Mallory_who_left_"),
    Person("zoe", "Zoë `root` Łukasiewicz"),
)
#: Who left: the account is there and switched off.
GONE: Final = "mallory"
#: Groups of people; the first is in every emulator, with alice and bob.
GROUPS: Final = {
    "developers": ("alice", "bob", "carol", "lei"),
    "staff": tuple(person.login for person in PEOPLE),
    "release-managers": ("carol", "grace_h"),
    "security": ("zoe",),
}


def populate(folder: Path, *, without: Iterable[str] = (), home: str = "acme") -> None:
    """Make everybody's account and the groups in the forge that an emulator keeps in `folder`.

    Those with a login in `without` are left out; the others are members of the namespace `home`.
    """
    missing = frozenset(without)
    with Forge.open(folder) as forge, forge.transaction():
        seed_base(forge)
        there = {account.login for account in forge.accounts.list()}
        where = forge.namespaces.by_path(home)
        for person in PEOPLE:
            if person.login not in there | missing:
                account = forge.accounts.create(
                    person.login, display_name=person.name, email=person.email
                )
                forge.namespaces.add_member(where, account)
        slugs = {group.slug for group in forge.groups.list()}
        for name, members in GROUPS.items():
            group = forge.groups.by_slug(name) if name in slugs else forge.groups.create(name)
            for login in members:
                if login not in missing:
                    forge.groups.add(group, forge.accounts.by_login(login))


def retire(folder: Path, login: str = GONE) -> None:
    """Switch an account off, in a world that nobody serves at the moment."""
    with Forge.open(folder) as forge, forge.transaction():
        forge.accounts.update(forge.accounts.by_login(login), active=False)
