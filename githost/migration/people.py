"""Who stands on the target for whom on the source: as the plan says, without asking either host."""

from githost.interface.addresses import GroupLike, Subject, UserLike, subject_ref
from githost.migration.plan import Plan
from githost.model import GroupRef, UserRef

__all__ = ["People"]


class People:
    """The users and groups of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._users = plan.users
        self._groups = plan.groups
        self._placeholder = UserRef(plan.placeholder) if plan.placeholder else None

    def user(self, user: UserLike | None) -> UserRef | None:
        """Return who stands for a user of the source; None where nobody does."""
        found = self._users.get(subject_ref(user).id) if user is not None else None
        return UserRef(found) if found else None

    def group(self, group: GroupLike | None) -> GroupRef | None:
        """Return which group stands for one of the source; None where none does."""
        found = self._groups.get(subject_ref(group).id) if group is not None else None
        return GroupRef(found) if found else None

    def subject(self, subject: Subject) -> UserRef | GroupRef | None:
        """Return who stands for a user or group of the source; None where nobody does."""
        ref = subject_ref(subject)
        return self.user(ref) if isinstance(ref, UserRef) else self.group(ref)

    def reviewer(self, subject: Subject) -> UserRef | GroupRef | None:
        """Return who is asked to review in place of somebody: the placeholder where nobody stands for them."""
        return self.subject(subject) or self._placeholder

    def lacking(self, subject: Subject) -> str:
        """Say why nobody stands for somebody: so the plan says, or it does not name them."""
        ref = subject_ref(subject)
        users = isinstance(ref, UserRef)
        table, map_ = ("users", self._users) if users else ("groups", self._groups)
        if ref.id in map_:
            return f"the plan's [{table}] says that nobody stands for {ref.id}"
        return f"the plan's [{table}] does not name {ref.id}"
