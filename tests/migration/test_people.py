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
    assert PEOPLE.user(UserRef("ada")) == PEOPLE.user(ADA) == PEOPLE.subject(ADA) == UserRef("{1}")
    assert PEOPLE.group(ADAS) == PEOPLE.subject(GroupRef("ada")) == GroupRef("adas")
    assert PEOPLE.reviewer(ADA) == UserRef("{1}")


@pytest.mark.parametrize("user", [None, UserRef("bob"), UserRef("eve")])
def test_nobody_stands_for_who_is_not_named(user: UserRef | None) -> None:
    """No one is taken instead."""
    assert PEOPLE.user(user) is None


def test_the_placeholder_reviews() -> None:
    """Only reviews can be asked of somebody else."""
    assert PEOPLE.group(None) is None
    assert PEOPLE.subject(UserRef("bob")) is None
    assert PEOPLE.reviewer(UserRef("bob")) == UserRef("{9}")
    assert PEOPLE.reviewer(GroupRef("staff")) == UserRef("{9}")


def test_it_says_why_nobody_does() -> None:
    """Whoever reads it knows where to add a line."""
    assert PEOPLE.lacking(UserRef("bob")) == "the plan's [users] says that nobody stands for bob"
    assert PEOPLE.lacking(UserRef("eve")) == "the plan's [users] does not name eve"
    assert PEOPLE.lacking(GroupRef("all")) == "the plan's [groups] does not name all"
