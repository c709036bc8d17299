"""Permissions of repositories and projects: what was granted there, and to whom.

Names stand in the query, and only explicit grants are listed
(https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-permission-management/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.groups import find_group
from githost_bitbucket.emulator.datacenter.names import (
    named_user,
    permission,
    permission_kind,
    read_permission,
)
from githost_bitbucket.emulator.datacenter.paging import page
from githost_local.forge.records import Account, Grant, Level, Namespace, Repository, Subject

_BELOW = {Level.READ: Level.NONE, Level.WRITE: Level.READ, Level.ADMIN: Level.WRITE}
_LOWERED = (
    "You may not reduce your own permission level; ask another administrator to change it for you."
)


def _answer(call: Call, target: Namespace | Repository, grant: Grant) -> dict[str, Any]:
    word = permission(target, grant.level)
    if isinstance(grant.subject, Account):
        return {"user": answers.user(call.world, grant.subject), "permission": word}
    return {"group": {"name": grant.subject.name}, "permission": word}


def _list(call: Call, *, groups: bool) -> Response:
    target = call.target(Level.ADMIN)
    window = call.window
    found = call.forge.permissions.list(
        target,
        groups=groups,
        query=call.query("filter"),
        offset=window.start,
        limit=window.limit,
    )
    return ok(page(window, found, lambda grant: _answer(call, target, grant)))


def _list_users(call: Call) -> Response:
    return _list(call, groups=False)


def _list_groups(call: Call) -> Response:
    return _list(call, groups=True)


def _names(call: Call) -> tuple[str, ...]:
    names = call.queries("name")
    if not names:
        raise invalid("At least one name must be specified", "name")
    return names


def _level(call: Call, target: Namespace | Repository) -> Level:
    return read_permission(call.query("permission"), permission_kind(target))


def _user(call: Call, name: str) -> Account:
    return named_user(call.forge, name)


def _granted(find: Callable[[Call, str], Subject]) -> Callable[[Call], Response]:
    """Return a handler that grants to those whom the query names."""

    def handler(call: Call) -> Response:
        target = call.target(Level.ADMIN)
        level = _level(call, target)
        subjects = [find(call, name) for name in _names(call)]
        with _keeping_own(call, target, 403):
            for subject in subjects:
                call.forge.permissions.grant(target, subject, level)
        return empty()

    return handler


def _revoked(find: Callable[[Call, str], Subject]) -> Callable[[Call], Response]:
    """Return a handler that takes back from those whom the query names."""

    def handler(call: Call) -> Response:
        target = call.target(Level.ADMIN)
        _revoke(call, target, [find(call, name) for name in _names(call)])
        return empty()

    return handler


def _revoke_all(call: Call) -> Response:
    """Take back everything from several users and groups at once."""
    target = call.target(Level.ADMIN)
    subjects: list[Subject] = [
        *(_user(call, name) for name in call.queries("user")),
        *(find_group(call, name) for name in call.queries("group")),
    ]
    if not subjects:
        raise invalid("At least one user or group must be specified")
    _revoke(call, target, subjects)
    return empty()


def _revoke(call: Call, target: Namespace | Repository, subjects: Iterable[Subject]) -> None:
    with _keeping_own(call, target, 409):
        for subject in subjects:
            call.forge.permissions.revoke(target, subject)


@contextmanager
def _keeping_own(call: Call, target: Namespace | Repository, status: int) -> Iterator[None]:
    """Make what is done inside one change, and refuse it if it took something from the caller."""
    before = call.caller.level(target)
    with call.forge.transaction():
        yield
        if call.caller.level(target) < before:
            raise Refusal(status, _LOWERED)


def _everybody(call: Call) -> Response:
    """Tell whether a permission is the one that everybody has in the project."""
    project = call.project(Level.ADMIN)
    level = read_permission(call.path("permission"), "PROJECT")
    return ok({"permitted": call.forge.permissions.everybody(project) >= level})


def _set_everybody(call: Call) -> Response:
    project = call.project(Level.ADMIN)
    level = read_permission(call.path("permission"), "PROJECT")
    current = call.forge.permissions.everybody(project)
    if call.flag("allow"):
        call.forge.permissions.set_everybody(project, level)
    elif current >= level:
        call.forge.permissions.set_everybody(project, _BELOW[level])
    return empty()


ENDPOINTS = (
    Endpoint("GET", "api", PROJECT + "/permissions/{permission}/all", _everybody),
    Endpoint("POST", "api", PROJECT + "/permissions/{permission}/all", _set_everybody),
    *(
        Endpoint(method, "api", place + path, handler)
        for place in (PROJECT, REPOSITORY)
        for method, path, handler in (
            ("GET", "/permissions/users", _list_users),
            ("PUT", "/permissions/users", _granted(_user)),
            ("DELETE", "/permissions/users", _revoked(_user)),
            ("GET", "/permissions/groups", _list_groups),
            ("PUT", "/permissions/groups", _granted(find_group)),
            ("DELETE", "/permissions/groups", _revoked(find_group)),
            ("DELETE", "/permissions", _revoke_all),
        )
    ),
)
