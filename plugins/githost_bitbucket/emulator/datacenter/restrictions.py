"""What branch permissions forbid.

https://confluence.atlassian.com/bitbucketserver/using-branch-permissions-776639807.html
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from githost_bitbucket.emulator.datacenter.call import Call
from githost_bitbucket.emulator.datacenter.errors import not_permitted
from githost_bitbucket.emulator.datacenter.ref_matchers import Matcher
from githost_local.forge.records import BranchRule, Repository


class Deed(Enum):
    """What somebody wants to do with a branch."""

    CREATE = "create"
    DELETE = "delete"
    #: A commit that did not come through a pull request.
    CHANGE = "change"
    MERGE = "merge"


_FORBIDDEN: Final = {
    "read-only": frozenset(Deed),
    "no-deletes": frozenset({Deed.DELETE}),
    "no-creates": frozenset({Deed.CREATE}),
    "pull-request-only": frozenset({Deed.CHANGE}),
    # Nothing that is done here rewrites history.
    "fast-forward-only": frozenset[Deed](),
}
TYPES: Final = frozenset(_FORBIDDEN)


def rule_matcher(rule: BranchRule) -> Matcher:
    """Return what chooses a rule's branches."""
    return Matcher(id=rule.pattern, display_id=rule.extra["displayId"], kind=rule.pattern_kind)


def rules_of(call: Call, repository: Repository) -> tuple[BranchRule, ...]:
    """Return the rules of a repository's project, then its own."""
    project = call.forge.namespaces.get(repository.namespace_id)
    return (
        *call.forge.branch_rules.list(project).items,
        *call.forge.branch_rules.list(repository).items,
    )


def forbids(call: Call, repository: Repository, branch: str, deed: Deed) -> str | None:
    """Return the type of a rule that forbids the caller to do it, or None."""
    account = call.account
    groups = {group.id for group in call.forge.groups.of(account)}
    for rule in rules_of(call, repository):
        exempt = account.id in {a.id for a in rule.accounts} or groups & {g.id for g in rule.groups}
        if (
            not exempt
            and deed in _FORBIDDEN[rule.kind]
            and rule_matcher(rule).matches(repository, branch)
        ):
            return rule.kind
    return None


def check(call: Call, repository: Repository, branch: str, deed: Deed) -> None:
    """Refuse what a branch permission forbids."""
    if forbids(call, repository, branch, deed) is not None:
        raise not_permitted(f"You do not have permission to {deed.value} branch '{branch}'.")
