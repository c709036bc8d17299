"""The JSON of what several nouns show: users, projects, repositories, refs, commits, pull requests.

Each has the keys that the REST documentation or a recorded answer has, and no others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from githost_bitbucket.emulator.datacenter.names import (
    BRANCH_PREFIX,
    STATES,
    TAG_PREFIX,
    VERDICTS,
    project_key,
    user_slug,
)
from githost_bitbucket.emulator.datacenter.world import World
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    AccountKind,
    Branch,
    Comment,
    Commit,
    Namespace,
    NamespaceKind,
    PullRequest,
    PullRequestState,
    Repository,
    Review,
    ReviewRole,
    Signature,
    Tag,
    Verdict,
    Visibility,
)

_ABBREVIATED: Final = 11
_HIERARCHY: Final = 20


def links(*addresses: str) -> dict[str, Any]:
    """Return the `links` of a thing that has a page of its own."""
    return {"self": [{"href": address} for address in addresses]}


def user(world: World, account: Account) -> dict[str, Any]:
    """Return a user."""
    slug = user_slug(account)
    answer: dict[str, Any] = {
        "name": account.login,
        "emailAddress": account.email,
        "active": account.active,
        "displayName": account.display_name,
        "id": account.id,
        "slug": slug,
        "type": "SERVICE" if account.kind is AccountKind.SERVICE else "NORMAL",
        "links": links(f"{world.url}/users/{quote(slug)}"),
    }
    if account.email is None:
        del answer["emailAddress"]
    return answer


def detailed_user(world: World, account: Account) -> dict[str, Any]:
    """Return a user as administration shows it."""
    return {
        **user(world, account),
        "directoryName": "Bitbucket Internal Directory",
        "deletable": True,
        "mutableDetails": True,
        "mutableGroups": True,
    }


def project(world: World, namespace: Namespace) -> dict[str, Any]:
    """Return a project; a personal one has its owner, and no word about being public."""
    key = project_key(world.forge, namespace)
    if namespace.kind is NamespaceKind.PERSONAL and namespace.owner_id is not None:
        owner = world.forge.accounts.get(namespace.owner_id)
        return {
            "key": key,
            "id": namespace.id,
            "name": namespace.name,
            "type": "PERSONAL",
            "owner": user(world, owner),
            "links": links(f"{world.url}/users/{quote(user_slug(owner))}"),
        }
    answer: dict[str, Any] = {
        "key": key,
        "id": namespace.id,
        "name": namespace.name,
        "description": namespace.description,
        "public": namespace.public,
        "type": "NORMAL",
        "links": links(f"{world.url}/projects/{key}"),
    }
    if not namespace.description:
        del answer["description"]
    return answer


def repository_page(world: World, found: Repository) -> str:
    """Return the address of a repository's page, without the slash and word that follow."""
    home = world.forge.namespaces.get(found.namespace_id)
    key = project_key(world.forge, home)
    place = f"users/{key[1:]}" if key.startswith("~") else f"projects/{key}"
    return f"{world.url}/{place}/repos/{found.slug}"


def repository(world: World, found: Repository) -> dict[str, Any]:
    """Return a repository. The default branch is not among what it tells."""
    home = world.forge.namespaces.get(found.namespace_id)
    key = project_key(world.forge, home)
    answer: dict[str, Any] = {
        "slug": found.slug,
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "hierarchyId": _hierarchy(world, found),
        "scmId": "git",
        "state": "AVAILABLE",
        "statusMessage": "Available",
        "forkable": is_forkable(found),
        "project": project(world, home),
        "public": found.visibility is Visibility.PUBLIC,
        "archived": found.archived,
        "links": {
            # Only http: there is no SSH here, as on a server whose administrator disabled it.
            "clone": [
                {"href": f"{world.url}/scm/{key.lower()}/{found.slug}.git", "name": "http"},
            ],
            **links(f"{repository_page(world, found)}/browse"),
        },
    }
    if not found.description:
        del answer["description"]
    if not world.since("8.0"):
        del answer["archived"]
    if found.parent_id is not None:
        answer["origin"] = repository(world, world.forge.repos.get(found.parent_id))
    return answer


def is_forkable(found: Repository) -> bool:
    """Tell whether forking is allowed, which it is unless somebody said otherwise."""
    return bool(found.settings.get("forkable", True))


def _hierarchy(world: World, found: Repository) -> str:
    return hashlib.sha256(world.forge.repos.root(found).key.encode()).hexdigest()[:_HIERARCHY]


def minimal_branch(name: str) -> dict[str, Any]:
    """Return a branch that may not exist yet."""
    return {"id": BRANCH_PREFIX + name, "displayId": name, "type": "BRANCH"}


def branch(found: Branch) -> dict[str, Any]:
    """Return a branch."""
    return {
        **minimal_branch(found.name),
        "latestCommit": found.commit,
        "latestChangeset": found.commit,
        "isDefault": found.default,
    }


def tag(found: Tag) -> dict[str, Any]:
    """Return a tag; `hash` is the tag object, null for a lightweight one."""
    return {
        "id": TAG_PREFIX + found.name,
        "displayId": found.name,
        "type": "TAG",
        "latestCommit": found.commit,
        "latestChangeset": found.commit,
        "hash": found.object,
    }


def minimal_commit(sha: str) -> dict[str, Any]:
    """Return a commit by name only."""
    return {"id": sha, "displayId": sha[:_ABBREVIATED]}


def person(world: World, signature: Signature) -> dict[str, Any]:
    """Return an author or committer: a user where the address is one's, else name and address."""
    try:
        return user(world, world.forge.accounts.by_email(signature.email))
    except NotFound:
        return {"name": signature.name, "emailAddress": signature.email}


def commit(world: World, found: Commit) -> dict[str, Any]:
    """Return a commit."""
    return {
        **minimal_commit(found.sha),
        "author": person(world, found.author),
        "authorTimestamp": world.time(found.author.date),
        "committer": person(world, found.committer),
        "committerTimestamp": world.time(found.committer.date),
        "message": found.message.rstrip("\n"),
        "parents": [minimal_commit(parent) for parent in found.parents],
    }


def participant(world: World, review: Review) -> dict[str, Any]:
    """Return somebody's part in a pull request."""
    answer: dict[str, Any] = {
        "user": user(world, world.forge.accounts.get(review.account_id)),
        "role": review.role.value.upper(),
        "approved": review.verdict is Verdict.APPROVED,
        "status": VERDICTS[review.verdict],
    }
    if review.commit is not None:
        answer["lastReviewedCommit"] = review.commit
    return answer


def author(world: World, found: PullRequest) -> dict[str, Any]:
    """Return who opened a pull request, among those who take part in it."""
    return {
        "user": user(world, world.forge.accounts.get(found.author_id)),
        "role": "AUTHOR",
        "approved": False,
        "status": "UNAPPROVED",
    }


def _participants(world: World, found: PullRequest, role: ReviewRole) -> list[dict[str, Any]]:
    return [
        participant(world, review)
        for review in found.reviews
        if review.role is role and review.account_id != found.author_id
    ]


def _end(world: World, name: str, sha: str, repository_id: int | None) -> dict[str, Any]:
    answer = {**minimal_branch(name), "latestCommit": sha}
    if repository_id is not None:
        answer["repository"] = repository(world, world.forge.repos.get(repository_id))
    return answer


def pull_request_page(world: World, found: PullRequest) -> str:
    """Return the address of a pull request's page."""
    into = world.forge.repos.get(found.repository_id)
    return f"{repository_page(world, into)}/pull-requests/{found.number}"


def pull_request(world: World, found: PullRequest) -> dict[str, Any]:
    """Return a pull request."""
    is_open = found.state is PullRequestState.OPEN
    answer: dict[str, Any] = {
        "id": found.number,
        "version": found.version,
        "title": found.title,
        "description": found.description,
        "state": STATES[found.state],
        "open": is_open,
        "closed": not is_open,
        "draft": found.draft,
        "createdDate": world.time(found.created_at),
        "updatedDate": world.time(found.updated_at),
        "fromRef": _end(
            world, found.source_branch, found.source_commit, found.source_repository_id
        ),
        "toRef": _end(world, found.target_branch, found.target_commit, found.repository_id),
        "locked": False,
        "author": author(world, found),
        "reviewers": _participants(world, found, ReviewRole.REVIEWER),
        "participants": _participants(world, found, ReviewRole.PARTICIPANT),
        "properties": _properties(world, found),
        "links": links(pull_request_page(world, found)),
    }
    if not found.description:
        del answer["description"]
    if not world.since("8.18"):
        del answer["draft"]
    if found.closed_at is not None:
        answer["closedDate"] = world.time(found.closed_at)
    return answer


def _properties(world: World, found: PullRequest) -> dict[str, Any]:
    comments = world.forge.comments.list(found).items
    tasks = [comment for comment in comments if is_task(comment.extra)]
    left = open_tasks(comments)
    properties: dict[str, Any] = {}
    if found.merge_commit is not None:
        properties["mergeCommit"] = minimal_commit(found.merge_commit)
    if comments:
        properties["commentCount"] = len(comments)
    if tasks:
        properties["openTaskCount"] = left
        properties["resolvedTaskCount"] = len(tasks) - left
    return properties


def open_tasks(comments: Iterable[Comment]) -> int:
    """Return how many of the comments are tasks that are not done."""
    return sum(is_task(one.extra) and one.extra["state"] != "RESOLVED" for one in comments)


def is_task(extra: Mapping[str, Any]) -> bool:
    """Tell whether a comment is a task: since 7.2 they are comments that block the merge."""
    return extra.get("severity") == "BLOCKER"


def path(name: str) -> dict[str, Any]:
    """Return a file's path in its parts."""
    components = name.split("/")
    last = components[-1]
    answer: dict[str, Any] = {
        "components": components if name else [],
        "parent": "/".join(components[:-1]),
        "name": last,
        "toString": name,
    }
    if "." in last:
        answer["extension"] = last.rpartition(".")[2]
    return answer


def scope(target: Namespace | Repository) -> dict[str, Any]:
    """Return what a rule or condition belongs to: a project or repository."""
    kind = "REPOSITORY" if isinstance(target, Repository) else "PROJECT"
    return {"type": kind, "resourceId": target.id}


def users(world: World, accounts: Iterable[Account]) -> list[dict[str, Any]]:
    """Return users."""
    return [user(world, account) for account in accounts]
