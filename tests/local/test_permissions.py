"""What another account may do with the local host, and what the owner grants."""

from collections.abc import Callable
from typing import Any

import pytest

import githost
from githost.client.sync import Host
from githost.model import EnsureOutcome

BOB = githost.UserRef("bob")
DEVELOPERS = githost.GroupRef("developers")


def test_what_one_may_not_read_does_not_exist(bob: Host, fix: githost.PullRequest) -> None:
    """Without a grant, repository and namespace are not found and not listed."""
    with pytest.raises(githost.NotFoundError):
        bob.repos.get("acme/site")
    with pytest.raises(githost.NotFoundError):
        bob.namespaces.get("acme")
    with pytest.raises(githost.NotFoundError):
        bob.pull_requests.get("acme/site", fix.number)
    with pytest.raises(githost.NotFoundError):
        bob.permissions.effective("acme/site")
    assert bob.namespaces.list().all() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda host: host.repos.update("acme/site", description="Mine"),
        lambda host: host.repos.delete("acme/site"),
        lambda host: host.repos.create("acme/more"),
        lambda host: host.branches.create("acme/site", "more", start="main"),
        lambda host: host.branches.set_default("acme/site", "fix"),
        lambda host: host.tags.create("acme/site", "v1", target="main"),
        lambda host: host.files.write("acme/site", "a", b"", message="A", branch="main"),
        lambda host: host.pull_requests.merge("acme/site", 1),
        lambda host: host.pull_requests.close("acme/site", 1),
        lambda host: host.permissions.list("acme/site").all(),
        lambda host: host.permissions.grant("acme/site", BOB, githost.Permission.ADMIN),
        lambda host: host.hooks.list("acme/site").all(),
        lambda host: host.deploy_keys.list("acme/site").all(),
        lambda host: host.branch_rules.list("acme/site").all(),
        lambda host: host.namespaces.members("acme").all(),
    ],
)
def test_reader_changes_nothing(
    host: Host, bob: Host, fix: githost.PullRequest, change: Callable[[Host], Any]
) -> None:
    """Who may only read is denied what needs more."""
    host.permissions.grant(githost.NamespaceRef("acme"), BOB, githost.Permission.READ)

    with pytest.raises(githost.PermissionDeniedError):
        change(bob)


def test_reader_reads_and_asks(host: Host, bob: Host, site: githost.Repository) -> None:
    """Who may read finds the repository, and can open and close a pull request of their own."""
    host.permissions.grant(site, BOB, githost.Permission.READ)

    made = bob.pull_requests.create(site, title="Mine", source="fix")
    closed = bob.pull_requests.close(site, made.number)

    assert closed.state is githost.PullRequestState.CLOSED
    assert [repo.ref for repo in bob.repos.list("acme")] == [site.ref]
    assert [namespace.path for namespace in bob.namespaces.list()] == ["acme"]


def test_public_repository_is_everybodys_to_read(
    host: Host, bob: Host, site: githost.Repository
) -> None:
    """A public repository needs no grant, and grants no writing."""
    host.repos.update(site, visibility=githost.Visibility.PUBLIC)

    assert bob.repos.get(site).ref == site.ref
    assert bob.permissions.effective(site) is githost.Permission.READ


def test_private_origin_of_a_fork_is_not_told(
    host: Host, bob: Host, site: githost.Repository
) -> None:
    """A fork names its origin only to those who may read that."""
    host.namespaces.create("open")
    fork = host.repos.fork(site, into="open")
    host.permissions.grant(fork, BOB, githost.Permission.READ)

    assert host.repos.get(fork).parent == site.ref
    assert bob.repos.get(fork).parent is None


def test_members_of_a_group_get_what_it_is_granted(
    host: Host, bob: Host, site: githost.Repository
) -> None:
    """A grant to a group counts for its members, and is listed after those to users."""
    host.permissions.grant(site, DEVELOPERS, githost.Permission.WRITE)
    host.permissions.grant(site, BOB, githost.Permission.READ)

    grants = host.permissions.list(site).all()

    assert [(grant.subject, grant.permission) for grant in grants] == [
        (BOB, githost.Permission.READ),
        (DEVELOPERS, githost.Permission.WRITE),
    ]
    assert host.permissions.effective(site, BOB) is githost.Permission.WRITE
    assert [group.ref for group in host.groups.list()] == [DEVELOPERS]


def test_grant_is_read_changed_and_revoked(host: Host, bob: Host, site: githost.Repository) -> None:
    """A grant keeps its role, and is NONE once it is revoked, however often."""
    given = host.permissions.grant(site, BOB, githost.Permission.WRITE, role="maintain")
    found = host.permissions.get(site, BOB)
    host.permissions.revoke(site, BOB)
    host.permissions.revoke(site, BOB)
    gone = host.permissions.get(site, BOB)

    assert found == given
    assert (found.role, found.name) == ("maintain", "bob")
    assert (gone.permission, gone.role) == (githost.Permission.NONE, None)


def test_none_is_not_granted(host: Host, bob: Host, site: githost.Repository) -> None:
    """Granting NONE is refused, for it is revoking."""
    with pytest.raises(githost.ConfigurationError, match="revoke"):
        host.permissions.grant(site, BOB, githost.Permission.NONE)


def test_grants_lie_on_projects_and_namespaces(
    host: Host, bob: Host, site: githost.Repository
) -> None:
    """What is granted on a project or namespace reaches the repositories in it."""
    host.projects.create("acme", "WEB", name="Web")
    host.repos.update(site, project="WEB")
    project = githost.ProjectRef("acme", "WEB")
    host.permissions.grant(githost.NamespaceRef("acme"), BOB, githost.Permission.READ)
    first = host.permissions.effective(site, BOB)
    host.permissions.grant(project, BOB, githost.Permission.WRITE)

    assert first is githost.Permission.READ
    assert host.permissions.effective(site, BOB) is githost.Permission.WRITE
    assert host.permissions.list(site).all() == []


def test_ensure_touches_one_subject(host: Host, bob: Host, site: githost.Repository) -> None:
    """Ensuring grants once, and revokes with NONE."""
    outcomes = [
        host.permissions.ensure(site, BOB, permission).outcome
        for permission in (
            githost.Permission.READ,
            githost.Permission.READ,
            githost.Permission.ADMIN,
            githost.Permission.NONE,
        )
    ]

    assert outcomes == [
        EnsureOutcome.CREATED,
        EnsureOutcome.UNCHANGED,
        EnsureOutcome.CHANGED,
        EnsureOutcome.CHANGED,
    ]


def test_nobody_asks_about_others(host: Host, bob: Host, site: githost.Repository) -> None:
    """What somebody else may do is for administrators to ask."""
    host.permissions.grant(site, BOB, githost.Permission.WRITE)

    assert bob.permissions.effective(site, BOB) is githost.Permission.WRITE
    with pytest.raises(githost.PermissionDeniedError):
        bob.permissions.effective(site, githost.UserRef("owner"))


def test_members_are_the_owner_and_those_granted(
    host: Host, bob: Host, site: githost.Repository
) -> None:
    """The members of a namespace are listed with what is theirs."""
    host.permissions.grant(githost.NamespaceRef("acme"), BOB, githost.Permission.WRITE)

    members = {member.name: member.permission for member in host.namespaces.members("acme")}

    assert members == {"bob": githost.Permission.WRITE, "Owner": githost.Permission.ADMIN}


def test_who_makes_a_namespace_administers_it(bob: Host) -> None:
    """Everybody can make a namespace, but not one that is named as somebody's own."""
    bob.namespaces.create("bobs")
    bob.repos.create("bobs/things")

    assert bob.permissions.effective("bobs/things") is githost.Permission.ADMIN
    with pytest.raises(githost.PermissionDeniedError):
        bob.namespaces.create("~owner")


def test_users_are_found_by_login_and_id(host: Host, bob: Host, site: githost.Repository) -> None:
    """An account is read by its login or id, and searched by part of its names."""
    found = host.users.get("bob")

    assert found == host.users.get(githost.UserRef(found.id)) == bob.users.me()
    assert host.users.search("BO").all() == [found]
    assert [user.name for user in host.users.search("", namespace="acme")] == ["owner"]
    with pytest.raises(githost.NotFoundError):
        host.users.get("carol")


def test_groups_belong_to_the_whole_host(host: Host) -> None:
    """Groups of a namespace are refused, for there are none."""
    with pytest.raises(githost.UnsupportedError):
        host.groups.list("acme").all()
