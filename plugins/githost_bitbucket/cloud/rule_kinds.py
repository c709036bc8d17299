"""What each kind of branch rule has on Cloud: some name people, some have a number.

Source: `POST /repositories/{workspace}/{repo_slug}/branch-restrictions`.
"""

from typing import Final

from githost.model import BranchRuleKind

__all__ = ["COUNTING", "NAMING"]

#: Kinds that name those whom they let through.
NAMING: Final = frozenset({BranchRuleKind.PUSH, BranchRuleKind.MERGE})
#: Kinds that have a number.
COUNTING: Final = frozenset(
    {
        BranchRuleKind.REQUIRE_APPROVALS,
        BranchRuleKind.REQUIRE_DEFAULT_REVIEWER_APPROVALS,
        BranchRuleKind.REQUIRE_PASSING_BUILDS,
        BranchRuleKind.REQUIRE_COMMITS_BEHIND,
    }
)
