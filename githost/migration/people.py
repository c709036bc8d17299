"""Who stands for whom on the target. The plan says it; nobody is asked."""

import attrs

from githost.interface.addresses import Subject, subject_ref
from githost.migration.plan import Plan
from githost.model import GroupRef, UserRef

__all__ = ["People"]


@attrs.frozen
class People:
    """Finds the target's user or group for one of the source, as the plan says."""

    plan: Plan

    def user(self, user: UserRef | None) -> UserRef | None:
        """Return who stands for a user, None where nobody does."""
        found = self.plan.users.get(user.id) if user is not None else None
        return UserRef(found) if found else None

    def group(self, group: GroupRef) -> GroupRef | None:
        """Return which group stands for a group, None where none does."""
        found = self.plan.groups.get(group.id)
        return GroupRef(found) if found else None

    def subject(self, subject: Subject) -> UserRef | GroupRef | None:
        """Return who stands for a user or group, None where nobody does."""
        ref = subject_ref(subject)
        return self.group(ref) if isinstance(ref, GroupRef) else self.user(ref)

    def reviewer(self, user: UserRef) -> UserRef | None:
        """Return who is asked to review in place of a user: who stands for them, else the placeholder."""
        placeholder = self.plan.placeholder
        return self.user(user) or (UserRef(placeholder) if placeholder else None)
