"""A forge that somebody has opened: who they are, and what they may reach.

Rule 1: what somebody may not read does not exist for them. Rule 2: what they may read and not
change is denied, with the level it needs. Rule 3: git moves refs behind the forge's back, for
clones and pushes go by the directory's path; so whoever asks for a repository has it caught up.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import attrs

from githost.credentials import Anonymous, Basic, Credential, Token
from githost.errors import (
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
    WrongStateError,
)
from githost.model import GroupRef, NamespaceRef, ProjectRef, RepoRef, UserRef
from githost_local.errors import opening
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    Group,
    Level,
    Namespace,
    Project,
    PullRequest,
    PullRequestState,
    Repository,
    Subject,
    Target,
)

__all__ = ["OWNER", "Session", "open_session"]

#: Login of the built-in account of those who connect without a credential.
OWNER: Final = "owner"


def open_session(directory: Path, credential: Credential | None) -> Session:
    """Open the forge in `directory` for whoever `credential` stands for.

    Raises `ConfigurationError` for a directory that holds something else and for a kind of
    credential that no account has, `AuthenticationError` for a wrong one.
    """
    with opening(directory):
        forge = Forge.open(directory)
    try:
        return Session(forge, _actor(forge, credential))
    except BaseException:
        forge.close()
        raise


def _actor(forge: Forge, credential: Credential | None) -> Account:
    match credential:
        case None | Anonymous():
            return _owner(forge)
        case Basic():
            account = forge.accounts.authenticate_password(
                credential.user, credential.password.reveal()
            )
        case Token():
            found = forge.accounts.authenticate_token(credential.token.reveal())
            account = found[0] if found else None
        case _:
            raise ConfigurationError(
                f"the local host takes Basic or Token, not {type(credential).__name__}; "
                f"without a credential you are its {OWNER!r}"
            )
    if account is None:
        raise AuthenticationError(
            f"no account in {forge.directory} has this {type(credential).__name__}; check it, "
            f"or connect without a credential as {OWNER!r}"
        )
    return account


def _owner(forge: Forge) -> Account:
    with forge.transaction():
        try:
            return forge.accounts.by_login(OWNER)
        except NotFound:
            return forge.accounts.create(OWNER, display_name="Owner", site_admin=True)


@attrs.frozen
class Session:
    """A forge, and who acts on it."""

    forge: Forge
    actor: Account

    def close(self) -> None:
        """Close the forge. Closing twice is harmless."""
        self.forge.close()

    def level(self, target: Target) -> Level:
        """Return what whoever acts may do with a target."""
        return self.forge.permissions.effective(self.actor, target)

    def readable(self, target: Target) -> bool:
        """Tell whether whoever acts may read a target."""
        return self.level(target) >= Level.READ

    def repository(self, ref: RepoRef, level: Level = Level.READ) -> Repository:
        """Return a repository, caught up with what git did to it, for who has `level` on it."""
        found = self.forge.repos.by_path(str(ref))
        self._check(found, level, f"repository {ref}")
        self.forge.repos.received(found, actor=None)
        return self.forge.repos.get(found.id)

    def active_repository(self, ref: RepoRef, level: Level = Level.WRITE) -> Repository:
        """Return a repository that is not archived, to change what is in it."""
        repository = self.repository(ref, level)
        if repository.archived:
            raise WrongStateError(
                f"repository {ref} is archived, and takes no changes; update it with archived=False"
            )
        return repository

    def namespace(self, ref: NamespaceRef, level: Level = Level.READ) -> Namespace:
        """Return a namespace for who has `level` on it; to read it, membership is enough."""
        if ref.path.lower() == f"~{self.actor.login}".lower():
            return self.forge.namespaces.personal(self.actor)
        namespace = self.forge.namespaces.by_path(ref.path)
        if not self.sees(namespace):
            raise NotFoundError(
                f"namespace {ref} does not exist, or {self.actor.login} may not see it"
            )
        if level > Level.READ:
            self._check(namespace, level, f"namespace {ref}", visible=True)
        return namespace

    def sees(self, namespace: Namespace) -> bool:
        """Tell whether whoever acts may know of a namespace: its own, or what is in it, is open."""
        if self.readable(namespace) or self.forge.namespaces.is_member(namespace, self.actor):
            return True
        inside = self.forge.repos.list(namespace=namespace, where=self.readable, limit=1)
        return inside.total > 0

    def project(self, ref: ProjectRef, level: Level = Level.READ) -> Project:
        """Return a project for who has `level` on it."""
        namespace = self.namespace(NamespaceRef(ref.namespace))
        project = self.forge.projects.by_code(namespace, ref.key)
        self._check(project, level, f"project {ref}")
        return project

    def target(self, ref: RepoRef | NamespaceRef | ProjectRef, level: Level) -> Target:
        """Return a repository, namespace or project for who has `level` on it."""
        if isinstance(ref, NamespaceRef):
            return self.namespace(ref, level)
        if isinstance(ref, ProjectRef):
            return self.project(ref, level)
        repository = self.forge.repos.by_path(str(ref))
        self._check(repository, level, f"repository {ref}")
        return repository

    def pull_request(self, ref: RepoRef, number: int) -> PullRequest:
        """Return a pull request, caught up with what git did to its branches."""
        repository = self.repository(ref)
        found = self.forge.pull_requests.get(repository, number)
        self.follow_sources([found])
        return self.forge.pull_requests.get(repository, number)

    def follow_sources(self, pull_requests: Iterable[PullRequest]) -> None:
        """Catch up with the forks that open pull requests come from."""
        forks = {
            found.source_repository_id
            for found in pull_requests
            if found.state is PullRequestState.OPEN
            and found.source_repository_id not in {None, found.repository_id}
        }
        for fork in forks:
            assert fork is not None, "left out above"
            self.forge.repos.received(self.forge.repos.get(fork), actor=None)

    def active_pull_request(self, ref: RepoRef, number: int) -> PullRequest:
        """Return a pull request of a repository that is not archived, for who can read it."""
        self.active_repository(ref, Level.READ)
        return self.pull_request(ref, number)

    def check_own(self, author_id: int, target: Target, level: Level, what: str) -> None:
        """Let the author of a thing change it, and whoever has `level` on its target."""
        if self.actor.id != author_id:
            self._check(target, level, what)

    def account(self, ref: UserRef) -> Account:
        """Return the account with a login or key."""
        try:
            return self.forge.accounts.by_login(ref.id)
        except NotFound:
            return self.forge.accounts.by_key(ref.id)

    def group(self, ref: GroupRef) -> Group:
        """Return the group with a slug."""
        return self.forge.groups.by_slug(ref.id)

    def subject(self, ref: UserRef | GroupRef) -> Subject:
        """Return an account or a group."""
        return self.group(ref) if isinstance(ref, GroupRef) else self.account(ref)

    def ref(self, repository: Repository) -> RepoRef:
        """Return the address of a repository."""
        namespace = self.forge.namespaces.get(repository.namespace_id)
        return RepoRef(namespace.path, repository.slug)

    def _check(self, target: Target, level: Level, what: str, *, visible: bool = False) -> None:
        has = self.level(target)
        if has >= level:
            return
        if has is Level.NONE and not visible:
            raise NotFoundError(f"{what} does not exist, or {self.actor.login} may not see it")
        raise PermissionDeniedError(
            f"{self.actor.login} has {has.name} on {what}, and this needs {level.name}; "
            "have it granted by somebody with ADMIN"
        )
