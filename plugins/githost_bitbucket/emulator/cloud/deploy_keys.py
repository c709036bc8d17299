"""Deploy keys: SSH keys that may read a repository, or all of a project's."""

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
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import time
from githost_local.forge.errors import AlreadyExists, Invalid, NotFound
from githost_local.forge.records import DeployKey, Level, Project, Repository

#: Type and key; a comment may follow.
_PARTS: Final = 2
#: Where a comment is kept that was changed after the key was made.
_COMMENTS: Final = "deploy-key-comments"


def _target(call: Call) -> Repository | Project:
    _ = call.account
    return call.target(Level.ADMIN)


def _found(call: Call, target: Repository | Project) -> DeployKey:
    number = call.path("key_id")
    try:
        return call.forge.deploy_keys.get(target, number)
    except NotFound as error:
        raise ApiError(404, f"Deploy key {number} does not exist.") from error


def _list(call: Call) -> Answer:
    target = _target(call)
    found = call.forge.deploy_keys.list(target).items
    return ok(page_of(call, found, lambda k: _document(call, target, k)))


def _get(call: Call) -> Answer:
    target = _target(call)
    return ok(_document(call, target, _found(call, target)))


def _create(call: Call) -> Answer:
    """Add a key; the product answers 200 where others say 201."""
    target = _target(call)
    body = call.body()
    text = body.required("key")
    try:
        key = call.forge.deploy_keys.create(target, label=body.text("label") or "", key=text)
    except Invalid as error:
        raise invalid("key", "Invalid SSH key.") from error
    except AlreadyExists as error:
        raise invalid("key", "Someone has already registered that SSH key.") from error
    return ok(_document(call, target, key))


def _update(call: Call) -> Answer:
    """Change label and comment; the key must be sent again and be the same."""
    target = _target(call)
    key = _found(call, target)
    body = call.body()
    parts = body.required("key").split(None, _PARTS)
    if parts[:_PARTS] != key.key.split()[:_PARTS]:
        raise invalid("key", "The key cannot be changed.")
    with call.forge.transaction():
        changed = call.forge.deploy_keys.update(key, label=body.text("label"))
        call.world.side.put(_COMMENTS, str(key.id), " ".join(parts[_PARTS:]))
    return ok(_document(call, target, changed))


def _delete(call: Call) -> Response:
    key = _found(call, _target(call))
    with call.forge.transaction():
        call.forge.deploy_keys.delete(key)
        call.world.side.delete(_COMMENTS, str(key.id))
    return empty()


def _document(call: Call, target: Repository | Project, key: DeployKey) -> dict[str, Any]:
    is_repository = isinstance(target, Repository)
    parts = key.key.split(None, _PARTS)
    comment = call.world.side.get(_COMMENTS, str(key.id))
    here = answers.target_address(call.world, target)
    return {
        "type": "deploy_key" if is_repository else "project_deploy_key",
        "id": key.id,
        "key": " ".join(parts[:_PARTS]),
        "label": key.label,
        "comment": " ".join(parts[_PARTS:]) if comment is None else comment,
        # The schema calls it `added_on`, the examples and recorded answers `created_on`.
        "added_on": time(key.created_at),
        "created_on": time(key.created_at),
        "last_used": None,
        ("repository" if is_repository else "project"): answers.target_stub(call.world, target),
        "links": {"self": answers.link(f"{here}/deploy-keys/{key.id}")},
    }


def _endpoints(place: str, thing: str) -> tuple[Endpoint, ...]:
    scope, admin = f"{thing} {thing}:admin", f"admin:{thing}:bitbucket"
    write, delete = f"{admin} write:ssh-key:bitbucket", f"{admin} delete:ssh-key:bitbucket"
    keys, one = place + "/deploy-keys", place + "/deploy-keys/{key_id:int}"
    return (
        Endpoint("GET", keys, _list, scope=scope, api_scope=admin),
        Endpoint("POST", keys, _create, scope=scope, api_scope=write),
        Endpoint("GET", one, _get, scope=scope, api_scope=admin),
        Endpoint("DELETE", one, _delete, scope=scope, api_scope=delete),
    )


ENDPOINTS = (
    *_endpoints(REPOSITORY, "repository"),
    *_endpoints(PROJECT, "project"),
    Endpoint(
        "PUT",
        REPOSITORY + "/deploy-keys/{key_id:int}",
        _update,
        scope="repository repository:admin",
        api_scope="admin:repository:bitbucket write:ssh-key:bitbucket",
    ),
)
