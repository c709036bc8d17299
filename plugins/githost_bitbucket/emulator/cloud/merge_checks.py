"""What stands in the way of a merge: branch restrictions on the destination.

https://support.atlassian.com/bitbucket-cloud/docs/suggest-or-require-checks-before-a-merge/: checks
are suggestions, and stop a merge only where `enforce_merge_checks` holds for the branch.
`restrict_merges` stops everybody whom it does not name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

from githost_bitbucket.emulator.cloud.call import Call
from githost_bitbucket.emulator.cloud.errors import ApiError, forbidden
from githost_local.forge.records import (
    BranchRule,
    PullRequest,
    Repository,
    StatusState,
    Verdict,
)

#: Tells what is missing, or None; the number is the restriction's `value`.
_Check: TypeAlias = Callable[[Call, PullRequest, int], "str | None"]

#: https://support.atlassian.com/bitbucket-cloud/docs/configure-a-projects-branching-model/: the
#: branching model of a repository in which nobody has changed it.
_PREFIXES: Final = ("feature", "bugfix", "release", "hotfix")
_DEVELOPMENT: Final = "development"


def check(call: Call, repository: Repository, found: PullRequest) -> None:
    """Refuse a merge that a restriction stops."""
    rules = [
        rule
        for rule in call.forge.branch_rules.list(repository)
        if _matches(rule, repository, found.target_branch)
    ]
    if not all(_names(call, rule) for rule in rules if rule.kind == "restrict_merges"):
        raise forbidden("You do not have permission to merge into this branch.")
    if not any(rule.kind == "enforce_merge_checks" for rule in rules):
        return
    missing = [
        reason
        for rule in rules
        if rule.kind in _CHECKS
        and (reason := _CHECKS[rule.kind](call, found, rule.value or 0)) is not None
    ]
    if missing:
        raise ApiError(400, f"Merge checks have failed: {' '.join(missing)}")


def _matches(rule: BranchRule, repository: Repository, branch: str) -> bool:
    if rule.pattern_kind == "glob":
        return fnmatchcase(branch, rule.pattern)
    if rule.pattern == _DEVELOPMENT:
        return branch == repository.default_branch
    return rule.pattern in _PREFIXES and branch.startswith(f"{rule.pattern}/")


def _names(call: Call, rule: BranchRule) -> bool:
    """Tell whether a restriction leaves it to the caller."""
    groups = {group.id for group in rule.groups}
    return call.account in rule.accounts or any(
        group.id in groups for group in call.forge.groups.of(call.account)
    )


def _approvals(_: Call, found: PullRequest, wanted: int) -> str | None:
    given = sum(review.verdict is Verdict.APPROVED for review in found.reviews)
    return None if given >= wanted else f"{wanted - given} more approvals are needed."


def _default_reviewers(call: Call, found: PullRequest, wanted: int) -> str | None:
    repository = call.forge.repos.get(found.repository_id)
    asked = {account.id for account in call.forge.default_reviewers.list(repository)}
    given = sum(
        review.verdict is Verdict.APPROVED and review.account_id in asked
        for review in found.reviews
    )
    if given >= wanted:
        return None
    return f"{wanted - given} more approvals of default reviewers are needed."


def _changes_requested(_: Call, found: PullRequest, __: int) -> str | None:
    if any(review.verdict is Verdict.CHANGES_REQUESTED for review in found.reviews):
        return "A reviewer has requested changes."
    return None


def _builds(call: Call, found: PullRequest, wanted: int) -> str | None:
    source = call.forge.repos.get(found.source_repository_id or found.repository_id)
    states = [status.state for status in call.forge.statuses.list(source, found.source_commit)]
    passed = states.count(StatusState.SUCCESS)
    if passed >= wanted and passed == len(states):
        return None
    return f"{wanted} passing builds are needed, and none that fails."


def _tasks(call: Call, found: PullRequest, _: int) -> str | None:
    left = call.forge.tasks.list(found, done=False).total
    return f"{left} tasks are not completed." if left else None


def _comments(call: Call, found: PullRequest, _: int) -> str | None:
    threads = [
        comment
        for comment in call.forge.comments.list(found)
        if comment.parent_id is None and comment.anchor is not None and not comment.resolved
    ]
    return f"{len(threads)} comments are not resolved." if threads else None


def _behind(call: Call, found: PullRequest, allowed: int) -> str | None:
    repository = call.forge.repos.get(found.repository_id)
    behind = call.forge.commits.compare(repository, found.target_commit, found.source_commit).behind
    return None if behind <= allowed else f"The source is {behind} commits behind."


#: By the `kind` of restriction.
_CHECKS: Final[Mapping[str, _Check]] = {
    "require_approvals_to_merge": _approvals,
    "require_default_reviewer_approvals_to_merge": _default_reviewers,
    "require_no_changes_requested": _changes_requested,
    "require_passing_builds_to_merge": _builds,
    "require_tasks_to_be_completed": _tasks,
    "require_all_comments_resolved": _comments,
    "require_commits_behind": _behind,
}
