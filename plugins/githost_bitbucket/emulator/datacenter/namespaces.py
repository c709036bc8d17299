"""Projects: what stands before a repository's slug in its address."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import PROJECT, Call, Endpoint, created, empty, ok
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.names import (
    check_project_key,
    project_key,
    read_permission,
)
from githost_bitbucket.emulator.datacenter.paging import page_where
from githost_local.forge.errors import AlreadyExists, NotEmpty
from githost_local.forge.records import Level, NamespaceKind


def _list(call: Call) -> Response:
    """List the projects that the caller sees; personal ones are not among them."""
    word = call.query("permission")
    level = None if word in {None, "PROJECT_VIEW"} else read_permission(word, "PROJECT")
    name = (call.query("name") or "").lower()
    return ok(
        page_where(
            call.window,
            call.forge.namespaces.list(kind=NamespaceKind.TEAM).items,
            lambda n: (
                name in n.name.lower()
                and (call.caller.may_view(n) if level is None else call.caller.level(n) >= level)
            ),
            lambda n: answers.project(call.world, n),
        )
    )


def _get(call: Call) -> Response:
    return ok(answers.project(call.world, call.project()))


def _create(call: Call) -> Response:
    """Create a project, which takes the global permission that administrators have."""
    account = call.account
    if not account.site_admin:
        raise call.refuse()
    body = call.body()
    key = body.text("key") or ""
    check_project_key(key)
    name = body.required("name")
    _check_name(call, name, but=None)
    try:
        namespace = call.forge.namespaces.create(
            key,
            name=name,
            description=body.text("description") or "",
            public=body.flag("public") or False,
            owner=account,
        )
    except AlreadyExists as error:
        raise _key_taken() from error
    return created(answers.project(call.world, namespace))


def _update(call: Call) -> Response:
    """Change a project; the status tells whether its key changed."""
    old = call.project(Level.ADMIN)
    body = call.body()
    key = body.text("key")
    moves = key is not None and key.upper() != project_key(call.forge, old).upper()
    if moves:
        check_project_key(key or "")
    name = body.text("name")
    if name is not None and not name.strip():
        raise invalid("The project name must not be empty", "name")
    if name is not None:
        _check_name(call, name, but=old.id)
    try:
        new = call.forge.namespaces.update(
            old,
            path=key if moves else None,
            name=name,
            description=body.text("description"),
            public=body.flag("public"),
            actor=call.account,
        )
    except AlreadyExists as error:
        raise _key_taken() from error
    answer = answers.project(call.world, new)
    return created(answer) if moves else ok(answer)


def _delete(call: Call) -> Response:
    namespace = call.project(Level.ADMIN)
    try:
        call.forge.namespaces.delete(namespace)
    except NotEmpty as error:
        message = (
            f"The project '{namespace.name}' cannot be deleted because it has repositories. "
            "The project's repositories must be deleted before the project can be deleted."
        )
        raise Refusal(409, message, exception="IntegrityException") from error
    return empty()


def _check_name(call: Call, name: str, *, but: int | None) -> None:
    for other in call.forge.namespaces.list(kind=NamespaceKind.TEAM):
        if other.id != but and other.name.casefold() == name.casefold():
            raise Refusal(409, "This project name is already in use.", context="name")


def _key_taken() -> Refusal:
    return Refusal(409, "This project key is already in use.", context="key")


ENDPOINTS = (
    Endpoint("GET", "api", "/projects", _list),
    Endpoint("POST", "api", "/projects", _create),
    Endpoint("GET", "api", PROJECT, _get),
    Endpoint("PUT", "api", PROJECT, _update),
    Endpoint("DELETE", "api", PROJECT, _delete),
)
