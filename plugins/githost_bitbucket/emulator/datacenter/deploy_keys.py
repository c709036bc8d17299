"""Access keys: SSH keys that read, or write, one repository or all of a project."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.names import (
    permission,
    permission_kind,
    read_permission,
)
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_local.forge.errors import AlreadyExists, Invalid, NotFound
from githost_local.forge.records import DeployKey, Level, Namespace, Repository


def _level(key: DeployKey) -> Level:
    return Level.READ if key.read_only else Level.WRITE


def _answer(call: Call, target: Namespace | Repository, key: DeployKey) -> dict[str, Any]:
    answer: dict[str, Any] = {"key": {"id": key.id, "text": key.key, "label": key.label}}
    if isinstance(target, Repository):
        answer["repository"] = answers.repository(call.world, target)
    else:
        answer["project"] = answers.project(call.world, target)
    return {**answer, "permission": permission(target, _level(key))}


def _list(call: Call) -> Response:
    """List keys whose label begins with `filter`; with `effective`, also those of the project."""
    target = call.target(Level.ADMIN)
    homes: list[Namespace | Repository] = [target]
    if isinstance(target, Repository) and call.flag("effective"):
        homes.append(call.forge.namespaces.get(target.namespace_id))
    prefix = (call.query("filter") or "").lower()
    least = _least(call, target)
    found = [
        (home, key)
        for home in homes
        for key in call.forge.deploy_keys.list(home)
        if key.label.lower().startswith(prefix) and _level(key) >= least
    ]
    return ok(page_of(call.window, found, lambda pair: _answer(call, *pair)))


def _least(call: Call, target: Namespace | Repository) -> Level:
    word = call.query("permission") or call.query("minimumPermission")
    return Level.READ if word is None else read_permission(word, permission_kind(target))


def _create(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    body = call.body()
    key = body.object("key") or Body({})
    level = _permission(target, body.text("permission"))
    try:
        made = call.forge.deploy_keys.create(
            target,
            label=key.text("label") or "",
            key=key.text("text") or "",
            read_only=level is Level.READ,
        )
    except Invalid as error:
        raise invalid("You must enter a valid public key", "text") from error
    except AlreadyExists as error:
        raise Refusal(409, "This key already has access.", context="text") from error
    return created(_answer(call, target, made))


def _permission(target: Namespace | Repository, word: str | None) -> Level:
    level = read_permission(word, permission_kind(target))
    if level > Level.WRITE:
        raise invalid("An access key can only read or write", "permission")
    return level


def _found(call: Call, target: Namespace | Repository) -> DeployKey:
    number = call.request.path_params["id"]
    try:
        return call.forge.deploy_keys.get(target, number)
    except NotFound as error:
        where = f"{permission_kind(target).lower()} {target.id}"
        raise Refusal(404, f"SSH key with ID {number} cannot access {where}.") from error


def _get(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    return ok(_answer(call, target, _found(call, target)))


def _set_permission(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    level = _permission(target, call.path("permission"))
    key = call.forge.deploy_keys.update(_found(call, target), read_only=level is Level.READ)
    return ok(_answer(call, target, key))


def _delete(call: Call) -> Response:
    """Take a key away; one that is not there was taken away already."""
    target = call.target(Level.ADMIN)
    try:
        key = call.forge.deploy_keys.get(target, call.request.path_params["id"])
    except NotFound:
        return empty()
    call.forge.deploy_keys.delete(key)
    return empty()


_KEY: Final = "/ssh/{id:int}"

ENDPOINTS = tuple(
    endpoint
    for base in (PROJECT, REPOSITORY)
    for endpoint in (
        Endpoint("GET", "keys", base + "/ssh", _list),
        Endpoint("POST", "keys", base + "/ssh", _create),
        Endpoint("GET", "keys", base + _KEY, _get),
        Endpoint("PUT", "keys", base + _KEY + "/permission/{permission}", _set_permission),
        Endpoint("DELETE", "keys", base + _KEY, _delete),
    )
)
