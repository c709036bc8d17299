"""Repositories."""

from __future__ import annotations

from typing import Any, Final

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
    find_repository,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden, invalid
from githost_bitbucket.emulator.cloud.names import (
    find_project,
    find_workspace,
    is_slug,
    key_of,
    slug_of,
)
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.permissions import granted, may_create
from githost_bitbucket.emulator.cloud.projects import first_project
from githost_bitbucket.emulator.cloud.scopes import REPOSITORY_WRITE
from githost_local.forge.errors import AlreadyExists, NotFound
from githost_local.forge.records import Level, Namespace, Project, Repository, Visibility

_ROLES: Final = {
    "member": Level.READ,
    "contributor": Level.WRITE,
    "admin": Level.ADMIN,
    "owner": Level.ADMIN,
}
_FORK_POLICIES: Final = ("allow_forks", "no_public_forks", "no_forks")


def _list(call: Call) -> Answer:
    found = call.forge.repos.list(namespace=call.workspace()).items
    return ok(_page(call, found))


def _forks(call: Call) -> Answer:
    return ok(_page(call, call.forge.repos.forks(call.repository()).items))


def _page(call: Call, repositories: tuple[Repository, ...]) -> dict[str, Any]:
    """Return the page of those that the caller sees, or has a role in."""
    role = call.query("role")
    if role is not None and role not in _ROLES:
        raise invalid("role", f"Must be one of: {', '.join(sorted(_ROLES))}.")
    wanted = None if role is None else _ROLES[role]
    account = None if wanted is None else call.account

    def keeps(repository: Repository) -> bool:
        if wanted is None or account is None:
            return call.level(repository) >= Level.READ
        return granted(call.forge, account, repository) >= wanted

    kept = [repository for repository in repositories if keeps(repository)]
    return page_of(call, kept, lambda r: _document(call, r))


def _get(call: Call) -> Answer:
    return ok(_document(call, call.repository()))


def _create(call: Call) -> Answer:
    """Make a repository; the product answers 200 where others say 201."""
    return ok(_document(call, _made(call, call.body())))


def _made(call: Call, body: Body) -> Repository:
    _ = call.account
    workspace = find_workspace(call.forge, call.path("workspace"))
    slug = call.path("repo_slug")
    if not is_slug(slug):
        raise invalid(
            "slug",
            "Invalid slug. Slug must be lowercase, alphanumerical, and may also contain "
            "underscores, dashes, or dots.",
        )
    if (body.text("scm") or "git") != "git":
        raise invalid("scm", "Only git is supported.")
    project = _project(call, workspace, body) or first_project(call.forge, workspace)
    _check_creation(call, project)
    main = _main_branch(body)
    try:
        return call.forge.repos.create(
            workspace,
            slug,
            name=body.text("name") or slug,
            description=body.text("description") or "",
            visibility=_visibility(project, body.flag("is_private"), Visibility.PRIVATE),
            project=project,
            default_branch=main,
            settings=_settings(body, {}),
            actor=call.account,
        )
    except AlreadyExists as error:
        raise _taken() from error


def _put(call: Call) -> Answer:
    """Change a repository, or make the one that is not there yet."""
    body = call.body()
    try:
        find_repository(call.forge, call.path("workspace"), call.path("repo_slug"))
    except ApiError:
        made = _made(call, body)
        return created(_document(call, made), location=answers.repository_address(call.world, made))
    changed = _changed(call, call.repository(Level.ADMIN), body)
    return ok(
        _document(call, changed),
        headers={"Location": answers.repository_address(call.world, changed)},
    )


def _changed(call: Call, old: Repository, body: Body) -> Repository:
    """Change what the body has; a new name makes a new slug."""
    workspace = call.forge.namespaces.get(old.namespace_id)
    chosen = _project(call, workspace, body)
    if chosen is not None and chosen.id != old.project_id:
        _check_creation(call, chosen)
    project = chosen or _project_of(call, old)
    name = body.text("name")
    slug = None if name is None or name == old.name else slug_of(name)
    if slug == "":
        raise invalid("name", "No slug can be made of this name.")
    main = _main_branch(body)
    with call.forge.transaction():
        try:
            new = call.forge.repos.update(
                old,
                slug=slug,
                name=name,
                description="" if body.is_null("description") else body.text("description"),
                visibility=_visibility(project, body.flag("is_private"), old.visibility),
                project=project,
                settings=_settings(body, old.settings),
                actor=call.account,
            )
        except AlreadyExists as error:
            raise _taken() from error
        if main is not None and main != new.default_branch:
            new = _point(call, new, main)
    return new


def _point(call: Call, repository: Repository, main: str) -> Repository:
    try:
        return call.forge.branches.set_default(repository, main, actor=call.account)
    except NotFound as error:
        raise invalid("mainbranch", f"Branch {main} does not exist.") from error


def _delete(call: Call) -> Response:
    call.forge.repos.delete(call.repository(Level.ADMIN), actor=call.account)
    return empty()


def _fork(call: Call) -> Answer:
    parent = call.repository()
    _ = call.account
    body = call.body()
    workspace = _fork_home(call, body)
    project = _project(call, workspace, body) or first_project(call.forge, workspace)
    _check_creation(call, project)
    visibility = _visibility(project, body.flag("is_private"), _inherited(parent, project))
    policy = parent.settings.get("fork_policy", "allow_forks")
    if policy == "no_forks":
        raise forbidden("This repository does not allow forks.")
    if policy == "no_public_forks" and visibility is Visibility.PUBLIC:
        raise invalid("is_private", "This repository does not allow public forks.")
    name = body.text("name")
    with call.forge.transaction():
        try:
            fork = call.forge.repos.fork(
                parent,
                into=workspace,
                slug=None if name is None else slug_of(name),
                name=name,
                visibility=visibility,
                project=project,
                actor=call.account,
            )
        except AlreadyExists as error:
            raise _taken() from error
        fork = call.forge.repos.update(
            fork,
            description=body.text("description"),
            settings=_settings(body, fork.settings),
            actor=call.account,
        )
    return created(_document(call, fork), location=answers.repository_address(call.world, fork))


def _fork_home(call: Call, body: Body) -> Namespace:
    chosen = body.object("workspace")
    text = None if chosen is None else chosen.text("slug") or chosen.text("uuid")
    if text is None:
        raise invalid("workspace", REQUIRED)
    return find_workspace(call.forge, text)


def _inherited(parent: Repository, project: Project) -> Visibility:
    return parent.visibility if project.public else Visibility.PRIVATE


def _document(call: Call, repository: Repository) -> dict[str, Any]:
    return answers.repository(call.world, repository, call.caller.account)


def _check_creation(call: Call, project: Project) -> None:
    if not may_create(call, project):
        # The vendor's document has 400 for it, not 403: "if the caller lacks the privilege to
        # create repositories under the targeted account".
        raise ApiError(
            400, "You do not have permission to create repositories in this workspace or project."
        )


def _project(call: Call, workspace: Namespace, body: Body) -> Project | None:
    """Return the project that the body names by key or UUID."""
    chosen = body.object("project")
    if chosen is None:
        return None
    text = chosen.text("key") or chosen.required("uuid")
    try:
        key = key_of(text)
        if key is None:
            return find_project(call.forge, workspace, text)
        found = call.forge.projects.by_key(key)
    except (ApiError, NotFound) as error:
        raise invalid("project", f"Project {text} does not exist.") from error
    if found.namespace_id != workspace.id:
        raise invalid("project", f"Project {text} does not exist.")
    return found


def _project_of(call: Call, repository: Repository) -> Project:
    if repository.project_id is None:
        return first_project(call.forge, call.forge.namespaces.get(repository.namespace_id))
    return call.forge.projects.get(repository.project_id)


def _main_branch(body: Body) -> str | None:
    chosen = body.object("mainbranch")
    return None if chosen is None else chosen.required("name")


def _visibility(project: Project, private: bool | None, default: Visibility) -> Visibility:
    """Return who may read; a private project has no public repositories.

    Without a word, a new repository is private: the vendor's document has no default.
    """
    wanted = default
    if private is not None:
        wanted = Visibility.PRIVATE if private else Visibility.PUBLIC
    if wanted is Visibility.PUBLIC and not project.public:
        raise invalid(
            "is_private", "Public repositories cannot be created in or moved to a private project."
        )
    return wanted


def _settings(body: Body, old: Any) -> dict[str, Any]:
    """Return what the forge keeps for this face: fork policy, language, web site."""
    policy = body.text("fork_policy")
    if policy is not None and policy not in _FORK_POLICIES:
        raise invalid("fork_policy", f"Must be one of: {', '.join(_FORK_POLICIES)}.")
    given = {key: body.text(key) for key in ("fork_policy", "language", "website") if key in body}
    return {**old, **given}


def _taken() -> ApiError:
    return ApiError(400, "Repository with this Slug and Owner already exists.")


ENDPOINTS = (
    Endpoint("GET", "/repositories/{workspace}", _list, scope="repository"),
    Endpoint("GET", REPOSITORY, _get, scope="repository"),
    Endpoint("POST", REPOSITORY, _create, scope="repository:admin"),
    Endpoint("PUT", REPOSITORY, _put, scope="repository:admin"),
    Endpoint("DELETE", REPOSITORY, _delete, scope="repository:delete"),
    Endpoint("GET", REPOSITORY + "/forks", _forks, scope="repository"),
    Endpoint(
        "POST",
        REPOSITORY + "/forks",
        _fork,
        scope="repository:write",
        api_scope=REPOSITORY_WRITE,
    ),
)
