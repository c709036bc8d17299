"""Branches, and all refs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import (
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.scopes import REPOSITORY_WRITE
from githost_local.forge.errors import AlreadyExists, NotFound
from githost_local.forge.records import Branch, Commit, Level, Repository, Tag

_REFS = REPOSITORY + "/refs"
_BRANCHES = _REFS + "/branches"


def refs_page(call: Call, repository: Repository, refs: Sequence[Branch | Tag]) -> dict[str, Any]:
    """Return the page of branches and tags; their names sort as people count: v9 before v10."""
    commits = call.forge.commits.many(repository, [ref.commit for ref in refs])

    def render(ref: Branch | Tag) -> dict[str, Any]:
        return document(call, repository, ref, commits[ref.commit])

    return page_of(call, refs, render, natural=True)


def document(
    call: Call, repository: Repository, ref: Branch | Tag, target: Commit
) -> dict[str, Any]:
    """Return a branch or tag."""
    if isinstance(ref, Branch):
        return answers.branch(call.world, repository, ref, target)
    return answers.tag(call.world, repository, ref, target)


def target_of(call: Call, repository: Repository, body: Body) -> str:
    """Return the commit that a new ref is to point to."""
    target = body.object("target")
    if target is None:
        raise invalid("target", REQUIRED)
    name = target.required("hash")
    try:
        return call.forge.commits.resolve(repository, name)
    except NotFound as error:
        raise ApiError(
            400, f'"{name}" is not a commit of this repository.', data={"shas": [name]}
        ) from error


def _list_refs(call: Call) -> Answer:
    repository = call.repository()
    branches = call.forge.branches.list(repository).items
    tags = call.forge.tags.list(repository).items
    return ok(refs_page(call, repository, (*branches, *tags)))


def _list(call: Call) -> Answer:
    repository = call.repository()
    return ok(refs_page(call, repository, call.forge.branches.list(repository).items))


def _get(call: Call) -> Answer:
    repository = call.repository()
    found = call.forge.branches.get(repository, call.path("name"))
    target = call.forge.commits.get(repository, found.commit)
    return ok(document(call, repository, found, target))


def _create(call: Call) -> Answer:
    repository = call.repository(Level.WRITE)
    body = call.body()
    name = body.required("name")
    start = target_of(call, repository, body)
    try:
        found = call.forge.branches.create(repository, name, start=start, actor=call.account)
    except AlreadyExists as error:
        raise ApiError(
            400, f'Branch "{name}" already exists.', data={"key": "BRANCH_ALREADY_EXISTS"}
        ) from error
    target = call.forge.commits.get(repository, found.commit)
    return created(
        document(call, repository, found, target),
        location=answers.branch_address(call.world, repository, name),
    )


def _delete(call: Call) -> Response:
    repository = call.repository(Level.WRITE)
    name = call.path("name")
    found = call.forge.branches.get(repository, name)
    if found.default:
        raise ApiError(400, f'Branch "{name}" is the main branch and cannot be deleted.')
    call.forge.branches.delete(repository, name, actor=call.account)
    return empty()


ENDPOINTS = (
    Endpoint("GET", _REFS, _list_refs, scope="repository"),
    Endpoint("GET", _BRANCHES, _list, scope="repository"),
    Endpoint(
        "POST",
        _BRANCHES,
        _create,
        scope="repository:write",
        api_scope=REPOSITORY_WRITE,
    ),
    Endpoint("GET", _BRANCHES + "/{name:path}", _get, scope="repository"),
    Endpoint("DELETE", _BRANCHES + "/{name:path}", _delete, scope="repository:write"),
)
