"""What a host can be asked about branch rules."""

from collections.abc import Iterable

from githost.interface.addresses import GroupLike, Target, UserLike, group_ref, user_ref
from githost.interface.capabilities import Noun, derived, missing, writes
from githost.model import BranchRule, BranchRuleKind, Ensured, EnsureOutcome
from githost.wire import Op, Pages, walk

__all__ = ["BranchRules"]


class BranchRules(Noun):
    """Operations on what may happen to which branches.

    `rule` is the `id` of one, `kind` what it forbids or demands, `pattern` a branch's name or a glob,
    without `refs/heads/`. `value` is the number in kinds that have one.
    """

    noun = "branch_rules"

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[BranchRule]:
        """List the branch rules of a target.

        Cloud has them on repositories; Data Center on repositories and namespaces.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `PermissionDeniedError` for callers who do not administer the target.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/branch-restrictions`; Data Center
        `GET
        /rest/branch-permissions/2.0/projects/{projectKey}/repos/{repositorySlug}/restrictions`.
        """
        raise missing(self, "list")

    def get(self, target: Target, rule: str) -> Op[BranchRule]:
        """Read a branch rule.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/branch-restrictions/{id}`; Data
        Center `GET …/restrictions/{id}`.
        """
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
        """Create a branch rule.

        `pattern` is a branch's name or a glob, without `refs/heads/`. `users` and `groups` are
        those whom the rule lets through. `value` is the number in kinds that have one.

        Requests: one.

        Raises: `UnsupportedError` for a kind that the host does not have; `AlreadyExistsError` or
        `ValidationError` for a second rule of the same kind and pattern (Cloud); `ValidationError`
        for users or groups in a kind that takes none.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/branch-restrictions`; Data Center
        `POST …/restrictions`.
        """
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
        """Change what is given of a branch rule, and leave the rest.

        None leaves a value as it is; `users` and `groups` are whole new lists. Data Center has no
        such call: a rule is deleted and made again, so its id changes; read it from what comes
        back.

        Requests: two on Cloud, whose `PUT` replaces the whole rule; three on Data Center.

        Raises: `NotFoundError`; what `create` raises.

        Source: Cloud `PUT /repositories/{workspace}/{repo_slug}/branch-restrictions/{id}`; Data
        Center `DELETE …/restrictions/{id}`, then `POST …/restrictions`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, target: Target, rule: str) -> Op[None]:
        """Delete a branch rule.

        Requests: one on Cloud; two on Data Center, which answers the same where there was none.

        Raises: `NotFoundError`.

        Source: Cloud `DELETE /repositories/{workspace}/{repo_slug}/branch-restrictions/{id}`; Data
        Center `DELETE …/restrictions/{id}`.
        """
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
        """Create the rule of this kind and pattern where there is none, or change what differs.

        Kind and pattern tell rules apart; other rules are left alone. `users` and `groups` are
        whole lists, `value` None leaves it.

        Requests: those of `list`, and of `create` or `update` where something differs; nothing is
        written otherwise.

        Raises: what `create` and `update` raise.

        Source: those of `list`, `create` and `update`.
        """
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
