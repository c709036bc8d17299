"""What a host can be asked about branch rules."""

from collections.abc import Iterable

from githost.interface.addresses import GroupLike, Target, UserLike, group_ref, user_ref
from githost.interface.capabilities import Noun, derived, missing, writes
from githost.model import BranchRule, BranchRuleKind, Ensured, EnsureOutcome
from githost.wire import Op, Pages, walk

__all__ = ["BranchRules"]


class BranchRules(Noun):
    """Operations on what may happen to which branches."""

    noun = "branch_rules"

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[BranchRule]:
        """List the branch rules of a target."""
        raise missing(self, "list")

    def get(self, target: Target, rule: str) -> Op[BranchRule]:
        """Read a branch rule."""
        raise missing(self, "get")

    @writes
    def create(
        self,
        target: Target,
        *,
        kind: BranchRuleKind,
        pattern: str,
        users: Iterable[UserLike] = (),
        groups: Iterable[GroupLike] = (),
        value: int | None = None,
    ) -> Op[BranchRule]:
        """Create a branch rule."""
        raise missing(self, "create")

    @writes
    def update(
        self,
        target: Target,
        rule: str,
        *,
        pattern: str | None = None,
        users: Iterable[UserLike] | None = None,
        groups: Iterable[GroupLike] | None = None,
        value: int | None = None,
    ) -> Op[BranchRule]:
        """Change what is given of a branch rule, and leave the rest."""
        raise missing(self, "update")

    @writes
    def delete(self, target: Target, rule: str) -> Op[None]:
        """Delete a branch rule."""
        raise missing(self, "delete")

    @writes
    @derived("branch_rules.list", "branch_rules.create", "branch_rules.update")
    def ensure(
        self,
        target: Target,
        *,
        kind: BranchRuleKind,
        pattern: str,
        users: Iterable[UserLike] = (),
        groups: Iterable[GroupLike] = (),
        value: int | None = None,
    ) -> Op[Ensured[BranchRule]]:
        """Create the rule of this kind and pattern where there is none, or change what differs."""
        named = frozenset(user_ref(user) for user in users)
        teams = frozenset(group_ref(group) for group in groups)
        rules = yield from walk(self.list(target))
        found = next((rule for rule in rules if (rule.kind, rule.pattern) == (kind, pattern)), None)
        if found is None:
            made = yield from self.create(
                target, kind=kind, pattern=pattern, users=named, groups=teams, value=value
            )
            return Ensured(value=made, outcome=EnsureOutcome.CREATED)
        differs = {
            "users": found.users != named,
            "groups": found.groups != teams,
            "value": value is not None and found.value != value,
        }
        changes = tuple(name for name, differing in differs.items() if differing)
        if not changes:
            return Ensured(value=found, outcome=EnsureOutcome.UNCHANGED)
        changed = yield from self.update(
            target,
            found.id,
            users=named if "users" in changes else None,
            groups=teams if "groups" in changes else None,
            value=value if "value" in changes else None,
        )
        return Ensured(value=changed, outcome=EnsureOutcome.CHANGED, changes=changes)
