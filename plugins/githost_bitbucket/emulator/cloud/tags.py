"""Tags."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.branches import document, refs_page, target_of
from githost_bitbucket.emulator.cloud.call import (
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError
from githost_bitbucket.emulator.cloud.scopes import REPOSITORY_WRITE
from githost_local.forge.errors import AlreadyExists
from githost_local.forge.records import Level

_TAGS = REPOSITORY + "/refs/tags"
_SHORT = 12


def _list(call: Call) -> Answer:
    repository = call.repository()
    return ok(refs_page(call, repository, call.forge.tags.list(repository).items))


def _get(call: Call) -> Answer:
    repository = call.repository()
    found = call.forge.tags.get(repository, call.path("name"))
    target = call.forge.commits.get(repository, found.commit)
    return ok(document(call, repository, found, target))


def _create(call: Call) -> Answer:
    """Make a tag, which is always annotated."""
    repository = call.repository(Level.WRITE)
    body = call.body()
    name = body.required("name")
    sha = target_of(call, repository, body)
    message = body.text("message") or f"Added tag {name} for changeset {sha[:_SHORT]}"
    try:
        found = call.forge.tags.create(
            repository, name, target=sha, message=message, actor=call.account
        )
    except AlreadyExists as error:
        raise ApiError(400, f'tag "{name}" already exists') from error
    target = call.forge.commits.get(repository, found.commit)
    return created(
        document(call, repository, found, target),
        location=answers.tag_address(call.world, repository, name),
    )


def _delete(call: Call) -> Response:
    repository = call.repository(Level.WRITE)
    call.forge.tags.delete(repository, call.path("name"), actor=call.account)
    return empty()


ENDPOINTS = (
    Endpoint("GET", _TAGS, _list, scope="repository"),
    Endpoint(
        "POST",
        _TAGS,
        _create,
        scope="repository:write",
        api_scope=REPOSITORY_WRITE,
    ),
    Endpoint("GET", _TAGS + "/{name:path}", _get, scope="repository"),
    Endpoint("DELETE", _TAGS + "/{name:path}", _delete, scope="repository:write"),
)
