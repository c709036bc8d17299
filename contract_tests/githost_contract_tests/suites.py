"""Every suite under a name that pytest collects, for whoever wants them all.

In a test module of yours::

    from githost_contract_tests.suites import *
"""

from githost_contract_tests import (
    BranchContract,
    BranchRuleContract,
    BudgetContract,
    CapabilityContract,
    CommentContract,
    CommitContract,
    DefaultReviewerContract,
    DeployKeyContract,
    FileContract,
    GroupContract,
    HookContract,
    HostileContract,
    LifeContract,
    NamespaceContract,
    PagingContract,
    PermissionContract,
    ProjectContract,
    PullRequestContract,
    RepoContract,
    ReviewContract,
    SequenceContract,
    StatusContract,
    TagContract,
    TaskContract,
    TogetherContract,
    UserContract,
)

__all__ = [
    "TestBranchRules",
    "TestBranches",
    "TestBudgets",
    "TestCapabilities",
    "TestComments",
    "TestCommits",
    "TestDefaultReviewers",
    "TestDeployKeys",
    "TestFiles",
    "TestGroups",
    "TestHooks",
    "TestHostile",
    "TestLife",
    "TestNamespaces",
    "TestPaging",
    "TestPermissions",
    "TestProjects",
    "TestPullRequests",
    "TestRepos",
    "TestReviews",
    "TestSequences",
    "TestStatuses",
    "TestTags",
    "TestTasks",
    "TestTogether",
    "TestUsers",
]


class TestBranchRules(BranchRuleContract):
    """Branch rules."""


class TestBranches(BranchContract):
    """Branches."""


class TestBudgets(BudgetContract):
    """How often a host is asked."""


class TestCapabilities(CapabilityContract):
    """What the provider says of itself."""


class TestComments(CommentContract):
    """Comments."""


class TestCommits(CommitContract):
    """Commits."""


class TestDefaultReviewers(DefaultReviewerContract):
    """Default reviewers."""


class TestDeployKeys(DeployKeyContract):
    """Deploy keys."""


class TestFiles(FileContract):
    """Files."""


class TestGroups(GroupContract):
    """Groups."""


class TestHooks(HookContract):
    """Hooks."""


class TestHostile(HostileContract):
    """Bad days."""


class TestLife(LifeContract):
    """A pull request's whole life."""


class TestNamespaces(NamespaceContract):
    """Namespaces."""


class TestPaging(PagingContract):
    """Lists."""


class TestPermissions(PermissionContract):
    """Permissions."""


class TestProjects(ProjectContract):
    """Projects."""


class TestPullRequests(PullRequestContract):
    """Pull requests."""


class TestRepos(RepoContract):
    """Repos."""


class TestReviews(ReviewContract):
    """Reviews."""


class TestSequences(SequenceContract):
    """Operations in any order."""


class TestStatuses(StatusContract):
    """Statuses."""


class TestTags(TagContract):
    """Tags."""


class TestTasks(TaskContract):
    """Tasks."""


class TestTogether(TogetherContract):
    """Many operations at once."""


class TestUsers(UserContract):
    """Users."""
