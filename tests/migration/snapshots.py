"""All that a host holds of some namespaces, read through the neutral interface, without ids and times."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from githost.client.sync import Host
from githost.errors import NotFoundError
from githost.migration.git import refs_of
from githost.migration.parts.refs import OWN
from githost.migration.parts.texts import plain
from githost.model import (
    Comment,
    GroupRef,
    NamespaceRef,
    PullRequest,
    Repository,
    User,
    UserRef,
)

__all__ = ["Key", "Snapshot", "differing", "snapshot"]

#: Repository (or namespace), part, and what it is called there.
Key: TypeAlias = tuple[str, str, str]
Snapshot: TypeAlias = Mapping[Key, Any]
I = TypeVar("I")  # noqa: E741  # an item
T = TypeVar("T")


def snapshot(host: Host, namespaces: Iterable[str]) -> Snapshot:
    """Read everything; several repositories at a time."""
    found: dict[Key, Any] = {}
    for namespace in namespaces:
        found.update(_namespace(host, namespace))
        repositories = host.repos.list(namespace).all()
        for facts in _each(host, lambda one: list(_repository(host, one)), repositories):
            found.update(facts)
    return found


def differing(one: Snapshot, other: Snapshot) -> dict[Key, tuple[Any, Any]]:
    """Return what is not the same on both sides; None stands for what is not there."""
    return {
        key: (one.get(key), other.get(key))
        for key in sorted(one.keys() | other.keys())
        if one.get(key) != other.get(key)
    }


def _each(host: Host, function: Callable[[I], T], items: Iterable[I]) -> Iterator[T]:
    return (outcome.result() for outcome in host.map(function, items, concurrency=4))


def _namespace(host: Host, path: str) -> Iterator[tuple[Key, Any]]:
    namespace = host.namespaces.get(path)
    facts = (namespace.name, namespace.description, namespace.visibility)
    yield (path, "namespace", "facts"), facts
    if host.supports("permissions.list", target=NamespaceRef(path)):
        yield from _grants(host, NamespaceRef(path))


def _grants(host: Host, target: Repository | NamespaceRef) -> Iterator[tuple[Key, Any]]:
    where = target.path if isinstance(target, NamespaceRef) else str(target.ref)
    for grant in host.permissions.list(target):
        if isinstance(grant.subject, GroupRef):
            name = f"group {grant.subject}"
        else:
            name = f"user {_login(host, grant.subject)}"
        yield (where, "permissions", name), (grant.permission, grant.via)


def _login(host: Host, ref: UserRef) -> str:
    try:
        return host.users.get(ref).name
    except NotFoundError:
        # Data Center finds nobody who has left; their login is what they are named by.
        return ref.id


def _repository(host: Host, listed: Repository) -> Iterator[tuple[Key, Any]]:
    repository = host.repos.get(listed)
    where = str(repository.ref)
    yield (
        (where, "settings", "facts"),
        (
            repository.name,
            repository.description,
            repository.visibility,
            repository.default_branch,
            repository.archived,
            repository.project,
        ),
    )
    refs = refs_of(host.git.clone_url(repository), host.git.environment())
    for name, sha in refs.items():
        part = "branches" if name.startswith("refs/heads/") else "tags"
        # Of what a migration keeps for itself only the names are the same each time.
        yield (where, part, name), "" if name.startswith(OWN) else sha
    yield from _grants(host, repository)
    yield from _settings(host, repository)
    pulls = sorted(host.pull_requests.list(repository, state=None), key=lambda one: one.number)
    for place, pull in enumerate(pulls, 1):
        yield from _pull(host, where, place, pull)


def _settings(host: Host, repository: Repository) -> Iterator[tuple[Key, Any]]:
    where = str(repository.ref)
    for hook in host.hooks.list(repository):
        facts = (
            hook.vendor_events,
            hook.active,
            hook.description,
            hook.has_secret,
            hook.verify_ssl,
        )
        yield (where, "hooks", hook.url), facts
    for rule in host.branch_rules.list(repository):
        people = frozenset(_login(host, ref) for ref in rule.users)
        lets = (people, rule.groups, rule.value)
        yield (where, "branch_rules", f"{rule.kind} {rule.pattern}"), lets
    for key in host.deploy_keys.list(repository):
        yield (where, "deploy_keys", key.label), (" ".join(key.key.split()[:2]), key.read_only)
    for user in host.default_reviewers.list(repository):
        yield (where, "default_reviewers", user.name), True


def _pull(host: Host, where: str, place: int, pull: PullRequest) -> Iterator[tuple[Key, Any]]:
    name = f"{place:04}"
    reviews = frozenset((review.reviewer.name, review.verdict) for review in pull.reviews)
    yield (
        (where, "pull_requests", name),
        (
            pull.title,
            plain(pull.description),
            pull.state,
            pull.draft,
            pull.source.branch,
            str(pull.source.repo),
            (pull.source.commit or "")[:12],
            pull.target.branch,
            _name(pull.author),
            reviews,
        ),
    )
    comments = host.comments.list(pull.ref.repo, pull.number).all()
    places = {one.id: order for order, one in enumerate(_in_order(comments), 1)}
    for one in comments:
        yield (where, "comments", f"{name}.{places[one.id]:04}"), _comment(one, places)
    tasks = sorted(host.tasks.list(pull.ref.repo, pull.number), key=lambda one: _number(one.id))
    for order, task in enumerate(tasks, 1):
        on = places.get(task.comment or "")
        yield (where, "tasks", f"{name}.{order:04}"), (task.body, task.done, on, _name(task.author))
    if pull.source.commit is not None:
        for status in host.statuses.list(pull.ref.repo, pull.source.commit):
            said = (status.state, status.url, status.name, status.description)
            yield (where, "statuses", f"{name} {status.key}"), said


def _in_order(comments: Iterable[Comment]) -> list[Comment]:
    return sorted(comments, key=lambda one: _number(one.id))


def _number(identifier: str) -> tuple[int, str]:
    """Sort ids that are numbers as numbers."""
    return (len(identifier), identifier)


def _comment(comment: Comment, places: Mapping[str, int]) -> tuple[Any, ...]:
    anchor = comment.anchor
    return (
        plain(comment.body),
        _name(comment.author),
        places.get(comment.parent or ""),
        None if anchor is None else (anchor.path, anchor.line, anchor.side),
        # What answers is settled with what it answers.
        comment.resolved and comment.parent is None,
        comment.deleted,
    )


def _name(user: User | None) -> str | None:
    return None if user is None else user.name
