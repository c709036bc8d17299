"""Permissions: searched by name, compared exactly, granted in the query."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import ConfigurationError, PermissionDeniedError, UnsupportedError
from githost.model import (
    EnsureOutcome,
    GroupRef,
    NamespaceRef,
    Permission,
    ProjectRef,
    UserRef,
)
from tests.bitbucket.datacenter.exchanges import (
    REPO,
    complaint,
    page,
    person,
    repository,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _grant(name: str, word: str) -> dict[str, Any]:
    return {"user": person(name), "permission": word}


def test_grant_of_one_is_the_one_with_exactly_that_name(connect: Callable[..., Scripted]) -> None:
    """The filter finds every name that contains it, page after page."""
    server = connect(page([_grant("bobby", "REPO_ADMIN")], 1), page([_grant("Bob", "REPO_WRITE")]))
    found = server.host.permissions.get("ACME/site", UserRef("bob"))
    assert (found.permission, found.role) == (Permission.WRITE, "REPO_WRITE")
    assert server.sent[0] == f"GET {REPO}/permissions/users?filter=bob&limit=1000"


def test_no_grant_is_none(connect: Callable[..., Scripted]) -> None:
    """Want of a grant is an answer."""
    server = connect(page([_grant("bobby", "REPO_ADMIN")]))
    found = server.host.permissions.get("ACME/site", UserRef("bob"))
    assert (found.permission, found.role) == (Permission.NONE, None)


def test_grant_goes_in_the_query_and_is_read_back(connect: Callable[..., Scripted]) -> None:
    """Names are escaped; the answer of the server is empty."""
    team = {"group": {"name": "web & devs"}, "permission": "REPO_READ"}
    server = connect(answer(204), page([team]))
    who = GroupRef("web & devs")
    assert server.host.permissions.grant("ACME/site", who, Permission.READ).subject == who
    assert server.sent[0] == f"PUT {REPO}/permissions/groups?name=web & devs&permission=REPO_READ"
    assert "web+%26+devs" in str(server.script.requests[0].url)
    assert server.script.requests[0].content == b""


def test_project_has_words_of_its_own(connect: Callable[..., Scripted]) -> None:
    """`PROJECT_…` in place of `REPO_…`."""
    server = connect(answer(204), page([_grant("bob", "PROJECT_ADMIN")]))
    server.host.permissions.grant(NamespaceRef("ACME"), UserRef("bob"), Permission.ADMIN)
    assert server.sent[0].endswith("/ACME/permissions/users?name=bob&permission=PROJECT_ADMIN")


def test_revoke_of_ones_own_rights_is_a_refusal(connect: Callable[..., Scripted]) -> None:
    """The server says 409 here and 403 where they are lowered."""
    server = connect(complaint(409))
    with pytest.raises(PermissionDeniedError):
        server.host.permissions.revoke("ACME/site", UserRef("me"))


def test_none_is_not_granted(connect: Callable[..., Scripted]) -> None:
    """Revoking is an operation of its own."""
    server = connect()
    with pytest.raises((ConfigurationError, UnsupportedError)):
        server.host.permissions.grant("ACME/site", UserRef("bob"), Permission.NONE)


def test_role_must_mean_the_permission(connect: Callable[..., Scripted]) -> None:
    """A word that says something else would be sent unseen."""
    server = connect()
    with pytest.raises(ConfigurationError):
        server.host.permissions.grant(
            "ACME/site", UserRef("bob"), Permission.READ, role="REPO_ADMIN"
        )


def test_project_within_a_namespace_is_refused(connect: Callable[..., Scripted]) -> None:
    """A project is the namespace here."""
    server = connect()
    with pytest.raises(UnsupportedError):
        server.host.permissions.list(ProjectRef("acme", "WEB"))


def test_ensure_writes_only_what_differs(connect: Callable[..., Scripted]) -> None:
    """What is right already is left alone."""
    server = connect(page([_grant("bob", "REPO_WRITE")]))
    done = server.host.permissions.ensure("ACME/site", UserRef("bob"), Permission.WRITE)
    assert done.outcome is EnsureOutcome.UNCHANGED
    assert len(server.sent) == 1


def test_callers_own_right_is_probed_from_the_top(connect: Callable[..., Scripted]) -> None:
    """No call tells it; repositories are listed by what one may do with them."""
    server = connect(
        answer(200, repository(name="Site")), page([repository("site-2")]), page([repository()])
    )
    assert server.host.permissions.effective("ACME/site") is Permission.WRITE
    assert server.sent[1] == (
        "GET /api/1.0/repos?permission=REPO_ADMIN&name=Site&projectkey=ACME&archived=ALL&limit=1000"
    )


def test_others_rights_are_asked_by_user(connect: Callable[..., Scripted]) -> None:
    """Everybody may read what is public."""
    public = repository(public=True)
    server = connect(page(), page(), page(), answer(200, public))
    found = server.host.permissions.effective("ACME/site", UserRef("bob"))
    assert found is Permission.READ
    assert server.sent[0] == (
        "GET /api/1.0/users?permission.1=REPO_ADMIN&permission.1.projectKey=ACME"
        "&permission.1.repositorySlug=site&filter=bob&limit=1000"
    )


def test_plain_words_of_older_servers_are_read(connect: Callable[..., Scripted]) -> None:
    """`ADMIN` alone was recorded; an unknown word allows nothing and is kept."""
    server = connect(page([_grant("ann", "ADMIN"), _grant("bob", "REPO_MAINTAIN")]), page())
    found = list(server.host.permissions.list("ACME/site"))
    assert [(one.permission, one.role) for one in found] == [
        (Permission.ADMIN, "ADMIN"),
        (Permission.NONE, "REPO_MAINTAIN"),
    ]
