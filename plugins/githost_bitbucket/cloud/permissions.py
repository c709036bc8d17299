"""Permissions on Cloud: of a repository, and of a project within a workspace.

Lists hold explicit grants only, to users and to groups apart. Writes are refused to OAuth clients;
they take an API token of somebody who administers the target.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from githost.errors import ConfigurationError, NotFoundError, PermissionDeniedError
from githost.interface import (
    OnSite,
    Permissions,
    RepoLike,
    Subject,
    Target,
    UserLike,
    grantable,
    limits,
    repo_ref,
    subject_ref,
    target_ref,
    user_ref,
)
from githost.model import (
    Grant,
    GroupRef,
    NamespaceRef,
    Permission,
    ProjectRef,
    RepoRef,
    Repository,
    UserRef,
    Visibility,
)
from githost.wire import Op, Pages, Request, join_path, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.filters import equals
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import project_path, repo_path, workspace, workspace_path
from githost_bitbucket.cloud.users import account_key

__all__ = ["CloudPermissions"]

#: A workspace's own permissions are read by `namespaces.members` and set in the web pages only.
_TARGETS: Final = (RepoRef, str, Repository, ProjectRef)


class CloudPermissions(OnSite, Permissions):
    """Grants on repositories and projects."""

    @limits(target=_TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        users, groups = (
            paged(
                self.site,
                _path(target, kind),
                payloads.PermissionGrant,
                decode.grant,
                page_size=page_size,
            )
            for kind in ("users", "groups")
        )
        return Pages.chain(users, groups, start=cursor)

    @limits(target=_TARGETS)
    def get(self, target: Target, subject: Subject) -> Op[Grant]:
        who = subject_ref(subject)
        response = yield from send(Request("GET", _path(target, _kind(who), who.id)))
        return attrs.evolve(
            single(response, payloads.PermissionGrant, decode.grant),
            # The caller's own key for them, which may be the account id.
            subject=who,
        )

    @limits(target=_TARGETS)
    def grant(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Grant]:
        who = subject_ref(subject)
        word = _word(target, permission, role)
        path = _path(target, _kind(who), who.id)
        response = yield from send(Request("PUT", path, json={"permission": word}))
        return attrs.evolve(single(response, payloads.PermissionGrant, decode.grant), subject=who)

    @limits(target=_TARGETS)
    def revoke(self, target: Target, subject: Subject) -> Op[None]:
        who = subject_ref(subject)
        try:
            yield from send(Request("DELETE", _path(target, _kind(who), who.id)))
        except NotFoundError:
            # Perhaps only the grant is not there: then there is nothing to take away.
            if (yield from self.get(target, who)).permission is not Permission.NONE:
                raise

    def effective(self, repo: RepoLike, user: UserLike | None = None) -> Op[Permission]:
        """Tell what a user, or the caller, may do in all with a repository.

        Requests: one, and one more where nothing is granted, for public repositories need no grant,
        or where a `{uuid}` addresses the repository.
        """
        ref = repo_ref(repo)
        if user is None:
            return (yield from self._own(ref))
        return (yield from self._of(ref, user_ref(user)))

    def _own(self, ref: RepoRef) -> Op[Permission]:
        # Grants are found by the name, which an address of uuids does not hold.
        named = (yield from _repository(ref)).ref if "{" in str(ref) else ref
        path = join_path(
            "user", "workspaces", workspace(named.namespace), "permissions", "repositories"
        )
        try:
            rows = yield from self._rows(path, equals("repository.full_name", str(named)))
        except PermissionDeniedError as error:
            # Who does not belong to the workspace may still read what is public in it.
            if error.required:
                raise
            rows = ()
        found = _highest(row for row in rows if _about(row, named))
        if found is not Permission.NONE:
            return found
        yield from _repository(named)
        # The caller sees it, so the caller may read it.
        return Permission.READ

    def _of(self, ref: RepoRef, user: UserRef) -> Op[Permission]:
        path = workspace_path(ref.namespace, "permissions", "repositories", ref.name)
        ((field, key),) = account_key(user).items()
        rows = yield from self._rows(path, equals(f"user.{field}", key))
        found = _highest(
            row
            for row in rows
            if row.user is not None and key in {row.user.uuid, row.user.account_id}
        )
        if found is not Permission.NONE:
            return found
        public = (yield from _repository(ref)).visibility is Visibility.PUBLIC
        return Permission.READ if public else Permission.NONE

    def _rows(self, path: str, condition: str | None) -> Op[tuple[payloads.PermissionGrant, ...]]:
        found = paged(
            self.site,
            path,
            payloads.PermissionGrant,
            lambda wire, _: wire,
            query={"q": condition},
            page_size=None,
        )
        return (yield from walk(found))


def _repository(ref: RepoRef) -> Op[Repository]:
    response = yield from send(Request("GET", repo_path(ref)))
    return single(response, payloads.Repository, decode.repository)


def _about(row: payloads.PermissionGrant, ref: RepoRef) -> bool:
    # Recorded rows may say no more than the permission.
    named = row.repository.full_name if row.repository is not None else None
    return named is None or named.casefold() == str(ref).casefold()


def _highest(rows: Iterable[payloads.PermissionGrant]) -> Permission:
    levels = (decode.PERMISSIONS.get(row.permission, Permission.NONE) for row in rows)
    return max(levels, default=Permission.NONE)


def _kind(subject: UserRef | GroupRef) -> str:
    return "groups" if isinstance(subject, GroupRef) else "users"


def _path(target: Target, *rest: str) -> str:
    ref = target_ref(target)
    if isinstance(ref, ProjectRef):
        return project_path(ref.namespace, ref.key, "permissions-config", *rest)
    if isinstance(ref, NamespaceRef):
        raise ConfigurationError(
            f"{ref} is a workspace, whose permissions are set in the web pages only; "
            "namespaces.members reads them"
        )
    return repo_path(ref, "permissions-config", *rest)


def _word(target: Target, permission: Permission, role: str | None) -> str:
    """Return Cloud's word for `permission`, or `role` where that means the same."""
    usual = grantable(permission).name.lower()
    if role is None:
        return usual
    # Only projects have a second word: the right to add repositories, which is WRITE on those.
    words = {usual}
    if permission is Permission.WRITE and isinstance(target, ProjectRef):
        words.add("create-repo")
    if role not in words:
        raise ConfigurationError(
            f"role {role!r} does not mean {permission.name} here; Bitbucket Cloud has "
            f"{' and '.join(sorted(words))}"
        )
    return role
