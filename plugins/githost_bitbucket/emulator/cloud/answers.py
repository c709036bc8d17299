"""The JSON of what several nouns show: accounts, workspaces, projects, repositories, refs, commits.

Each has the keys that the vendor's OpenAPI document or a recorded answer has, and no others.
"""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import quote, urlsplit

from githost_bitbucket.emulator.cloud.names import (
    DEFAULT_STRATEGY,
    STRATEGIES,
    account_id,
    braced,
    quoted,
)
from githost_bitbucket.emulator.cloud.world import World, seconds, time
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    AccountKind,
    Branch,
    Commit,
    Group,
    Namespace,
    NamespaceKind,
    Project,
    Repository,
    Signature,
    Tag,
    Visibility,
)


def link(address: str) -> dict[str, str]:
    """Return a link."""
    return {"href": address}


def content(raw: str) -> dict[str, str]:
    """Return a text in its three forms; here all of Markdown is one paragraph."""
    escaped = raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "type": "rendered",
        "raw": raw,
        "markup": "markdown",
        "html": f"<p>{escaped}</p>" if raw else "",
    }


def account(world: World, found: Account) -> dict[str, Any]:
    """Return an account as it stands in other answers; its login name is told nowhere."""
    place = quoted(braced(found.key))
    answer: dict[str, Any] = {
        "display_name": found.display_name,
        "links": {
            "self": link(f"{world.api}/users/{place}"),
            "avatar": link(f"{world.url}/account/{place}/avatar"),
            "html": link(f"{world.url}/{place}/"),
        },
        "type": "user",
        "uuid": braced(found.key),
        "account_id": account_id(found),
        "nickname": found.login,
    }
    if found.kind is AccountKind.SERVICE:
        # The pseudo-user of an access token is no Atlassian account.
        answer["type"] = "app_user"
        del answer["account_id"], answer["nickname"]
    return answer


def detailed_account(world: World, found: Account) -> dict[str, Any]:
    """Return an account as `/user` and `/users` show it."""
    answer = account(world, found)
    answer["created_on"] = time(found.created_at)
    answer["account_status"] = "active" if found.active else "closed"
    answer["is_staff"] = False
    answer["links"] = answer["links"] | {
        "repositories": link(f"{world.api}/repositories/{quoted(braced(found.key))}"),
    }
    return answer


def workspace_base(world: World, found: Namespace) -> dict[str, Any]:
    """Return a workspace as `/user/workspaces` shows it."""
    return {
        "type": "workspace_base",
        "uuid": braced(found.key),
        "slug": found.path,
        "links": {
            "avatar": link(f"{world.url}/workspaces/{quoted(found.path)}/avatar/"),
            "self": link(f"{world.api}/workspaces/{quoted(found.path)}"),
        },
    }


def workspace_stub(world: World, found: Namespace) -> dict[str, Any]:
    """Return a workspace as it stands in other answers."""
    return {
        **workspace_base(world, found),
        "type": "workspace",
        "name": found.name,
        "links": {
            "avatar": link(f"{world.url}/workspaces/{quoted(found.path)}/avatar/"),
            "html": link(f"{world.url}/{quoted(found.path)}/"),
            "self": link(f"{world.api}/workspaces/{quoted(found.path)}"),
        },
    }


def workspace(world: World, found: Namespace) -> dict[str, Any]:
    """Return a workspace."""
    here = f"{world.api}/workspaces/{quoted(found.path)}"
    answer = workspace_stub(world, found)
    answer["links"] |= {
        "members": link(f"{here}/members"),
        "owners": link(f"{here}/members?q=permission%3D%22owner%22"),
        "projects": link(f"{here}/projects"),
        "repositories": link(f"{world.api}/repositories/{quoted(found.path)}"),
        "snippets": link(f"{world.api}/snippets/{quoted(found.path)}"),
    }
    return answer | {
        "is_private": not found.public,
        "is_personal": found.kind is NamespaceKind.PERSONAL,
        "is_privacy_enforced": False,
        "forking_mode": "allow_forks",
        "created_on": time(found.created_at),
    }


def owner(world: World, found: Namespace) -> dict[str, Any]:
    """Return a workspace in its old role of the account that owns repositories and projects."""
    if found.kind is NamespaceKind.PERSONAL and found.owner_id is not None:
        return account(world, world.forge.accounts.get(found.owner_id))
    stub = workspace_stub(world, found)
    return {
        "display_name": found.name,
        "links": stub["links"],
        "type": "team",
        "uuid": stub["uuid"],
        "username": found.path,
    }


def group(world: World, home: Namespace, found: Group) -> dict[str, Any]:
    """Return a group as a workspace's own."""
    return {
        "type": "group",
        "name": found.name,
        "slug": found.slug,
        "full_slug": f"{home.path}:{found.slug}",
        "workspace": workspace_stub(world, home),
        "owner": owner(world, home),
        "links": {
            "html": link(f"{world.url}/{quoted(home.path)}/workspace/settings/groups"),
        },
    }


def project_address(world: World, found: Project) -> str:
    """Return where the API has a project."""
    home = quoted(world.forge.namespaces.get(found.namespace_id).path)
    return f"{world.api}/workspaces/{home}/projects/{found.code}"


def project_stub(world: World, found: Project) -> dict[str, Any]:
    """Return a project as it stands in other answers."""
    home = quoted(world.forge.namespaces.get(found.namespace_id).path)
    return {
        "type": "project",
        "key": found.code,
        "uuid": braced(found.key),
        "name": found.name,
        "links": {
            "self": link(project_address(world, found)),
            "html": link(f"{world.url}/{home}/workspace/projects/{found.code}"),
            "avatar": link(f"{world.url}/{home}/workspace/projects/{found.code}/avatar/32"),
        },
    }


def project(world: World, found: Project) -> dict[str, Any]:
    """Return a project."""
    home = world.forge.namespaces.get(found.namespace_id)
    answer = project_stub(world, found)
    here = f"{world.api}/repositories/{quoted(home.path)}"
    query = quoted(f'project.key="{found.code}"')
    answer["links"]["repositories"] = link(f"{here}?q={query}")
    public = world.forge.repos.list(project=found, visibility=Visibility.PUBLIC, limit=1)
    return answer | {
        "owner": owner(world, home),
        "workspace": workspace_stub(world, home),
        "description": found.description,
        "is_private": not found.public,
        "has_publicly_visible_repos": public.total > 0,
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
    }


def full_name(world: World, found: Repository) -> str:
    """Return the address of a repository within the site."""
    return f"{world.forge.namespaces.get(found.namespace_id).path}/{found.slug}"


def repository_address(world: World, found: Repository) -> str:
    """Return where the API has a repository."""
    return f"{world.api}/repositories/{quote(full_name(world, found))}"


def repository_page(world: World, found: Repository) -> str:
    """Return the address of a repository's page."""
    return f"{world.url}/{quote(full_name(world, found))}"


def repository_stub(world: World, found: Repository) -> dict[str, Any]:
    """Return a repository as it stands in other answers."""
    return {
        "type": "repository",
        "full_name": full_name(world, found),
        "links": {
            "self": link(repository_address(world, found)),
            "html": link(repository_page(world, found)),
            "avatar": link(f"{world.url}/ravatar/{quoted(braced(found.key))}?ts=default"),
        },
        "name": found.name,
        "uuid": braced(found.key),
    }


def target_address(world: World, found: Repository | Project) -> str:
    """Return where the API has a repository or project."""
    if isinstance(found, Repository):
        return repository_address(world, found)
    return project_address(world, found)


def target_stub(world: World, found: Repository | Project) -> dict[str, Any]:
    """Return a repository or project as it stands in other answers."""
    if isinstance(found, Repository):
        return repository_stub(world, found)
    return project_stub(world, found)


def repository(world: World, found: Repository, viewer: Account | None = None) -> dict[str, Any]:
    """Return a repository; the viewer's name is put into the address to clone from."""
    home = world.forge.namespaces.get(found.namespace_id)
    here = repository_address(world, found)
    answer = repository_stub(world, found)
    answer["links"] |= {
        name: link(f"{here}/{place}")
        for name, place in (
            ("pullrequests", "pullrequests"),
            ("commits", "commits"),
            ("forks", "forks"),
            ("watchers", "watchers"),
            ("branches", "refs/branches"),
            ("tags", "refs/tags"),
            ("downloads", "downloads"),
            ("source", "src"),
            ("hooks", "hooks"),
        )
    }
    answer["links"]["clone"] = _clone(world, found, viewer)
    default = world.forge.branches.default(found)
    answer |= {
        "slug": found.slug,
        "description": found.description,
        "scm": "git",
        "website": found.settings.get("website"),
        "owner": owner(world, home),
        "workspace": workspace_stub(world, home),
        "is_private": found.visibility is not Visibility.PUBLIC,
        "project": None
        if found.project_id is None
        else project_stub(world, world.forge.projects.get(found.project_id)),
        "fork_policy": found.settings.get("fork_policy", "allow_forks"),
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
        "size": world.forge.repos.size(found),
        "language": found.settings.get("language", ""),
        "has_issues": False,
        "has_wiki": False,
        "mainbranch": None if default is None else {"type": "branch", "name": default.name},
        "override_settings": {"default_merge_strategy": False, "branching_model": False},
    }
    if found.parent_id is not None:
        answer["parent"] = repository_stub(world, world.forge.repos.get(found.parent_id))
    return answer


def _clone(world: World, found: Repository, viewer: Account | None) -> list[dict[str, str]]:
    parts = urlsplit(world.url)
    user = ""
    if viewer is not None and viewer.kind is AccountKind.PERSON:
        user = f"{quoted(viewer.login)}@"
    name = quote(full_name(world, found))
    return [
        {"name": "https", "href": f"{parts.scheme}://{user}{parts.netloc}/{name}.git"},
        # Nothing listens there; the site has it always, and clients look for it.
        {"name": "ssh", "href": f"git@{parts.hostname}:{name}.git"},
    ]


def author(world: World, signature: Signature) -> dict[str, Any]:
    """Return who made a commit; an account where the address is one's."""
    answer: dict[str, Any] = {
        "type": "author",
        "raw": f"{signature.name} <{signature.email}>",
    }
    with contextlib.suppress(NotFound):
        answer["user"] = account(world, world.forge.accounts.by_email(signature.email))
    return answer


def commit_stub(world: World, repository: Repository, sha: str) -> dict[str, Any]:
    """Return a commit by name only."""
    return {
        "type": "commit",
        "hash": sha,
        "links": {
            "self": link(f"{repository_address(world, repository)}/commit/{sha}"),
            "html": link(f"{repository_page(world, repository)}/commits/{sha}"),
        },
    }


def commit(world: World, repository: Repository, found: Commit) -> dict[str, Any]:
    """Return a commit."""
    answer = commit_stub(world, repository, found.sha)
    here = repository_address(world, repository)
    answer["links"] |= {
        "diff": link(f"{here}/diff/{found.sha}"),
        "approve": link(f"{here}/commit/{found.sha}/approve"),
        "comments": link(f"{here}/commit/{found.sha}/comments"),
        "statuses": link(f"{here}/commit/{found.sha}/statuses"),
        "patch": link(f"{here}/patch/{found.sha}"),
    }
    return answer | {
        "date": seconds(found.committer.date),
        "author": author(world, found.author),
        "committer": {**author(world, found.committer), "type": "committer"},
        "message": found.message,
        "summary": content(found.message),
        "parents": [commit_stub(world, repository, parent) for parent in found.parents],
        "repository": repository_stub(world, repository),
    }


def branch_address(world: World, repository: Repository, name: str) -> str:
    """Return where the API has a branch."""
    return f"{repository_address(world, repository)}/refs/branches/{quote(name)}"


def tag_address(world: World, repository: Repository, name: str) -> str:
    """Return where the API has a tag."""
    return f"{repository_address(world, repository)}/refs/tags/{quote(name)}"


def branch(world: World, repository: Repository, found: Branch, target: Commit) -> dict[str, Any]:
    """Return a branch with the commit it points to."""
    here = repository_address(world, repository)
    name = quote(found.name)
    return {
        "type": "branch",
        "name": found.name,
        "target": commit(world, repository, target),
        "links": {
            "commits": link(f"{here}/commits/{name}"),
            "self": link(branch_address(world, repository, found.name)),
            "html": link(f"{repository_page(world, repository)}/branch/{name}"),
        },
        "merge_strategies": list(STRATEGIES),
        "default_merge_strategy": DEFAULT_STRATEGY,
    }


def tag(world: World, repository: Repository, found: Tag, target: Commit) -> dict[str, Any]:
    """Return a tag; a lightweight one has neither message, date nor tagger."""
    here = repository_address(world, repository)
    name = quote(found.name)
    return {
        "type": "tag",
        "name": found.name,
        "message": found.message,
        "date": None if found.tagger is None else seconds(found.tagger.date),
        "tagger": None if found.tagger is None else author(world, found.tagger),
        "target": commit(world, repository, target),
        "links": {
            "commits": link(f"{here}/commits/{name}"),
            "self": link(tag_address(world, repository, found.name)),
            "html": link(f"{repository_page(world, repository)}/commits/tag/{name}"),
        },
    }
