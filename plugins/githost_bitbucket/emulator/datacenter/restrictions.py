"""What branch permissions forbid.

https://confluence.atlassian.com/bitbucketserver/using-branch-permissions-776639807.html
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from githost_bitbucket.emulator.datacenter.call import Call
from githost_bitbucket.emulator.datacenter.errors import not_permitted
from githost_bitbucket.emulator.datacenter.ref_matchers import Matcher
from githost_local.forge import Forge
from githost_local.forge.records import Account, BranchRule, Repository


class Deed(Enum):
    """What somebody wants to do with a branch."""

    CREATE = "create"
    DELETE = "delete"
    #: A commit that did not come through a pull request.
    CHANGE = "change"
    MERGE = "merge"
    #: To let a branch forget commits that it had.
    REWRITE = "rewrite"


_FORBIDDEN: Final = {
    "read-only": frozenset(Deed),
    "no-deletes": frozenset({Deed.DELETE}),
    "no-creates": frozenset({Deed.CREATE}),
    "pull-request-only": frozenset({Deed.CHANGE}),
    "fast-forward-only": frozenset({Deed.REWRITE}),
}
TYPES: Final = frozenset(_FORBIDDEN)


def rule_matcher(rule: BranchRule) -> Matcher:
    """Return what chooses a rule's branches."""
    return Matcher(id=rule.pattern, display_id=rule.extra["displayId"], kind=rule.pattern_kind)


def rules_of(forge: Forge, repository: Repository) -> tuple[BranchRule, ...]:
    """Return the rules of a repository's project, then its own."""
    project = forge.namespaces.get(repository.namespace_id)
    return (
        *forge.branch_rules.list(project).items,
        *forge.branch_rules.list(repository).items,
    )


def forbids(
    forge: Forge, account: Account | None, repository: Repository, branch: str, deed: Deed
) -> str | None:
    """Return the type of a rule that forbids somebody to do it, or None."""
    groups = set() if account is None else {g.id for g in forge.groups.of(account)}
    for rule in rules_of(forge, repository):
        exempt = account in rule.accounts or groups & {g.id for g in rule.groups}
        if (
            not exempt
            and deed in _FORBIDDEN[rule.kind]
            and rule_matcher(rule).matches(repository, branch)
        ):
            return rule.kind
    return None


def check(call: Call, repository: Repository, branch: str, deed: Deed) -> None:
    """Refuse what a branch permission forbids."""
    if forbids(call.forge, call.caller.account, repository, branch, deed) is not None:
        raise not_permitted(f"You do not have permission to {deed.value} branch '{branch}'.")
