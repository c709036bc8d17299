"""What every githost provider must do: one suite for each noun, run in sync and async.

See `githost_contract_tests.plugin` for the one fixture to give.
"""

import pytest

# Before the suites are imported, so that their assertions explain themselves.
pytest.register_assert_rewrite(
    *(
        f"{__name__}.{module}"
        for module in (
            "branch_rules",
            "branches",
            "budgets",
            "capabilities",
            "comments",
            "commits",
            "default_reviewers",
            "deploy_keys",
            "files",
            "groups",
            "history",
            "hooks",
            "hostile",
            "life",
            "namespaces",
            "paging",
            "permissions",
            "projects",
            "pull_requests",
            "repos",
            "reviews",
            "sequences",
            "statuses",
            "tags",
            "tasks",
            "together",
            "users",
            "values",
        )
    )
)

from githost_contract_tests.branch_rules import BranchRuleContract  # noqa: E402  # see above
from githost_contract_tests.branches import BranchContract  # noqa: E402  # see above
from githost_contract_tests.budgets import BudgetContract  # noqa: E402  # see above
from githost_contract_tests.capabilities import CapabilityContract  # noqa: E402  # see above
from githost_contract_tests.comments import CommentContract  # noqa: E402  # see above
from githost_contract_tests.commits import CommitContract  # noqa: E402  # see above
from githost_contract_tests.contract import ProviderContract  # noqa: E402  # see above
from githost_contract_tests.default_reviewers import DefaultReviewerContract  # noqa: E402  # see above
from githost_contract_tests.deploy_keys import DeployKeyContract  # noqa: E402  # see above
from githost_contract_tests.files import FileContract  # noqa: E402  # see above
from githost_contract_tests.groups import GroupContract  # noqa: E402  # see above
from githost_contract_tests.hooks import HookContract  # noqa: E402  # see above
from githost_contract_tests.hostile import HostileContract  # noqa: E402  # see above
from githost_contract_tests.life import LifeContract  # noqa: E402  # see above
from githost_contract_tests.namespaces import NamespaceContract  # noqa: E402  # see above
from githost_contract_tests.paging import PagingContract  # noqa: E402  # see above
from githost_contract_tests.permissions import PermissionContract  # noqa: E402  # see above
from githost_contract_tests.projects import ProjectContract  # noqa: E402  # see above
from githost_contract_tests.pull_requests import PullRequestContract  # noqa: E402  # see above
from githost_contract_tests.repos import RepoContract  # noqa: E402  # see above
from githost_contract_tests.requirements import Requirement, required_since, requires  # noqa: E402  # see above
from githost_contract_tests.reviews import ReviewContract  # noqa: E402  # see above
from githost_contract_tests.sequences import SequenceContract  # noqa: E402  # see above
from githost_contract_tests.statuses import StatusContract  # noqa: E402  # see above
from githost_contract_tests.tags import TagContract  # noqa: E402  # see above
from githost_contract_tests.target import SecondUser, Target  # noqa: E402  # see above
from githost_contract_tests.tasks import TaskContract  # noqa: E402  # see above
from githost_contract_tests.together import TogetherContract  # noqa: E402  # see above
from githost_contract_tests.users import UserContract  # noqa: E402  # see above

__all__ = [
    "BranchContract",
    "BranchRuleContract",
    "BudgetContract",
    "CapabilityContract",
    "CommentContract",
    "CommitContract",
    "DefaultReviewerContract",
    "DeployKeyContract",
    "FileContract",
    "GroupContract",
    "HookContract",
    "HostileContract",
    "LifeContract",
    "NamespaceContract",
    "PagingContract",
    "PermissionContract",
    "ProjectContract",
    "ProviderContract",
    "PullRequestContract",
    "RepoContract",
    "Requirement",
    "ReviewContract",
    "SecondUser",
    "SequenceContract",
    "StatusContract",
    "TagContract",
    "Target",
    "TaskContract",
    "TogetherContract",
    "UserContract",
    "required_since",
    "requires",
]
