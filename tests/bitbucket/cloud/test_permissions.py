"""Permissions: explicit grants of repositories and projects, and what they come to in all."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import (
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
    UnsupportedError,
)
from githost.model import (
    EnsureOutcome,
    GroupRef,
    NamespaceRef,
    Permission,
    ProjectRef,
    UserRef,
    Visibility,
)
from tests.bitbucket.cloud.exchanges import REPO, account, page, refusal, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_ANN = UserRef("{ann}")
_OWN = (
    "GET /user/workspaces/acme/permissions/repositories"
    '?q=repository.full_name = "acme/site"&pagelen=100'
)


def _to_user(permission: str, name: str = "ann", **more: Any) -> dict[str, Any]:
    return {
        "type": "repository_user_permission",
        "permission": permission,
        "user": account(name),
        **more,
    }


def _to_group(permission: str, slug: str = "devs") -> dict[str, Any]:
    group = {"type": "group", "slug": slug, "name": slug.title()}
    return {"type": "repository_group_permission", "permission": permission, "group": group}


def test_list_gives_users_and_then_groups(cloud: Callable[..., Scripted]) -> None:
    """They are two lists; a word that nobody knows allows nothing and is kept."""
    host = cloud(page([_to_user("write"), _to_user("triage", "bob")]), page([_to_group("admin")]))
    found = list(host.host.permissions.list("acme/site"))
    assert [(one.subject, one.permission, one.role) for one in found] == [
        (_ANN, Permission.WRITE, "write"),
        (UserRef("{bob}"), Permission.NONE, "triage"),
        (GroupRef("devs"), Permission.ADMIN, "admin"),
    ]
    assert host.sent == [
        f"GET {REPO}/permissions-config/users?pagelen=100",
        f"GET {REPO}/permissions-config/groups?pagelen=100",
    ]


def test_subject_without_a_grant_has_none(cloud: Callable[..., Scripted]) -> None:
    """Cloud answers `none`, not 404."""
    host = cloud(answer(200, _to_user("none")))
    found = host.host.permissions.get("acme/site", _ANN)
    assert (found.permission, found.role) == (Permission.NONE, None)
    assert "%7Bann%7D" in str(host.script.requests[0].url)


def test_subject_keeps_the_key_that_was_given(cloud: Callable[..., Scripted]) -> None:
    """Cloud takes the account id, too, and answers with the uuid."""
    host = cloud(answer(200, _to_user("read")))
    assert host.host.permissions.get("acme/site", UserRef("557058:ann")).subject == UserRef(
        "557058:ann"
    )


def test_grant_puts_the_word_alone(cloud: Callable[..., Scripted]) -> None:
    """Further keys are refused; what comes back is the grant."""
    host = cloud(answer(200, _to_group("write")))
    given = host.host.permissions.grant("acme/site", GroupRef("devs"), Permission.WRITE)
    assert given.permission is Permission.WRITE
    assert host.sent == [f"PUT {REPO}/permissions-config/groups/devs"]
    assert host.body() == {"permission": "write"}


def test_project_has_a_path_and_a_word_of_its_own(cloud: Callable[..., Scripted]) -> None:
    """`create-repo` is WRITE, and the right to add repositories."""
    host = cloud(answer(200, _to_user("create-repo")))
    target = ProjectRef("acme", "WEB")
    given = host.host.permissions.grant(target, _ANN, Permission.WRITE, role="create-repo")
    assert (given.permission, given.role) == (Permission.WRITE, "create-repo")
    assert host.sent == ["PUT /workspaces/acme/projects/WEB/permissions-config/users/{ann}"]


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        (Permission.READ, "admin"),
        (Permission.WRITE, "create-repo"),
        (Permission.ADMIN, "owner"),
    ],
)
def test_role_must_mean_the_permission_on_that_target(
    cloud: Callable[..., Scripted], permission: Permission, role: str
) -> None:
    """Words of projects and workspaces are none of a repository's."""
    host = cloud()
    with pytest.raises(ConfigurationError):
        host.host.permissions.grant("acme/site", _ANN, permission, role=role)


def test_none_is_not_granted(cloud: Callable[..., Scripted]) -> None:
    """Revoking is an operation of its own."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="revoke"):
        host.host.permissions.grant("acme/site", _ANN, Permission.NONE)


def test_workspace_is_no_target(cloud: Callable[..., Scripted]) -> None:
    """Its permissions are set in the web pages; `namespaces.members` reads them."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.permissions.list(NamespaceRef("acme"))


def test_oauth_client_is_refused_by_the_host(cloud: Callable[..., Scripted]) -> None:
    """Integrations may not change permissions, whatever their scopes."""
    host = cloud(refusal(403, "Integrations may not change permissions"))
    with pytest.raises(PermissionDeniedError, match="Integrations") as caught:
        host.host.permissions.grant("acme/site", _ANN, Permission.READ)
    assert caught.value.required == ()


def test_revoking_what_is_not_there_changes_nothing(cloud: Callable[..., Scripted]) -> None:
    """A 404 may mean the grant; reading it tells."""
    host = cloud(refusal(404), answer(200, _to_user("none")))
    host.host.permissions.revoke("acme/site", _ANN)
    assert host.sent == [
        f"DELETE {REPO}/permissions-config/users/{{ann}}",
        f"GET {REPO}/permissions-config/users/{{ann}}",
    ]


def test_revoking_on_a_missing_repository_is_not_found(cloud: Callable[..., Scripted]) -> None:
    """There is nobody to have a grant."""
    host = cloud(refusal(404), refusal(404))
    with pytest.raises(NotFoundError):
        host.host.permissions.revoke("acme/site", _ANN)


def test_ensure_writes_only_what_differs(cloud: Callable[..., Scripted]) -> None:
    """What is right already is left alone."""
    host = cloud(answer(200, _to_user("write")))
    done = host.host.permissions.ensure("acme/site", _ANN, Permission.WRITE)
    assert done.outcome is EnsureOutcome.UNCHANGED


def test_ensure_of_none_revokes(cloud: Callable[..., Scripted]) -> None:
    """And says what is left, which is nothing."""
    host = cloud(answer(200, _to_user("write")), answer(204))
    done = host.host.permissions.ensure("acme/site", _ANN, Permission.NONE)
    assert (done.outcome, done.value.permission) == (EnsureOutcome.CHANGED, Permission.NONE)
    assert host.sent[1] == f"DELETE {REPO}/permissions-config/users/{{ann}}"


def test_ensure_grants_what_is_missing(cloud: Callable[..., Scripted]) -> None:
    """`none` is read first and nothing is revoked."""
    host = cloud(answer(200, _to_user("none")), answer(200, _to_user("admin")))
    done = host.host.permissions.ensure("acme/site", _ANN, Permission.ADMIN)
    assert done.outcome is EnsureOutcome.CREATED
    assert [line.partition(" ")[0] for line in host.sent] == ["GET", "PUT"]


def test_callers_own_right_is_the_highest_of_the_repository(
    cloud: Callable[..., Scripted],
) -> None:
    """Rows about other repositories do not count."""
    rows = [
        _to_user("admin", repository={"full_name": "acme/site-2"}),
        _to_user("read", repository={"full_name": "acme/site"}),
        _to_user("write", repository={"full_name": "Acme/Site"}),
    ]
    host = cloud(page(rows))
    assert host.host.permissions.effective("acme/site") is Permission.WRITE
    assert host.sent == [_OWN]


@pytest.mark.parametrize("first", [page(), refusal(403, "Not a member")], ids=["none", "stranger"])
def test_public_repository_may_be_read_without_a_grant(
    cloud: Callable[..., Scripted], first: Any
) -> None:
    """Cloud lists explicit grants only, and nothing to those outside the workspace."""
    host = cloud(first, answer(200, repository(is_private=False)))
    assert host.host.permissions.effective("acme/site") is Permission.READ
    assert host.sent == [_OWN, f"GET {REPO}"]


def test_missing_scope_is_no_missing_grant(cloud: Callable[..., Scripted]) -> None:
    """The token is at fault, not the membership."""
    host = cloud(refusal(403, "No.", detail={"required": ["account"], "granted": []}))
    with pytest.raises(PermissionDeniedError):
        host.host.permissions.effective("acme/site")


def test_repository_named_by_uuid_is_read_for_its_name(cloud: Callable[..., Scripted]) -> None:
    """Grants are found by the name."""
    rows = [_to_user("admin", repository={"full_name": "acme/site"})]
    host = cloud(answer(200, repository()), page(rows))
    assert host.host.permissions.effective("{acme}/{site}") is Permission.ADMIN
    assert host.sent[1] == _OWN


@pytest.mark.parametrize(
    ("user", "condition"),
    [("{ann}", 'user.uuid = "{ann}"'), ("557058:ann", 'user.account_id = "557058:ann"')],
    ids=["uuid", "account id"],
)
def test_others_rights_are_asked_by_user(
    cloud: Callable[..., Scripted], user: str, condition: str
) -> None:
    """Rows about others do not count."""
    host = cloud(page([_to_user("admin", "bob"), _to_user("write", "ann")]))
    assert host.host.permissions.effective("acme/site", UserRef(user)) is Permission.WRITE
    assert host.sent == [
        f"GET /workspaces/acme/permissions/repositories/site?q={condition}&pagelen=100"
    ]


@pytest.mark.parametrize(
    ("visibility", "permission"),
    [(Visibility.PUBLIC, Permission.READ), (Visibility.PRIVATE, Permission.NONE)],
)
def test_stranger_may_read_what_is_public(
    cloud: Callable[..., Scripted], visibility: Visibility, permission: Permission
) -> None:
    """And nothing of what is private."""
    private = visibility is Visibility.PRIVATE
    host = cloud(page(), answer(200, repository(is_private=private)))
    assert host.host.permissions.effective("acme/site", _ANN) is permission
