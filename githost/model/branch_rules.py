"""Branch rules: what may happen to which branches."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from githost.model.refs import GroupRef, UserRef
from githost.value import Value

__all__ = ["BranchRule", "BranchRuleKind"]


class BranchRuleKind(StrEnum):
    """What a rule restricts or requires."""

    #: Only the named users and groups may push. Cloud: `push`.
    PUSH = "push"
    #: Nobody may delete the branch. Cloud: `delete`; Data Center: `no-deletes`.
    DELETE = "delete"
    #: Nobody may rewrite its history. Cloud: `force`; Data Center: `fast-forward-only`.
    FORCE_PUSH = "force_push"
    #: Only the named users and groups may merge pull requests. Cloud: `restrict_merges`.
    MERGE = "merge"
    #: Changes come by pull request, but for the named. Data Center: `pull-request-only`.
    PULL_REQUEST_ONLY = "pull_request_only"
    #: Only the named may change it in any way. Data Center: `read-only`.
    READ_ONLY = "read_only"
    #: Only the named may create such branches. Data Center: `no-creates`, from 9.4.
    CREATE = "create"
    #: Merging needs `value` approvals. Cloud: `require_approvals_to_merge`.
    REQUIRE_APPROVALS = "require_approvals"
    #: Merging needs `value` approvals of default reviewers. Cloud:
    #: `require_default_reviewer_approvals_to_merge`.
    REQUIRE_DEFAULT_REVIEWER_APPROVALS = "require_default_reviewer_approvals"
    #: Merging needs approvals of review groups. Cloud:
    #: `require_review_group_approvals_to_merge`.
    REQUIRE_GROUP_APPROVALS = "require_group_approvals"
    #: Merging needs `value` successful builds. Cloud: `require_passing_builds_to_merge`.
    REQUIRE_PASSING_BUILDS = "require_passing_builds"
    #: Merging needs all tasks done. Cloud: `require_tasks_to_be_completed`.
    REQUIRE_TASKS_DONE = "require_tasks_done"
    #: Merging needs that nobody requests changes. Cloud: `require_no_changes_requested`.
    REQUIRE_NO_CHANGES_REQUESTED = "require_no_changes_requested"
    #: Merging needs all comment threads settled. Cloud: `require_all_comments_resolved`.
    REQUIRE_COMMENTS_RESOLVED = "require_comments_resolved"
    #: Merging needs all the pull requests that it depends on merged. Cloud:
    #: `require_all_dependencies_merged`.
    REQUIRE_DEPENDENCIES_MERGED = "require_dependencies_merged"
    #: The source may be at most `value` commits behind. Cloud: `require_commits_behind`.
    REQUIRE_COMMITS_BEHIND = "require_commits_behind"
    #: New commits take approvals back. Cloud: `reset_pullrequest_approvals_on_change`.
    RESET_APPROVALS_ON_CHANGE = "reset_approvals_on_change"
    #: New commits take approvals back if they change the diff. Cloud:
    #: `smart_reset_pullrequest_approvals`.
    RESET_APPROVALS_ON_DIFF_CHANGE = "reset_approvals_on_diff_change"
    #: New commits take requests for changes back. Cloud:
    #: `reset_pullrequest_changes_requested_on_change`.
    RESET_CHANGES_REQUESTED_ON_CHANGE = "reset_changes_requested_on_change"
    #: Pull requests may merge themselves when builds pass. Cloud:
    #: `allow_auto_merge_when_builds_pass`.
    ALLOW_AUTO_MERGE = "allow_auto_merge"
    #: Unmet requirements stop the merge instead of warning. Cloud: `enforce_merge_checks`.
    ENFORCE_MERGE_CHECKS = "enforce_merge_checks"
    #: A word that nobody knows; `BranchRule.raw` may keep it. Never written.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class BranchRule(Value):
    """A rule for the branches that a pattern matches.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/branch-restrictions/{id}`; Data Center
    `GET /rest/branch-permissions/2.0/projects/{projectKey}/repos/{repositorySlug}/restrictions`.
    """

    #: Both: the integer `id` as text.
    id: str
    #: What the rule restricts or requires.
    kind: BranchRuleKind
    #: A branch's name or a glob, without `refs/heads/`. For the host's branching model: the kind
    #: of branch in its own word. Cloud: `pattern` or `branch_type`; Data Center: the matcher's id.
    pattern: str
    #: Users whom the rule names: those it lets through.
    users: frozenset[UserRef] = frozenset()
    #: Groups whom the rule names: those it lets through.
    groups: frozenset[GroupRef] = frozenset()
    #: The number in kinds that have one; None in others, and always on Data Center.
    value: int | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
