"""Workspaces, their members, and the addresses of lists across workspaces, which are gone."""

from __future__ import annotations

from typing import Any, Final

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.call import (
    WORKSPACE,
    Answer,
    Call,
    Endpoint,
    is_member,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden
from githost_bitbucket.emulator.cloud.names import braced, find_account, permission, quoted
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.permissions import granted
from githost_local.forge.records import Account, Level, Namespace, Repository

_ANNOUNCEMENT: Final = "https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770"
_MINE: Final = "/user/workspaces/{workspace}"


def _mine(call: Call) -> Answer:
    """List the caller's workspaces, and whether the caller administers them."""
    account = call.person
    found = call.forge.namespaces.list(where=lambda n: is_member(call.forge, n, account)).items
    wanted = call.query("administrator")
    if wanted is not None:
        found = tuple(n for n in found if _administers(call, n) is call.flag("administrator"))
    return ok(
        page_of(
            call,
            found,
            lambda n: {
                "type": "workspace_access",
                "administrator": _administers(call, n),
                "workspace": answers.workspace_base(call.world, n),
            },
        )
    )


def _administers(call: Call, workspace: Namespace) -> bool:
    return call.level(workspace) >= Level.ADMIN


def _my_permission(call: Call) -> Answer:
    workspace = _entered(call)
    return ok(_membership(call, workspace, call.person, role=True))


def _my_repositories(call: Call) -> Answer:
    """List the repositories that the caller has a right in; being public is none."""
    workspace = _entered(call)
    account = call.person
    found = call.forge.repos.list(
        namespace=workspace, where=lambda r: granted(call.forge, account, r) >= Level.READ
    )
    return ok(page_of(call, found.items, lambda r: _effective(call, account, r)))


def _entered(call: Call) -> Namespace:
    """Return the workspace in the address, if the caller belongs to it."""
    account = call.person
    workspace = call.workspace()
    if not is_member(call.forge, workspace, account):
        raise forbidden("You do not have access to this workspace.")
    return workspace


def _effective(call: Call, account: Account, repository: Repository) -> dict[str, Any]:
    return {
        "type": "repository_permission",
        "user": answers.account(call.world, account),
        "repository": answers.repository_stub(call.world, repository),
        "permission": permission(granted(call.forge, account, repository)),
    }


def _get(call: Call) -> Answer:
    return ok(answers.workspace(call.world, call.workspace()))


def _members(call: Call) -> Answer:
    """List members; only an administrator who asks by address may see addresses."""
    workspace = call.member_workspace()
    by_address = "user.email" in (call.query("q") or "")
    if by_address:
        call.demand(workspace, Level.ADMIN)
    members = call.forge.namespaces.members(workspace).items
    return ok(
        page_of(call, members, lambda m: _membership(call, workspace, m, with_address=by_address)),
        hidden=["values.user.email"],
    )


def _member(call: Call) -> Answer:
    workspace = call.member_workspace()
    account = find_account(call.forge, call.path("member"))
    if not call.forge.namespaces.is_member(workspace, account):
        raise ApiError(404, f"User {call.path('member')} is not a member of the workspace.")
    return ok(_membership(call, workspace, account))


def _permissions(call: Call) -> Answer:
    workspace = call.member_workspace()
    members = call.forge.namespaces.members(workspace).items
    return ok(page_of(call, members, lambda m: _membership(call, workspace, m, role=True)))


def _membership(
    call: Call,
    workspace: Namespace,
    account: Account,
    *,
    role: bool = False,
    with_address: bool = False,
) -> dict[str, Any]:
    place = f"{quoted(workspace.path)}/members/{quoted(braced(account.key))}"
    answer: dict[str, Any] = {
        "type": "workspace_membership",
        "user": answers.account(call.world, account),
        "workspace": answers.workspace_stub(call.world, workspace),
        "links": {"self": answers.link(f"{call.world.api}/workspaces/{place}")},
    }
    if role:
        owns = call.forge.permissions.effective(account, workspace) >= Level.ADMIN
        answer["permission"] = "owner" if owns else "member"
    if with_address:
        answer["user"]["email"] = account.email
    return answer


def _repository_permissions(call: Call) -> Answer:
    """List who has which right in every repository of a workspace."""
    workspace = call.workspace(Level.ADMIN)
    found = call.forge.repos.list(namespace=workspace).items
    return ok(_effective_page(call, workspace, found))


def _permissions_of_repository(call: Call) -> Answer:
    """List who has which right in one repository."""
    repository = call.repository(Level.ADMIN)
    workspace = call.forge.namespaces.get(repository.namespace_id)
    return ok(_effective_page(call, workspace, (repository,)))


def _effective_page(
    call: Call, workspace: Namespace, repositories: tuple[Repository, ...]
) -> dict[str, Any]:
    members = call.forge.namespaces.members(workspace).items
    pairs = [
        (account, repository)
        for repository in repositories
        for account in members
        if granted(call.forge, account, repository) >= Level.READ
    ]
    return page_of(call, pairs, lambda pair: _effective(call, *pair))


#: What listed across all workspaces.
_RETIRED: Final = (
    "/workspaces",
    "/repositories",
    "/user/permissions/workspaces",
    "/user/permissions/repositories",
    "/snippets",
    "/pullrequests/{selected_user}",
)


def _retired(_: Call) -> Answer:
    """Tell that a list across workspaces has ended."""
    raise ApiError(
        410,
        "This API is deprecated and has been removed.",
        detail="CHANGE-2770: cross-workspace APIs have been removed. Please refer to the "
        "announcement for their replacements.",
        data={"announcement_url": _ANNOUNCEMENT},
    )


ENDPOINTS = (
    Endpoint("GET", "/user/workspaces", _mine, scope="account"),
    Endpoint("GET", _MINE + "/permission", _my_permission, scope="account"),
    Endpoint(
        "GET",
        _MINE + "/permissions/repositories",
        _my_repositories,
        scope="account repository",
        api_scope="read:repository:bitbucket",
    ),
    Endpoint("GET", WORKSPACE, _get, api_scope="read:workspace:bitbucket"),
    Endpoint("GET", WORKSPACE + "/members", _members, scope="account"),
    Endpoint("GET", WORKSPACE + "/members/{member}", _member, scope="account"),
    Endpoint("GET", WORKSPACE + "/permissions", _permissions, scope="account"),
    Endpoint(
        "GET",
        WORKSPACE + "/permissions/repositories",
        _repository_permissions,
        scope="account",
        api_scope="read:repository:bitbucket",
    ),
    Endpoint(
        "GET",
        WORKSPACE + "/permissions/repositories/{repo_slug}",
        _permissions_of_repository,
        scope="repository",
    ),
    *(Endpoint("GET", path, _retired) for path in _RETIRED),
)
