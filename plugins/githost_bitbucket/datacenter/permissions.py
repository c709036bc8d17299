"""Permissions on Data Center.

Lists hold what was granted on the repository or project itself, to users and to groups apart. There
is no call that reads one grant: the lists are searched by name, which finds every name that
contains it, and compared exactly here.
"""

from githost.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
)
from githost.interface import (
    OnSite,
    Permissions,
    RepoLike,
    Site,
    Subject,
    Target,
    UserLike,
    grantable,
    limits,
    repo_ref,
    subject_ref,
    user_ref,
)
from githost.model import (
    Grant,
    GroupRef,
    NamespaceRef,
    Permission,
    RepoRef,
    UserRef,
    Visibility,
)
from githost.wire import Op, Pages, QueryValue, Request, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import LARGEST_PAGE, listed, next_start, paged
from githost_bitbucket.datacenter.paths import TARGETS, own_target, repo_path, target_path
from githost_bitbucket.datacenter.users import account

__all__ = ["DataCenterPermissions", "grants"]


def grants(
    site: Site,
    target: RepoRef | NamespaceRef,
    *,
    page_size: int | None = None,
    cursor: str | None = None,
) -> Pages[Grant]:
    """Describe the list of what is granted on `target`: to users, then to groups."""
    users, groups = (
        paged(
            site,
            target_path(target, "permissions", kind),
            payloads.Grant,
            decode.grant,
            page_size=page_size,
        )
        for kind in ("users", "groups")
    )
    return Pages.chain(users, groups, start=cursor)


class DataCenterPermissions(OnSite, Permissions):
    """Grants on repositories and projects."""

    @limits(target=TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        return grants(self.site, own_target(target), page_size=page_size, cursor=cursor)

    @limits(target=TARGETS)
    def get(self, target: Target, subject: Subject) -> Op[Grant]:
        where, who = own_target(target), subject_ref(subject)
        start: str | None = None
        while True:
            query: dict[str, QueryValue] = {"filter": who.id, "limit": LARGEST_PAGE, "start": start}
            response = yield from send(Request("GET", _path(where, who), query=query))
            page = listed(response, payloads.Grant, decode.grant, keep_raw=True, start=start)
            for found in page.items:
                # Neither login names nor groups differ by case alone.
                if found.subject.id.casefold() == who.id.casefold():
                    return found
            start = page.next
            if start is None:
                return Grant(subject=who, permission=Permission.NONE)

    @limits(target=TARGETS)
    def grant(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Grant]:
        where, who = own_target(target), subject_ref(subject)
        query = {"name": who.id, "permission": _word(where, permission, role)}
        yield from send(Request("PUT", _path(where, who), query=query))
        return (yield from self.get(where, who))

    @limits(target=TARGETS)
    def revoke(self, target: Target, subject: Subject) -> Op[None]:
        where, who = own_target(target), subject_ref(subject)
        try:
            yield from send(Request("DELETE", _path(where, who), query={"name": who.id}))
        except ConflictError as error:
            # 409 is the refusal to take one's own rights, which is 403 when they are lowered.
            raise error.becoming(PermissionDeniedError) from error

    def effective(self, repo: RepoLike, user: UserLike | None = None) -> Op[Permission]:
        """Tell what a user, or the caller, may do in all with a repository.

        Requests: for the caller two or three; for others up to four, and those of finding them.
        """
        ref = repo_ref(repo)
        if user is None:
            return (yield from self._own(ref))
        return (yield from self._of(ref, user_ref(user)))

    def _own(self, ref: RepoRef) -> Op[Permission]:
        response = yield from send(Request("GET", repo_path(ref)))
        # The list of repositories by permission takes the display name and no slug.
        repo = decoder.decode(response, payloads.Repository).value
        for permission in (Permission.ADMIN, Permission.WRITE):
            if (yield from _listed_for(repo, permission)):
                return permission
        return Permission.READ

    def _of(self, ref: RepoRef, user: UserRef) -> Op[Permission]:
        for permission in (Permission.ADMIN, Permission.WRITE, Permission.READ):
            query = {
                "permission.1": f"REPO_{permission.name}",
                "permission.1.projectKey": ref.namespace,
                "permission.1.repositorySlug": ref.name,
            }
            try:
                yield from account(self.site, user.id, **query)
            except NotFoundError as error:
                if error.status == 404:
                    raise
            else:
                return permission
        response = yield from send(Request("GET", repo_path(ref)))
        repo = decode.repository(decoder.decode(response, payloads.Repository).value)
        public = repo.visibility is Visibility.PUBLIC
        return Permission.READ if public else Permission.NONE


def _listed_for(repo: payloads.Repository, permission: Permission) -> Op[bool]:
    ref, start = decode.repo_ref_of(repo), None
    while True:
        query = {
            "permission": f"REPO_{permission.name}",
            "name": repo.name,
            # Known from 8.0 on, ignored before.
            "projectkey": ref.namespace,
            "archived": "ALL",
            "limit": LARGEST_PAGE,
            "start": start,
        }
        response = yield from send(Request("GET", "/repos", query=query))
        page = decoder.decode(response, payloads.Page).value
        for index, document in enumerate(page.values):
            found = decoder.structure(document, payloads.Repository, at=f"$.values[{index}]")
            if decode.repo_ref_of(found) == ref:
                return True
        start = next_start(page, start)
        if start is None:
            return False


def _path(target: RepoRef | NamespaceRef, subject: UserRef | GroupRef) -> str:
    kind = "groups" if isinstance(subject, GroupRef) else "users"
    return target_path(target, "permissions", kind)


def _word(target: RepoRef | NamespaceRef, permission: Permission, role: str | None) -> str:
    """Return the server's word for `permission`, or `role` where that means the same."""
    word = grantable(permission).name
    if role is None:
        return f"PROJECT_{word}" if isinstance(target, NamespaceRef) else f"REPO_{word}"
    if decode.permission_of(role) is not permission:
        raise ConfigurationError(
            f"role {role!r} does not mean {word}; leave it out for the usual word"
        )
    return role
