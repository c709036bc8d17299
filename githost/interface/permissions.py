"""What a host can be asked about permissions."""

from githost.errors import ConfigurationError
from githost.interface.addresses import RepoLike, Subject, Target, UserLike, subject_ref, target_ref
from githost.interface.capabilities import Noun, derived, missing, writes
from githost.model import Ensured, EnsureOutcome, Grant, Permission, Via
from githost.wire import Op, Pages

__all__ = ["Permissions"]


class Permissions(Noun):
    """Operations on who may do what."""

    noun = "permissions"

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Grant]:
        """List what is granted on a target, users first, then groups."""
        raise missing(self, "list")

    def get(self, target: Target, subject: Subject) -> Op[Grant]:
        """Read what is granted to one subject on a target; NONE where nothing is."""
        raise missing(self, "get")

    @writes
    def grant(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Grant]:
        """Grant a permission to one subject, replacing what it had on the target."""
        raise missing(self, "grant")

    @writes
    def revoke(self, target: Target, subject: Subject) -> Op[None]:
        """Take away what one subject was granted on a target."""
        raise missing(self, "revoke")

    def effective(self, repo: RepoLike, user: UserLike | None = None) -> Op[Permission]:
        """Tell what a user, or the caller, may do in all with a repository."""
        raise missing(self, "effective")

    @writes
    @derived("permissions.get", "permissions.grant", "permissions.revoke")
    def ensure(
        self, target: Target, subject: Subject, permission: Permission, *, role: str | None = None
    ) -> Op[Ensured[Grant]]:
        """Grant, change or revoke one subject's permission where it differs."""
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
