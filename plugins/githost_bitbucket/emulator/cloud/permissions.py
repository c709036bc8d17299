"""Permissions: what was granted to users and groups, on repositories and projects.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/, "permissions-config".
The lists tell what was granted there and nothing inherited, and know neither `q` nor `sort`.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.auth import Means
from githost_bitbucket.emulator.cloud.call import (
    PROJECT,
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    Handler,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden, invalid
from githost_bitbucket.emulator.cloud.names import (
    CREATE_REPO,
    LEVELS,
    account_id,
    find_account,
    find_group,
    permission,
    quoted,
)
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    Group,
    Level,
    Project,
    Repository,
    Subject,
    Target,
    Visibility,
)

_USER: Final = "/permissions-config/users/{selected_user_id}"
_GROUP: Final = "/permissions-config/groups/{group_slug}"


def granted(forge: Forge, account: Account, repository: Repository) -> Level:
    """Return what somebody may do there, leaving aside what everybody may."""
    private = attrs.evolve(repository, visibility=Visibility.PRIVATE)
    return forge.permissions.effective(account, private)


def may_create(call: Call, project: Project) -> bool:
    """Tell whether the caller may make repositories in a project."""
    if call.level(project) >= Level.ADMIN:
        return True
    account = call.account
    subjects: list[Subject] = [account, *call.forge.groups.of(account)]
    for subject in subjects:
        try:
            role = call.forge.permissions.get(project, subject).role
        except NotFound:
            continue
        if role == CREATE_REPO:
            return True
    return False


def _target(call: Call, *, changes: bool = False) -> Repository | Project:
    """Return what the address names to its administrators; integrations change nothing here."""
    _ = call.account
    if changes and call.caller.means is not Means.API_TOKEN:
        raise forbidden("This endpoint does not support the authentication method that was used.")
    return call.target(Level.ADMIN)


def _list(call: Call, *, groups: bool) -> Answer:
    target = _target(call)
    found = call.forge.permissions.list(target, groups=groups).items
    return ok(
        page_of(
            call,
            found,
            lambda g: _document(call, target, g.subject, g.role or permission(g.level)),
            queried=False,
        )
    )


def _list_users(call: Call) -> Answer:
    return _list(call, groups=False)


def _list_groups(call: Call) -> Answer:
    return _list(call, groups=True)


def _get(call: Call) -> Answer:
    """Tell what was granted; `none` where nothing was."""
    target = _target(call)
    subject = _subject(call)
    try:
        grant = call.forge.permissions.get(target, subject)
        word = grant.role or permission(grant.level)
    except NotFound:
        word = permission(Level.NONE)
    return ok(_document(call, target, subject, word))


def _put(call: Call) -> Answer:
    target = _target(call, changes=True)
    subject = _subject(call)
    word = _word(call, target)
    workspace = call.forge.namespaces.get(target.namespace_id)
    if isinstance(subject, Account):
        if not call.forge.namespaces.is_member(workspace, subject):
            raise ApiError(400, "The user is not a member of the workspace.")
        if call.forge.permissions.effective(subject, workspace) >= Level.ADMIN:
            raise ApiError(400, "The permission of a workspace owner cannot be changed.")
    if word == CREATE_REPO:
        call.forge.permissions.grant(target, subject, Level.WRITE, role=CREATE_REPO)
    else:
        call.forge.permissions.grant(target, subject, LEVELS[word])
    return ok(_document(call, target, subject, word))


def _delete(call: Call) -> Response:
    target = _target(call, changes=True)
    call.forge.permissions.revoke(target, _subject(call))
    return empty()


def _word(call: Call, target: Target) -> str:
    body = call.body()
    allowed = ["read", "write", "admin"]
    if isinstance(target, Project):
        allowed.insert(2, CREATE_REPO)
    # The schema of the body has `additionalProperties: false`.
    for key in sorted(body.keys - {"permission"}):
        raise invalid(key, "Unknown field.")
    word = body.required("permission")
    if word not in allowed:
        raise invalid("permission", f"Must be one of: {', '.join(allowed)}.")
    return word


def _subject(call: Call) -> Subject:
    if "group_slug" in call.parts:
        return find_group(call.forge, call.path("group_slug"))
    return find_account(call.forge, call.path("selected_user_id"))


def _document(
    call: Call, target: Repository | Project, subject: Subject, word: str
) -> dict[str, Any]:
    kind = "group" if isinstance(subject, Group) else "user"
    whose = "repository" if isinstance(target, Repository) else "project"
    return {
        "type": f"{whose}_{kind}_permission",
        "permission": word,
        kind: _whom(call, target, subject),
        whose: answers.target_stub(call.world, target),
        "links": {"self": answers.link(_address(call, target, subject))},
    }


def _whom(call: Call, target: Repository | Project, subject: Subject) -> dict[str, Any]:
    if isinstance(subject, Account):
        return answers.account(call.world, subject)
    workspace = call.forge.namespaces.get(target.namespace_id)
    return answers.group(call.world, workspace, subject)


def _address(call: Call, target: Repository | Project, subject: Subject) -> str:
    here = answers.target_address(call.world, target)
    if isinstance(subject, Group):
        return f"{here}/permissions-config/groups/{quoted(subject.slug)}"
    return f"{here}/permissions-config/users/{quoted(account_id(subject))}"


def _endpoints(place: str, thing: str) -> tuple[Endpoint, ...]:
    read, admin = f"read:{thing}:bitbucket", f"admin:{thing}:bitbucket"

    def endpoint(method: str, path: str, handler: Handler, api_scope: str) -> Endpoint:
        return Endpoint(method, place + path, handler, scope=f"{thing}:admin", api_scope=api_scope)

    return (
        endpoint("GET", "/permissions-config/users", _list_users, read),
        endpoint("GET", "/permissions-config/groups", _list_groups, read),
        *(
            one
            for path in (_USER, _GROUP)
            for one in (
                endpoint("GET", path, _get, read),
                endpoint("PUT", path, _put, f"{admin} write:permission:bitbucket"),
                endpoint("DELETE", path, _delete, f"{admin} delete:permission:bitbucket"),
            )
        ),
    )


ENDPOINTS = (*_endpoints(REPOSITORY, "repository"), *_endpoints(PROJECT, "project"))
