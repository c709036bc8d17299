"""Projects: every repository is in one."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.bodies import Body
from githost_bitbucket.emulator.cloud.call import (
    PROJECT,
    WORKSPACE,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
    sees_project,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.names import (
    find_project,
    is_project_key,
    project_key,
)
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_local.forge import Forge
from githost_local.forge.errors import AlreadyExists
from githost_local.forge.records import Level, Namespace, Project, Visibility


def house(forge: Forge) -> None:
    """Give each workspace a first project, and each repository without one its place in it."""
    with forge.transaction():
        for workspace in forge.namespaces.list():
            first = first_project(forge, workspace)
            for repository in forge.repos.list(namespace=workspace):
                if repository.project_id is None:
                    with forge.at(repository.updated_at):
                        forge.repos.update(repository, project=first)


def first_project(forge: Forge, workspace: Namespace) -> Project:
    """Return a workspace's oldest project, which takes the repositories that name none.

    It is made where there is none, and is not private: what is public has to be somewhere.
    """
    found = forge.projects.list(workspace).items
    if found:
        return min(found, key=lambda project: project.id)
    with forge.at(workspace.created_at):
        return forge.projects.create(
            workspace, project_key(workspace.path), name=workspace.name, public=True
        )


def _list(call: Call) -> Answer:
    workspace = call.workspace()
    found = call.forge.projects.list(workspace, where=lambda p: sees_project(call, p))
    return ok(page_of(call, found.items, lambda p: answers.project(call.world, p)))


def _get(call: Call) -> Answer:
    return ok(answers.project(call.world, call.project()))


def _create(call: Call) -> Answer:
    workspace = call.workspace()
    call.demand(workspace, Level.ADMIN)
    body = call.body()
    return _made(call, workspace, body.required("key"), body)


def _update(call: Call) -> Answer:
    """Change a project, or make the one that is not there yet."""
    workspace = call.workspace()
    body = call.body()
    try:
        found = find_project(call.forge, workspace, call.path("project_key"))
    except ApiError:
        call.demand(workspace, Level.ADMIN)
        return _made(call, workspace, call.path("project_key"), body)
    found = call.project(Level.ADMIN)
    key = body.text("key")
    if key is not None and key != found.code:
        _check_key(key)
    private = body.flag("is_private")
    if private and _holds_public(call.forge, found):
        raise invalid("is_private", "A private project cannot contain public repositories.")
    try:
        changed = call.forge.projects.update(
            found,
            code=key,
            name=body.text("name"),
            description="" if body.is_null("description") else body.text("description"),
            public=None if private is None else not private,
        )
    except AlreadyExists as error:
        raise _taken(key or "") from error
    return ok(
        answers.project(call.world, changed),
        headers={"Location": answers.project_address(call.world, changed)},
    )


def _made(call: Call, workspace: Namespace, key: str, body: Body) -> Answer:
    _check_key(key)
    private = body.flag("is_private")
    try:
        project = call.forge.projects.create(
            workspace,
            key,
            name=body.required("name"),
            description=body.text("description") or "",
            public=private is False,
        )
    except AlreadyExists as error:
        raise _taken(key) from error
    return created(
        answers.project(call.world, project),
        location=answers.project_address(call.world, project),
    )


def _delete(call: Call) -> Response:
    call.forge.projects.delete(call.project(Level.ADMIN))
    return empty()


def _check_key(key: str) -> None:
    if not is_project_key(key):
        raise invalid(
            "key",
            "Project keys must start with a letter and may only consist of upper-case ASCII "
            "letters, numbers and underscores (A-Z, 0-9, _).",
        )


def _holds_public(forge: Forge, project: Project) -> bool:
    return forge.repos.list(project=project, visibility=Visibility.PUBLIC, limit=1).total > 0


def _taken(key: str) -> ApiError:
    return invalid("key", f"Project with key {key} already exists.")


ENDPOINTS = (
    Endpoint("GET", WORKSPACE + "/projects", _list, scope="project"),
    Endpoint("POST", WORKSPACE + "/projects", _create, scope="project:admin"),
    Endpoint("GET", PROJECT, _get, scope="project"),
    Endpoint("PUT", PROJECT, _update, scope="project:admin"),
    Endpoint("DELETE", PROJECT, _delete, scope="project:admin"),
)
