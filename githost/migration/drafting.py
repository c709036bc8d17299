"""Drafts a plan: proposes where everything goes and who stands for whom, for a person to read and correct."""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import attrs

from githost.client.sync import Host
from githost.errors import ConfigurationError, NotFoundError, PermissionDeniedError
from githost.interface.addresses import namespace_ref
from githost.migration.counterparts import groups_for, users_for
from githost.migration.endpoint import Endpoint
from githost.migration.everybody import Place, everybody
from githost.migration.plan import PARTS, Move, NewNamespace, NewProject, Plan
from githost.model import (
    Namespace,
    NamespaceKind,
    NamespaceRef,
    ProjectRef,
    RepoRef,
    Repository,
    UserRef,
    Visibility,
)

__all__ = ["make_plan", "namespaces_of"]


def make_plan(
    source: Host,
    target: Host,
    namespaces: Sequence[str],
    *,
    into: str | None = None,
    parts: Iterable[str] = PARTS,
    placeholder: str | None = None,
    by_name: bool = False,
    progress: Callable[[str], object] = lambda _: None,
) -> Plan:
    """Propose a plan that moves `parts` of all repositories of `namespaces` of the `source` to the `target`.

    `into` is the target's namespace that all of them go into, each namespace as a project where the
    target has such; a target on which none can be made needs it. Without it each goes into one of
    its own. Remarks in the plan say what a person should look at. `progress` hears what is read.

    Whoever on the target has the same e-mail address stands for a user. Who has only the same login
    or name is named in a remark, for a person to confirm; with `by_name` they stand for the user too.

    Reads both hosts and changes neither. Requests: about six for each repository, and up to three
    for each person.

    Raises `ConfigurationError` for a namespace or `placeholder` that is not there, and where `into`
    is missing.
    """
    found = namespaces_of(source, namespaces)
    repos = [(one, repo) for one in found for repo in source.repos.list(one)]
    if not repos:
        raise ConfigurationError(
            f"{' and '.join(namespaces)} on {source.url} holds no repository that the credential may see; "
            "name others, or give a credential that may see more"
        )
    if into is None and not target.supports("namespaces.create"):
        raise ConfigurationError(
            f"{target.supports('namespaces.create').reason}; name one that is there, as --into acme"
        )
    if placeholder is not None:
        _check_placeholder(target, placeholder)
    draft = _Draft(source, target, into)
    for namespace, repo in repos:
        draft.add(namespace, repo)
    places: list[Place] = [one.ref for one in found]
    places += dict.fromkeys(
        ProjectRef(namespace.path, repo.project)
        for namespace, repo in repos
        if repo.project is not None
    )
    places += [repo.ref for _, repo in repos]
    who = everybody(source, places, progress=progress)
    for place, complaints in who.unread.items():
        draft.remark(("moves", place), f"not read: {'; '.join(complaints)}")
    users, about_users = users_for(who.users, target, into, by_name=by_name)
    groups, about_groups = groups_for(who.groups, target, into)
    return Plan(
        source=Endpoint(url=source.url, provider=source.provider.name),
        target=Endpoint(url=target.url, provider=target.provider.name),
        moves=tuple(draft.moves),
        namespaces=tuple(draft.namespaces.values()),
        projects=tuple(draft.projects.values()),
        users=users,
        groups=groups,
        placeholder=placeholder,
        parts=frozenset(parts),
        remarks={**draft.remarks, **about_users, **about_groups},
    )


def namespaces_of(host: Host, paths: Iterable[str]) -> list[Namespace]:
    """Read the namespaces at `paths`, each once.

    Raises `ConfigurationError` for one that is not there.
    """
    found = []
    for path in dict.fromkeys(paths):
        try:
            found.append(host.namespaces.get(namespace_ref(path)))
        except (NotFoundError, PermissionDeniedError) as error:
            raise ConfigurationError(
                f"there is no namespace {path!r} on {host.url}, or the credential may not see it; "
                f"name one that is there ({error})"
            ) from error
    return found


def _check_placeholder(target: Host, placeholder: str) -> None:
    if not target.supports("users.get"):
        return
    try:
        target.users.get(UserRef(placeholder))
    except NotFoundError as error:
        raise ConfigurationError(
            f"there is no user {placeholder!r} on {target.url} to stand as a reviewer; "
            f"give the id of one who is there ({error})"
        ) from error


_KEY: Final = re.compile(r"[^A-Z0-9_]+")
_SLUG: Final = re.compile(r"[^a-z0-9._-]+")


@attrs.define
class _Draft:
    """Where each repository goes, so far."""

    source: Host
    target: Host
    into: str | None
    moves: list[Move] = attrs.field(factory=list)
    namespaces: dict[str, NewNamespace] = attrs.field(factory=dict)
    projects: dict[tuple[str, str], NewProject] = attrs.field(factory=dict)
    remarks: dict[tuple[str, str], str] = attrs.field(factory=dict)
    _taken: set[str] = attrs.field(factory=set)
    _there: dict[str, frozenset[str]] = attrs.field(factory=dict)
    _keys: dict[tuple[str, str], str] = attrs.field(factory=dict)

    def remark(self, about: tuple[str, str], text: str) -> None:
        """Say one more thing of a line of the plan."""
        before = self.remarks.get(about)
        self.remarks[about] = text if before is None else f"{before}; {text}"

    def add(self, was: Namespace, repo: Repository) -> None:
        """Propose where a repository of the namespace `was` goes."""
        namespace, project = self._home(was, repo)
        wanted = self._name(repo)
        beside = _SLUG.sub("-", f"{wanted}-{was.path.removeprefix('~').lower()}")
        candidates = itertools.chain(
            (wanted, beside), (f"{beside}-{number}" for number in itertools.count(2))
        )
        name = next(one for one in candidates if f"{namespace}/{one}".casefold() not in self._taken)
        move = Move(source=repo.ref, target=RepoRef(namespace, name), project=project)
        self._taken.add(str(move.target).casefold())
        self.moves.append(move)
        about = ("moves", str(repo.ref))
        if name != wanted:
            self.remark(about, f"another one is named {wanted} there already")
        if name.casefold() in self._names_in(namespace):
            self.remark(
                about, f"{move.target} is on the target already; give this one another name"
            )

    def _name(self, repo: Repository) -> str:
        """Return the repository's name as any host takes it; as it is where both are one product."""
        if self.source.provider.name == self.target.provider.name:
            return repo.ref.name
        return _SLUG.sub("-", repo.ref.name.lower()).strip("-.") or "repository"

    def _names_in(self, namespace: str) -> frozenset[str]:
        if namespace not in self._there:
            names: frozenset[str] = frozenset()
            try:
                listed = self.target.repos.list(NamespaceRef(namespace))
                names = frozenset(one.ref.name.casefold() for one in listed)
            except (NotFoundError, PermissionDeniedError):
                if not self.target.supports("namespaces.create"):
                    raise ConfigurationError(
                        f"there is no namespace {namespace!r} on {self.target.url}, "
                        "or the credential may not see it; make it there first"
                    ) from None
            self._there[namespace] = names
        return self._there[namespace]

    def _home(self, was: Namespace, repo: Repository) -> tuple[str, str | None]:
        """Return the namespace that a repository goes into, and its project where there are such."""
        grouped = bool(self.target.supports("projects.create"))
        if self.into is not None:
            # One namespace for all: what held them apart becomes a project.
            if self.target.supports("namespaces.create"):
                self.namespaces.setdefault(self.into, NewNamespace(path=self.into, name=self.into))
            return self.into, self._project(self.into, repo, was) if grouped else None
        if repo.project is not None and not grouped:
            return self._namespace(ProjectRef(was.path, repo.project), was), None
        home = self._namespace(None, was)
        project = self._project(home, repo, was) if grouped and repo.project is not None else None
        return home, project

    def _namespace(self, project: ProjectRef | None, was: Namespace) -> str:
        group = (was.path, project.key if project is not None else "")
        path = self._keys.get(group)
        if path is not None:
            return path
        wanted = was.path if project is None else project.key
        if was.kind is NamespaceKind.PERSONAL and project is None:
            wanted = wanted.removeprefix("~").upper()
        path = _free(wanted, self.namespaces)
        self._keys[group] = path
        name, description, visibility = self._described(project, was)
        if not self.target.supports("namespaces.create", visibility=visibility):
            visibility = Visibility.PRIVATE
        self.namespaces[path] = NewNamespace(
            path=path, name=name, description=description, visibility=visibility
        )
        if was.kind is NamespaceKind.PERSONAL:
            self.remark(("namespaces", path), f"the personal space {was.path}, shared from now on")
        return path

    def _project(self, namespace: str, repo: Repository, was: Namespace) -> str:
        group = (was.path, repo.project or "")
        key = self._keys.get(group)
        if key is None:
            project = ProjectRef(was.path, repo.project) if repo.project is not None else None
            wanted = _KEY.sub("_", (repo.project or was.path).upper()).strip("_")
            if not wanted[:1].isalpha():
                wanted = f"P{wanted}"
            key = _free(wanted, (one for _, one in self.projects))
            self._keys[group] = key
            name, description, visibility = self._described(project, was)
            self.projects[namespace, key] = NewProject(
                namespace=namespace,
                key=key,
                name=name,
                description=description,
                visibility=visibility,
            )
        made = self.projects[namespace, key]
        if repo.visibility is Visibility.PUBLIC and made.visibility is not Visibility.PUBLIC:
            # A private project forbids public repositories.
            self.projects[namespace, key] = attrs.evolve(made, visibility=Visibility.PUBLIC)
            self.remark(("projects", key), "public, because it is to hold public repositories")
        return key

    def _described(self, project: ProjectRef | None, was: Namespace) -> tuple[str, str, Visibility]:
        """Return name, description and visibility of what held the repositories."""
        name, description, visibility = was.name, was.description, was.visibility
        if project is not None:
            name, description, visibility = project.key, "", Visibility.PRIVATE
            if self.source.supports("projects.get"):
                held = self.source.projects.get(NamespaceRef(project.namespace), project.key)
                name, description, visibility = held.name, held.description, held.visibility
        if visibility is Visibility.UNKNOWN:
            visibility = Visibility.PRIVATE
        return name, description, visibility


def _free(wanted: str, taken: Iterable[str]) -> str:
    """Return `wanted`, with a number behind it where that is taken."""
    names = {one.casefold() for one in taken}
    free, number = wanted, 1
    while free.casefold() in names:
        number += 1
        free = f"{wanted}_{number}"
    return free
