"""The draft of a plan: everything has a place, everybody is looked for, and guesses say so."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import githost
from githost.client.sync import Host
from githost.emulation import serve
from githost.errors import ConfigurationError
from githost.migration.drafting import make_plan
from githost.migration.plan import PARTS, NewNamespace, NewProject, Plan
from githost.model import BranchRuleKind, GroupRef, Permission, RepoRef, UserRef, Visibility
from githost_local.forge import Forge


@attrs.frozen
class Sides:
    """A Data Center with its demonstration, and hosts that nothing was moved to yet."""

    center: Host
    cloud: Host
    other: Host


@pytest.fixture(scope="module")
def sides() -> Iterator[Sides]:
    """Serve all three."""
    with (
        serve("bitbucket-datacenter", seed="demo") as center,
        serve("bitbucket-cloud") as cloud,
        serve("bitbucket-datacenter") as other,
    ):
        hosts = [
            githost.connect(one.url, provider=one.provider, credential=one.credential())
            for one in (center, cloud, other)
        ]
        yield Sides(*hosts)
        for host in hosts:
            host.close()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Host]:
    """Give a forge on disk with two people, of whom one has an e-mail address that others know."""
    with Forge.open(tmp_path / "forge") as forge:
        forge.accounts.create("dev1", email="alice@example.com", password="x")
        forge.accounts.create("bob", email="bob@elsewhere.example", password="x")
    with githost.connect(f"local:{tmp_path / 'forge'}") as host:
        yield host


def test_namespaces_become_projects_where_none_can_be_made(sides: Sides) -> None:
    """On Cloud everything goes into the workspace that is named."""
    plan = make_plan(sides.center, sides.cloud, ["ACME"], into="acme")
    assert {(str(one.source), str(one.target), one.project) for one in plan.moves} == {
        ("ACME/api", "acme/api", "ACME"),
        ("ACME/docs", "acme/docs", "ACME"),
        ("ACME/site", "acme/site", "ACME"),
    }
    assert plan.namespaces == ()
    assert plan.projects == (
        NewProject(namespace="acme", key="ACME", name="Acme", visibility=Visibility.PUBLIC),
    )
    assert "public repositories" in plan.remarks["projects", "ACME"]
    assert plan.parts == frozenset(PARTS)
    assert Plan.parse(plan.text()) == plan


def test_projects_become_namespaces_where_they_are_such(sides: Sides) -> None:
    """Back on Data Center each has its own again."""
    sides.cloud.projects.create("acme", "ONE", name="The first")
    sides.cloud.repos.create("acme/one", project="ONE")
    plan = make_plan(sides.cloud, sides.other, ["acme"])
    assert [(str(one.source), str(one.target), one.project) for one in plan.moves] == [
        ("acme/one", "ONE/one", None)
    ]
    assert plan.namespaces == (NewNamespace(path="ONE", name="The first"),)
    assert plan.projects == ()


def test_people_are_found_by_mail_and_then_by_name(sides: Sides, local: Host) -> None:
    """Only an equal address is certain; a login is a guess, which is not taken unasked."""
    plan = make_plan(sides.center, local, ["ACME"])
    mail = local.users.search("dev1").first()
    assert mail is not None
    assert plan.users["alice"] == mail.ref.id
    assert plan.remarks["users", "alice"] == "Alice Adams <alice@example.com>"
    bob = local.users.search("bob").first()
    assert bob is not None
    assert plan.users["bob"] == ""
    assert f'perhaps "{bob.ref.id}", who has the same login' in plan.remarks["users", "bob"]
    guessed = make_plan(sides.center, local, ["ACME"], by_name=True)
    assert guessed.users["bob"] == bob.ref.id
    assert "check, found by the same login only" in guessed.remarks["users", "bob"]
    assert plan.users["carol"] == ""
    assert plan.remarks["users", "carol"] == "Carol Clark: nobody was found"
    assert plan.groups == {"developers": ""}
    assert plan.namespaces[0].path == "ACME"


def test_everybody_who_appears_is_in_the_plan(local: Host, sides: Sides) -> None:
    """Whom only a rule or a grant names counts too; of one name on both sides there is one."""
    local.namespaces.create("team")
    repo = local.repos.create("team/site").ref
    local.permissions.grant(repo, UserRef("bob"), Permission.WRITE)
    local.branch_rules.create(
        repo, kind=BranchRuleKind.PUSH, pattern="main", users=[UserRef("dev1")]
    )
    plan = make_plan(local, sides.other, ["team"], by_name=True)
    assert plan.users == {"bob": "bob", "dev1": "alice"}
    assert plan.moves[0].target == RepoRef("team", "site")


def test_groups_of_one_name_stand_for_each_other(sides: Sides) -> None:
    """Names are all that groups have."""
    repo = sides.center.repos.get("ACME/api").ref
    sides.center.permissions.grant(repo, GroupRef("developers"), Permission.WRITE)
    assert make_plan(sides.center, sides.other, ["ACME"]).groups == {"developers": "developers"}


def test_names_that_collide_are_told(sides: Sides) -> None:
    """The second of one name gets another, and what is on the target already is remarked."""
    sides.center.namespaces.create("ZETA", name="Zeta")
    sides.center.repos.create("ZETA/site")
    sides.cloud.repos.create("acme/docs")
    plan = make_plan(sides.center, sides.cloud, ["ACME", "ZETA", "ACME"], into="acme")
    targets = {str(one.source): str(one.target) for one in plan.moves}
    assert targets["ACME/site"] == "acme/site"
    assert targets["ZETA/site"] == "acme/site-zeta"
    assert plan.remarks["moves", "ZETA/site"] == "another one is named site there already"
    assert "on the target already" in plan.remarks["moves", "ACME/docs"]
    assert {one.key for one in plan.projects} == {"ACME", "ZETA"}


def test_one_namespace_may_take_all(sides: Sides) -> None:
    """Where namespaces can be made, the named one is; without projects nothing else is."""
    plan = make_plan(sides.center, sides.other, ["ACME"], into="ALL")
    assert plan.namespaces == (NewNamespace(path="ALL", name="ALL"),)
    assert plan.projects == ()
    assert {one.target.namespace for one in plan.moves} == {"ALL"}
    assert {one.project for one in plan.moves} == {None}


@pytest.mark.parametrize(
    ("namespaces", "into", "complaint"),
    [
        (["NOPE"], "acme", "there is no namespace 'NOPE' on http"),
        (["ACME"], None, "name one that is there, as --into acme"),
        (["ACME"], "nowhere", "there is no namespace 'nowhere' on http.*make it there first"),
    ],
)
def test_what_cannot_be_planned_is_one_line(
    sides: Sides, namespaces: list[str], into: str | None, complaint: str
) -> None:
    """It says what to do."""
    with pytest.raises(ConfigurationError, match=complaint) as caught:
        make_plan(sides.center, sides.cloud, namespaces, into=into)
    assert "\n" not in str(caught.value)


def test_the_placeholder_is_looked_for(sides: Sides) -> None:
    """A plan names only a reviewer whom the target knows."""
    plan = make_plan(sides.center, sides.other, ["ACME"], placeholder="bob")
    assert plan.placeholder == "bob"
    with pytest.raises(ConfigurationError, match="there is no user 'eve' on http"):
        make_plan(sides.center, sides.other, ["ACME"], placeholder="eve")


def test_an_empty_namespace_is_no_plan(sides: Sides) -> None:
    """There is nothing to move."""
    sides.center.namespaces.create("EMPTY", name="Empty")
    with pytest.raises(ConfigurationError, match=r"EMPTY on http.* holds no repository"):
        make_plan(sides.center, sides.cloud, ["EMPTY"], into="acme")


def test_what_may_not_be_read_is_remarked(sides: Sides) -> None:
    """Who may only read the source learns what the plan does not know."""
    with (
        serve("bitbucket-datacenter", seed="demo") as center,
        githost.connect(
            center.url, provider=center.provider, credential=center.credential("carol")
        ) as source,
    ):
        plan = make_plan(source, sides.cloud, ["ACME"], into="acme")
    remarks = [text for (table, _), text in plan.remarks.items() if table == "moves"]
    assert remarks
    assert all("not read: permissions.list" in text for text in remarks)
