"""Default reviewers of repositories and projects.

Pull requests opened through the API do not get them by themselves: clients ask for the effective
ones and send them along.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.call import (
    PROJECT,
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError
from githost_bitbucket.emulator.cloud.names import find_account
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge.records import Account, AccountKind, Level, Project

#: The forge has default reviewers of repositories only; those of projects are kept beside it.
_OF_PROJECTS: Final = "project-default-reviewers"


def _list(call: Call) -> Answer:
    found = call.forge.default_reviewers.list(call.repository()).items
    return ok(page_of(call, found, lambda a: answers.account(call.world, a), queried=False))


def _get(call: Call) -> Answer:
    found = call.forge.default_reviewers.list(call.repository()).items
    return ok(answers.account(call.world, _among(call, "target_username", found, otherwise=404)))


def _put(call: Call) -> Answer:
    """Add somebody who is not there yet."""
    repository = call.repository(Level.ADMIN)
    account = find_account(call.forge, call.path("target_username"))
    may_read = call.forge.permissions.effective(account, repository) >= Level.READ
    if account.kind is not AccountKind.PERSON or not may_read:
        raise ApiError(400, "The user does not have access to this repository.")
    call.forge.default_reviewers.add(repository, account)
    return ok(answers.account(call.world, account))


def _delete(call: Call) -> Response:
    repository = call.repository(Level.ADMIN)
    account = find_account(call.forge, call.path("target_username"))
    call.forge.default_reviewers.remove(repository, account)
    return empty()


def _effective(call: Call) -> Answer:
    """List those of the project, then those of the repository that are not among them."""
    repository = call.repository()
    inherited: tuple[Account, ...] = ()
    if repository.project_id is not None:
        project = call.forge.projects.get(repository.project_id)
        inherited = _of_project(call.world, project)
    own = call.forge.default_reviewers.list(repository).items
    pairs = [(account, "project") for account in inherited]
    pairs += [(account, "repository") for account in own if account not in inherited]
    return ok(page_of(call, pairs, lambda pair: _document(call, *pair), queried=False))


def _document(call: Call, account: Account, kind: str) -> dict[str, Any]:
    return {
        "type": "default_reviewer",
        "reviewer_type": kind,
        "user": answers.account(call.world, account),
    }


def _of_project(world: World, project: Project) -> tuple[Account, ...]:
    keys: list[str] = world.side.get(_OF_PROJECTS, project.key) or []
    return tuple(world.forge.accounts.by_key(key) for key in keys)


def _keep(world: World, project: Project, accounts: tuple[Account, ...]) -> None:
    world.side.put(_OF_PROJECTS, project.key, [account.key for account in accounts])


def _list_project(call: Call) -> Answer:
    found = _of_project(call.world, call.project(Level.ADMIN))
    return ok(page_of(call, found, lambda a: _document(call, a, "project"), queried=False))


def _get_project(call: Call) -> Answer:
    found = _of_project(call.world, call.project(Level.ADMIN))
    return ok(_document(call, _among(call, "selected_user", found, otherwise=400), "project"))


def _put_project(call: Call) -> Answer:
    project = call.project(Level.ADMIN)
    account = find_account(call.forge, call.path("selected_user"))
    workspace = call.forge.namespaces.get(project.namespace_id)
    is_member = call.forge.namespaces.is_member(workspace, account)
    if account.kind is not AccountKind.PERSON or not is_member:
        raise ApiError(400, "The user cannot be added as a default reviewer.")
    with call.forge.transaction():
        found = _of_project(call.world, project)
        if account not in found:
            _keep(call.world, project, (*found, account))
    return ok(answers.account(call.world, account))


def _delete_project(call: Call) -> Response:
    project = call.project(Level.ADMIN)
    with call.forge.transaction():
        found = _of_project(call.world, project)
        account = _among(call, "selected_user", found, otherwise=400)
        _keep(call.world, project, tuple(one for one in found if one != account))
    return empty()


def _among(call: Call, part: str, accounts: tuple[Account, ...], *, otherwise: int) -> Account:
    """Return the account in the address, which must be one of these."""
    account = find_account(call.forge, call.path(part))
    for one in accounts:
        if one.id == account.id:
            return one
    raise ApiError(otherwise, f"{account.display_name} is not a default reviewer.")


_OF_REPOSITORY = REPOSITORY + "/default-reviewers"
_OF_PROJECT = PROJECT + "/default-reviewers"
_PULL_REQUESTS = "read:pullrequest:bitbucket"

ENDPOINTS = (
    Endpoint("GET", _OF_REPOSITORY, _list, scope="pullrequest"),
    Endpoint("GET", _OF_REPOSITORY + "/{target_username}", _get, scope="pullrequest"),
    Endpoint("PUT", _OF_REPOSITORY + "/{target_username}", _put, scope="repository:admin"),
    Endpoint("DELETE", _OF_REPOSITORY + "/{target_username}", _delete, scope="repository:admin"),
    Endpoint("GET", REPOSITORY + "/effective-default-reviewers", _effective, scope="pullrequest"),
    Endpoint("GET", _OF_PROJECT, _list_project, scope="project:admin", api_scope=_PULL_REQUESTS),
    Endpoint(
        "GET",
        _OF_PROJECT + "/{selected_user}",
        _get_project,
        scope="project:admin",
        api_scope=_PULL_REQUESTS,
    ),
    Endpoint("PUT", _OF_PROJECT + "/{selected_user}", _put_project, scope="project:admin"),
    Endpoint("DELETE", _OF_PROJECT + "/{selected_user}", _delete_project, scope="project:admin"),
)
