"""Workspaces, projects, accounts, and default reviewers."""

from collections.abc import Callable

import pytest

from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    UnsupportedError,
)
from githost.model import NamespaceKind, Permission, UserRef, Visibility
from tests.bitbucket.cloud.exchanges import REPO, account, page, refusal, workspace
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_WEB = {"key": "WEB", "name": "Web", "description": "Pages", "is_private": True, "uuid": "{web}"}


def test_workspaces_are_listed_by_the_one_call_that_is_left(cloud: Callable[..., Scripted]) -> None:
    """Others were removed; each item nests the workspace, which may be no more than its slug."""
    bare = {"slug": "tools", "uuid": "{tools}"}
    host = cloud(page([{"administrator": True, "workspace": workspace()}, {"workspace": bare}]))
    found = list(host.host.namespaces.list())
    assert [(one.path, one.kind) for one in found] == [
        ("acme", NamespaceKind.UNKNOWN),
        ("tools", NamespaceKind.UNKNOWN),
    ]
    assert host.sent == ["GET /user/workspaces?pagelen=100"]


def test_workspaces_are_filtered_here(cloud: Callable[..., Scripted]) -> None:
    """By slug and name, ignoring case."""
    host = cloud(page([{"workspace": workspace()}, {"workspace": workspace("tools")}]))
    assert [one.path for one in host.host.namespaces.list(query="TOOL")] == ["tools"]


@pytest.mark.parametrize(
    ("personal", "kind"), [(True, NamespaceKind.PERSONAL), (False, NamespaceKind.ORGANIZATION)]
)
def test_workspace_tells_whether_it_is_somebodys_own(
    cloud: Callable[..., Scripted], personal: bool, kind: NamespaceKind
) -> None:
    """`is_personal` is there when one is read."""
    host = cloud(answer(200, workspace(is_personal=personal, is_private=True)))
    found = host.host.namespaces.get("acme")
    assert (found.kind, found.visibility) == (kind, Visibility.PRIVATE)


def test_members_have_the_words_of_workspaces(cloud: Callable[..., Scripted]) -> None:
    """Somebody without a word is a plain member."""
    rows = [{"user": account("ann"), "permission": "owner"}, {"user": account("bob")}]
    host = cloud(page(rows))
    found = list(host.host.namespaces.members("acme"))
    assert [(one.permission, one.role) for one in found] == [
        (Permission.ADMIN, "owner"),
        (Permission.READ, "member"),
    ]
    assert host.sent == ["GET /workspaces/acme/permissions?pagelen=100"]


def test_workspace_is_not_made_by_the_api(cloud: Callable[..., Scripted]) -> None:
    """The reason is told."""
    host = cloud()
    with pytest.raises(UnsupportedError, match="web pages"):
        host.host.namespaces.create("new")


def test_project_is_created_with_its_key(cloud: Callable[..., Scripted]) -> None:
    """Its workspace is part of what comes back."""
    host = cloud(answer(201, _WEB))
    made = host.host.projects.create("acme", "WEB", name="Web", visibility=Visibility.PRIVATE)
    assert (str(made.ref), made.visibility) == ("acme/WEB", Visibility.PRIVATE)
    assert host.sent == ["POST /workspaces/acme/projects"]
    assert host.body() == {"key": "WEB", "name": "Web", "is_private": True}


def test_project_whose_key_is_taken_already_exists(cloud: Callable[..., Scripted]) -> None:
    """Cloud says 400."""
    host = cloud(refusal(400, "Project with this Owner and Key already exists."))
    with pytest.raises(AlreadyExistsError):
        host.host.projects.create("acme", "WEB", name="Web")


def test_update_of_a_missing_project_creates_none(cloud: Callable[..., Scripted]) -> None:
    """A `PUT` would."""
    host = cloud(refusal(404))
    with pytest.raises(NotFoundError):
        host.host.projects.update("acme", "WEB", name="New")
    assert host.sent == ["GET /workspaces/acme/projects/WEB"]


def test_update_of_a_project_resends_the_rest_but_the_key(cloud: Callable[..., Scripted]) -> None:
    """A key would be a new one."""
    host = cloud(answer(200, _WEB), answer(200, {**_WEB, "name": "New"}))
    host.host.projects.update("acme", "WEB", name="New")
    assert host.body() == {"name": "New", "description": "Pages", "is_private": True}


def test_project_that_holds_repositories_is_not_deleted(cloud: Callable[..., Scripted]) -> None:
    """Cloud says 403 with a text."""
    host = cloud(refusal(403, "This project is not empty."))
    with pytest.raises(ConflictError):
        host.host.projects.delete("acme", "WEB")


def test_account_is_named_by_uuid_or_account_id(cloud: Callable[..., Scripted]) -> None:
    """One without uuid was recorded; braces are escaped."""
    host = cloud(answer(200, account()), answer(200, account(uuid=None)))
    assert host.host.users.get("{jdoe}").ref == UserRef("{jdoe}")
    assert host.host.users.get("557058:jdoe").ref == UserRef("557058:jdoe")
    assert str(host.script.requests[0].url).endswith("/users/%7Bjdoe%7D")


def test_people_are_searched_among_the_members_of_a_workspace(
    cloud: Callable[..., Scripted],
) -> None:
    """Cloud compares no names, so they are compared here."""
    host = cloud(page([{"user": account("ann")}, {"user": account("bob", display_name="Hannes")}]))
    found = list(host.host.users.search("ANN", namespace="acme"))
    assert [one.name for one in found] == ["ann", "bob"]
    assert host.sent == ["GET /workspaces/acme/members?pagelen=100"]


def test_search_needs_a_workspace(cloud: Callable[..., Scripted]) -> None:
    """There is no search for people."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="namespace"):
        host.host.users.search("ann")


def test_groups_are_not_listed(cloud: Callable[..., Scripted]) -> None:
    """The reason says where they show."""
    host = cloud()
    with pytest.raises(UnsupportedError, match=r"permissions\.list"):
        host.host.groups.list("acme")


def test_default_reviewer_is_added_without_a_body(cloud: Callable[..., Scripted]) -> None:
    """The path says it all."""
    host = cloud(answer(200, account("ann")), page([account("ann")]))
    host.host.default_reviewers.add("acme/site", UserRef("{ann}"))
    assert [one.name for one in host.host.default_reviewers.list("acme/site")] == ["ann"]
    assert host.sent == [
        f"PUT {REPO}/default-reviewers/{{ann}}",
        f"GET {REPO}/default-reviewers?pagelen=100",
    ]
    assert host.script.requests[0].content == b""


def test_removing_somebody_who_is_no_default_reviewer_is_not_found(
    cloud: Callable[..., Scripted],
) -> None:
    """Nothing is written."""
    host = cloud(refusal(404))
    with pytest.raises(NotFoundError):
        host.host.default_reviewers.remove("acme/site", UserRef("{ann}"))
    assert host.sent == [f"GET {REPO}/default-reviewers/{{ann}}"]
