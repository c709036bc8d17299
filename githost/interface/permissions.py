"""What a host can be asked about permissions."""

from githost.errors import ConfigurationError
from githost.interface.addresses import RepoLike, Subject, Target, UserLike, subject_ref, target_ref
from githost.interface.capabilities import Noun, derived, missing, writes
from githost.model import Ensured, EnsureOutcome, Grant, Permission, Via
from githost.wire import Op, Pages

__all__ = ["Permissions"]


class Permissions(Noun):
    """Operations on who may do what.

    `permission` is the neutral level; `role` the host's own word for it.
    """

    noun = "permissions"

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        """List what is granted on a target, users first, then groups.

        Direct grants only: what a project, a workspace or the host gives to everybody is not among
        them.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `PermissionDeniedError` for callers who do not administer the target.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/permissions-config/users` and
        `…/groups`, for a project below `/workspaces/{workspace}/projects/{project_key}`; Data
        Center `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/permissions/users`
        and `…/groups`, for a namespace below `/rest/api/1.0/projects/{projectKey}`.
        """
        raise missing(self, "list")

    def get(self, target: Target, subject: Subject) -> Op[Grant]:
        """Read what is granted to one subject on a target; NONE where nothing is.

        Never `NotFoundError` for want of a grant: that is a `Grant` of NONE.

        Requests: one on Cloud; on Data Center, which has no such call, those of listing the names
        that contain the subject's.

        Raises: `PermissionDeniedError` for callers who do not administer the target;
        `NotFoundError` where the target is not there, and where the subject is not on hosts that
        look for it (Cloud).

        Source: Cloud
        `GET /repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}` or
        `…/groups/{group_slug}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/permissions/users?filter=`
        or `…/groups?filter=`, compared exactly here.
        """
        raise missing(self, "get")

    @writes
    def grant(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Grant]:
        """Grant a permission to one subject, replacing what it had on the target.

        `role` is the host's own word where several map to one permission, as Cloud's `create-repo`
        for projects; None takes the usual one.

        Requests: one on Cloud; on Data Center, whose answer is empty, also those of `get`.

        Raises: `ConfigurationError` for NONE, which is `revoke`'s, and on Bitbucket for a `role`
        that does not mean `permission`; `NotFoundError` where target or subject is not there;
        `PermissionDeniedError` for callers who do not administer the target, for OAuth credentials
        on Cloud, and for taking one's own rights on Data Center.

        Source: Cloud
        `PUT /repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}` or
        `…/groups/{group_slug}`; Data Center `PUT
        /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/permissions/users?name=&permission=`
        or `…/groups`.
        """
        raise missing(self, "grant")

    @writes
    def revoke(self, target: Target, subject: Subject) -> Op[None]:
        """Take away what one subject was granted on a target.

        Revoking what is not there changes nothing. What is inherited stays.

        Requests: one.

        Raises: as `grant`.

        Source: Cloud
        `DELETE /repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}`
        or `…/groups/{group_slug}`; Data Center
        `DELETE /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/permissions/users?name=`
        or `…/groups?name=`.
        """
        raise missing(self, "revoke")

    def effective(self, repo: RepoLike, user: UserLike | None = None) -> Op[Permission]:
        """Tell what a user, or the caller, may do in all with a repository.

        `user` None is the caller. Groups, projects and defaults count; so does everybody's READ of
        a public repository.

        Requests: one on Cloud, two where nothing is granted; on Data Center up to four, one for
        each level from ADMIN down and one for the repository.

        Raises: `PermissionDeniedError` where the caller may not ask about others; `NotFoundError`
        where the repository is not there or the caller may not see it.

        Source: Cloud `GET /user/workspaces/{workspace}/permissions/repositories`, for others
        `GET /workspaces/{workspace}/permissions/repositories/{repo_slug}`; Data Center
        `GET /rest/api/1.0/repos?permission=`, for others `GET /rest/api/1.0/users?permission.1=`.
        """
        raise missing(self, "effective")

    @writes
    @derived("permissions.get", "permissions.grant", "permissions.revoke")
    def ensure(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Ensured[Grant]]:
        """Grant, change or revoke one subject's permission where it differs.

        Touches this one subject and never revokes others. Counts what is granted on the target
        itself: what is inherited is neither enough nor too much. NONE revokes. Without `role`, any
        word of the host that means `permission` is right.

        Requests: those of `get`, and of `grant` or `revoke` where something differs; nothing is
        written otherwise.

        Raises: `ConfigurationError` for a `role` with NONE; what `get`, `grant` and `revoke` raise.

        Source: those of `get`, `grant` and `revoke`.
        """
        if permission is Permission.NONE and role is not None:
            raise ConfigurationError(
                f"role {role!r} cannot go with Permission.NONE; leave the role out to revoke"
            )
        where, who = target_ref(target), subject_ref(subject)
        found = yield from self.get(where, who)
        before = found.permission if found.via is Via.DIRECT else Permission.NONE
        changes = ("permission",) if before is not permission else ()
        if role is not None and role != found.role:
            changes = (*changes, "role")
        if not changes:
            return Ensured(value=found, outcome=EnsureOutcome.UNCHANGED)
        if permission is Permission.NONE:
            yield from self.revoke(where, who)
            revoked = Grant(subject=who, name=found.name, permission=Permission.NONE)
            return Ensured(value=revoked, outcome=EnsureOutcome.CHANGED, changes=changes)
        granted = yield from self.grant(where, who, permission, role=role)
        if before is Permission.NONE:
            return Ensured(value=granted, outcome=EnsureOutcome.CREATED)
        return Ensured(value=granted, outcome=EnsureOutcome.CHANGED, changes=changes)
