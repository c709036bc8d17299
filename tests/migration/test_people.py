"""Who stands for whom."""

import pytest

from githost.migration.endpoint import Endpoint
from githost.migration.people import People
from githost.migration.plan import Move, Plan
from githost.model import Group, GroupRef, RepoRef, User, UserRef

PEOPLE = People(
    Plan(
        source=Endpoint(url="https://git.example"),
        target=Endpoint(url="https://bitbucket.org"),
        moves=(Move(source=RepoRef("PROJ", "site"), target=RepoRef("acme", "site")),),
        users={"ada": "{1}", "bob": ""},
        groups={"ada": "adas", "staff": ""},
        placeholder="{9}",
    )
)
ADA = User(id="7", ref=UserRef("ada"), name="ada")
ADAS = Group(id="ada", ref=GroupRef("ada"), name="ada")


def test_people_stand_for_people_and_groups_for_groups() -> None:
    """A user and a group of one name are told apart, as refs and as the host gave them."""
    assert PEOPLE.user(ADA.ref) == PEOPLE.subject(ADA) == PEOPLE.reviewer(ADA.ref) == UserRef("{1}")
    assert PEOPLE.group(ADAS.ref) == PEOPLE.subject(ADAS) == GroupRef("adas")


@pytest.mark.parametrize("user", [None, UserRef("bob"), UserRef("eve")])
def test_nobody_stands_for_who_is_not_named(user: UserRef | None) -> None:
    """No one is taken instead."""
    assert PEOPLE.user(user) is None


def test_the_placeholder_reviews() -> None:
    """Only reviews can be asked of somebody else."""
    assert PEOPLE.group(GroupRef("staff")) is None
    assert PEOPLE.subject(UserRef("bob")) is None
    assert PEOPLE.reviewer(UserRef("bob")) == PEOPLE.reviewer(UserRef("eve")) == UserRef("{9}")
