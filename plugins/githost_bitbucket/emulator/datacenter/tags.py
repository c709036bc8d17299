"""Tags; the module `git` makes and deletes them, too."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    REPOSITORY,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import (
    Refusal,
    duplicate_ref,
    invalid,
    invalid_ref,
    no_commit,
)
from githost_bitbucket.emulator.datacenter.names import TAG_PREFIX
from githost_bitbucket.emulator.datacenter.paging import page
from githost_local.forge.errors import AlreadyExists, Invalid, NotFound
from githost_local.forge.records import Level, RefSort, Repository, Tag

_TYPES = frozenset({"ANNOTATED", "LIGHTWEIGHT"})


def _list(call: Call) -> Response:
    """List tags; `filterText` is a part of the name."""
    repository = call.repository(Level.READ)
    window = call.window
    by_date = (call.query("orderBy") or "").upper() != "ALPHABETICAL"
    found = call.forge.tags.list(
        repository,
        query=call.query("filterText"),
        sort=RefSort.DATE if by_date else RefSort.NAME,
        descending=by_date,
        offset=window.start,
        limit=window.limit,
    )
    return ok(page(window, found, answers.tag))


def _get(call: Call) -> Response:
    repository = call.repository(Level.READ)
    return ok(answers.tag(_found(call, repository)))


def _name(text: str) -> str:
    return text.removeprefix(TAG_PREFIX)


def _found(call: Call, repository: Repository) -> Tag:
    name = _name(call.path("name"))
    try:
        return call.forge.tags.get(repository, name)
    except NotFound as error:
        # Of the things that can be missing, a tag is one that has no exception's name.
        message = f"Tag '{name}' does not exist in repository '{repository.slug}'."
        raise Refusal(404, message) from error


def _create_in_api(call: Call) -> Response:
    """Make a tag: annotated if there is a message."""
    repository = call.repository(Level.WRITE, writes=True)
    body = call.body()
    name, start = _name(body.required("name")), body.required("startPoint")
    try:
        made = _made(call, repository, name, start, body.text("message") or None)
    except NotFound as error:
        raise no_commit(start, repository.slug) from error
    return ok(answers.tag(made))


def _create(call: Call) -> Response:
    """Make a tag of the type that is asked for, with `force` in place of another."""
    repository = call.repository(Level.WRITE, writes=True)
    body = call.body()
    name, start = _name(body.required("name")), body.required("startPoint")
    message = _message(body)
    try:
        with call.forge.transaction():
            if body.flag("force"):
                _make_room(call, repository, name)
            made = _made(call, repository, name, start, message)
    except NotFound as error:
        # Documented as 400 in this module, where the other one answers 404.
        raise no_commit(start, repository.slug, status=400) from error
    return created(answers.tag(made))


def _message(body: Body) -> str | None:
    kind, message = body.text("type") or "ANNOTATED", body.text("message")
    if kind not in _TYPES:
        raise invalid(f"'{kind}' is not a type of tag", "type")
    if kind == "LIGHTWEIGHT":
        return None
    if not (message or "").strip():
        raise invalid("An annotated tag needs a message", "message")
    return message


def _make_room(call: Call, repository: Repository, name: str) -> None:
    try:
        call.forge.tags.delete(repository, name, actor=call.account)
    except NotFound:
        return


def _made(call: Call, repository: Repository, name: str, start: str, message: str | None) -> Tag:
    try:
        return call.forge.tags.create(
            repository, name, target=start, message=message, actor=call.account
        )
    except AlreadyExists as error:
        raise duplicate_ref(name) from error
    except Invalid as error:
        raise invalid_ref("tag", name) from error


def _delete(call: Call) -> Response:
    repository = call.repository(Level.WRITE, writes=True)
    call.forge.tags.delete(repository, _found(call, repository).name, actor=call.account)
    return empty()


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/tags", _list),
    Endpoint("POST", "api", REPOSITORY + "/tags", _create_in_api),
    Endpoint("GET", "api", REPOSITORY + "/tags/{name:path}", _get),
    Endpoint("POST", "git", REPOSITORY + "/tags", _create),
    Endpoint("DELETE", "git", REPOSITORY + "/tags/{name:path}", _delete),
)
