"""The contract on the local host."""

from pathlib import Path

import pytest
from githost_local.forge import Forge

import githost
from githost.model import GroupRef, UserRef
from githost_contract_tests import (
    BranchContract,
    BranchRuleContract,
    CapabilityContract,
    CommentContract,
    CommitContract,
    DefaultReviewerContract,
    DeployKeyContract,
    FileContract,
    GroupContract,
    HookContract,
    LifeContract,
    NamespaceContract,
    PagingContract,
    PermissionContract,
    ProjectContract,
    PullRequestContract,
    RepoContract,
    ReviewContract,
    SecondUser,
    StatusContract,
    TagContract,
    Target,
    TaskContract,
    TogetherContract,
    UserContract,
)

_NAMESPACE = "acme"


@pytest.fixture(scope="module")
def githost_target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """Make a forge with a namespace, a second account and a group."""
    directory = tmp_path_factory.mktemp("contract") / "forge"
    with githost.connect(f"local:{directory}") as host:
        host.namespaces.create(_NAMESPACE, name="Acme")
    with Forge.open(directory) as forge:
        forge.accounts.create("alice", email="alice@example.com", password="alice")
        developers = forge.groups.create("Developers")
    return Target(
        name="local",
        url=f"local:{directory}",
        namespace=_NAMESPACE,
        second_user=SecondUser(ref=UserRef("alice"), credential=githost.Basic("alice", "alice")),
        group=GroupRef(developers.slug),
    )


class TestBranchRules(BranchRuleContract): ...
class TestBranches(BranchContract): ...
class TestCapabilities(CapabilityContract): ...
class TestComments(CommentContract): ...
class TestCommits(CommitContract): ...
class TestDefaultReviewers(DefaultReviewerContract): ...
class TestDeployKeys(DeployKeyContract): ...
class TestFiles(FileContract): ...
class TestGroups(GroupContract): ...
class TestHooks(HookContract): ...
class TestLife(LifeContract): ...
class TestNamespaces(NamespaceContract): ...
class TestPaging(PagingContract): ...
class TestPermissions(PermissionContract): ...
class TestProjects(ProjectContract): ...
class TestPullRequests(PullRequestContract): ...
class TestRepos(RepoContract): ...
class TestReviews(ReviewContract): ...
class TestStatuses(StatusContract): ...
class TestTags(TagContract): ...
class TestTasks(TaskContract): ...
class TestTogether(TogetherContract): ...
class TestUsers(UserContract): ...
