"""Repositories."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    Json,
    created,
    empty,
    find_repository,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import (
    Refusal,
    archived,
    invalid,
    invalid_argument,
)
from githost_bitbucket.emulator.datacenter.names import (
    branch_name,
    find_project,
    project_key,
    read_permission,
    repository_slug,
)
from githost_bitbucket.emulator.datacenter.paging import page_where
from githost_local.forge.errors import AlreadyExists
from githost_local.forge.records import (
    Level,
    Namespace,
    PullRequestState,
    Repository,
    Visibility,
)


def _list_in_project(call: Call) -> Response:
    found = call.forge.repos.list(namespace=call.project()).items
    return ok(
        page_where(
            call.window,
            found,
            lambda r: call.caller.level(r) >= Level.READ,
            lambda r: answers.repository(call.world, r),
        )
    )


def _list(call: Call) -> Response:
    """List what the caller may see anywhere; archived repositories only when asked for."""
    wanted = _Filter(call)
    return ok(
        page_where(
            call.window,
            call.forge.repos.list().items,
            wanted.keeps,
            lambda r: answers.repository(call.world, r),
        )
    )


class _Filter:
    """The parameters of `GET repos`."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._name = (call.query("name") or "").lower()
        self._key = (call.query("projectkey") or "").lower()
        self._project = (call.query("projectname") or "").lower()
        self._visibility = (call.query("visibility") or "").lower()
        if self._visibility not in {"", "public", "private"}:
            raise invalid_argument(f"'{self._visibility}' is not a visibility")
        self._archived = (call.query("archived") or "ACTIVE").upper()
        word = call.query("permission")
        # Without a word, seeing it is enough, and the public may see what is public.
        self._level = Level.READ if word is None else read_permission(word, "REPO")
        self._signed_in = word is not None

    def keeps(self, found: Repository) -> bool:
        call = self._call
        home = call.forge.namespaces.get(found.namespace_id)
        is_public = found.visibility is Visibility.PUBLIC or home.public
        return (
            self._name in found.name.lower()
            and self._key in {"", project_key(call.forge, home).lower()}
            and self._project in home.name.lower()
            and self._visibility in {"", "public" if is_public else "private"}
            and self._keeps_archived(found)
            and not (self._signed_in and call.caller.account is None)
            and call.caller.level(found) >= self._level
        )

    def _keeps_archived(self, found: Repository) -> bool:
        if not self._call.world.since("8.0") or self._archived == "ALL":
            return True
        return found.archived is (self._archived == "ARCHIVED")


def _get(call: Call) -> Response:
    return ok(answers.repository(call.world, call.repository(Level.READ)))


def _create(call: Call) -> Response:
    project = call.project(Level.ADMIN)
    body = call.body()
    name = body.text("name") or ""
    slug = repository_slug(name)
    if (body.text("scmId") or "git") != "git":
        raise invalid("The SCM is not supported", "scmId")
    default = body.text("defaultBranch")
    try:
        repository = call.forge.repos.create(
            project,
            slug,
            name=name,
            description=body.text("description") or "",
            visibility=_visibility(body.flag("public")) or Visibility.PRIVATE,
            default_branch=None if default is None else branch_name(default),
            settings=_settings(body),
            actor=call.account,
        )
    except AlreadyExists as error:
        raise _taken() from error
    return created(answers.repository(call.world, repository))


def _update(call: Call) -> Response:
    """Change a repository: a new name makes a new slug, a new project moves it."""
    old = call.repository(Level.ADMIN)
    body = call.body()
    archive = body.flag("archived") if call.world.since("8.0") else None
    _check_archiving(call, old, archive)
    name = body.text("name")
    project = _project(call, body)
    if project is not None:
        call.demand(project, Level.ADMIN)
    with call.forge.transaction():
        try:
            new = call.forge.repos.update(
                old,
                namespace=project,
                slug=None if name in {None, old.name} else repository_slug(name or ""),
                name=name,
                description=body.text("description"),
                visibility=_visibility(body.flag("public")),
                archived=archive,
                settings={**old.settings, **_settings(body)},
                actor=call.account,
            )
        except AlreadyExists as error:
            raise _taken() from error
        default = body.text("defaultBranch")
        if default is not None:
            new = call.forge.branches.set_default(new, branch_name(default), actor=call.account)
    return created(answers.repository(call.world, new))


def _check_archiving(call: Call, old: Repository, archive: bool | None) -> None:
    if old.archived and archive is not False:
        raise archived()
    if archive:
        found = call.forge.pull_requests.list(
            repository=old, states=[PullRequestState.OPEN], limit=1
        )
        if found.total:
            raise Refusal(403, "The repository has open pull requests and cannot be archived.")


def _delete(call: Call) -> Response:
    """Delete a repository; one that is not there was deleted already."""
    try:
        found = find_repository(call.forge, call.path("project"), call.path("repo"))
    except Refusal:
        return empty()
    call.demand(found, Level.ADMIN)
    call.forge.repos.delete(found, actor=call.account)
    message = {
        "context": None,
        "message": "Repository scheduled for deletion.",
        "exceptionName": None,
    }
    return Json(message, status_code=202)


def _fork(call: Call) -> Response:
    """Fork into a project, or else into the caller's own."""
    parent = call.repository(Level.READ)
    account = call.account
    body = call.body()
    if "scmId" in body:
        raise invalid("The SCM of a fork cannot be chosen", "scmId")
    if not answers.is_forkable(parent):
        raise Refusal(409, f"Forking is disabled for repository {parent.slug}")
    project = _project(call, body) or call.forge.namespaces.personal(account)
    call.demand(project, Level.ADMIN)
    name = body.text("name")
    default = body.text("defaultBranch")
    with call.forge.transaction():
        try:
            fork = call.forge.repos.fork(
                parent,
                into=project,
                slug=None if name is None else repository_slug(name),
                name=name,
                actor=account,
            )
        except AlreadyExists as error:
            raise _taken() from error
        if default is not None:
            fork = call.forge.branches.set_default(fork, branch_name(default), actor=account)
    return created(answers.repository(call.world, fork))


def _forks(call: Call) -> Response:
    parent = call.repository(Level.READ)
    return ok(
        page_where(
            call.window,
            call.forge.repos.forks(parent).items,
            lambda r: call.caller.level(r) >= Level.READ,
            lambda r: answers.repository(call.world, r),
        )
    )


def _related(call: Call) -> Response:
    found = call.repository(Level.READ)
    origin = call.forge.repos.root(found)

    def keep(other: Repository) -> bool:
        return (
            other.id != found.id
            and call.forge.repos.root(other).id == origin.id
            and call.caller.level(other) >= Level.READ
        )

    return ok(
        page_where(
            call.window,
            call.forge.repos.list().items,
            keep,
            lambda r: answers.repository(call.world, r),
        )
    )


def _project(call: Call, body: Body) -> Namespace | None:
    chosen = body.object("project")
    if chosen is None:
        return None
    return find_project(call.forge, chosen.required("key"))


def _visibility(public: bool | None) -> Visibility | None:
    if public is None:
        return None
    return Visibility.PUBLIC if public else Visibility.PRIVATE


def _settings(body: Body) -> dict[str, Any]:
    forkable = body.flag("forkable")
    return {} if forkable is None else {"forkable": forkable}


def _taken() -> Refusal:
    return Refusal(409, "This repository URL is already taken.", context="name")


ENDPOINTS = (
    Endpoint("GET", "api", "/repos", _list),
    Endpoint("GET", "api", PROJECT + "/repos", _list_in_project),
    Endpoint("POST", "api", PROJECT + "/repos", _create),
    Endpoint("GET", "api", REPOSITORY, _get),
    Endpoint("PUT", "api", REPOSITORY, _update),
    Endpoint("DELETE", "api", REPOSITORY, _delete),
    Endpoint("POST", "api", REPOSITORY, _fork),
    Endpoint("GET", "api", REPOSITORY + "/forks", _forks),
    Endpoint("GET", "api", REPOSITORY + "/related", _related),
)
