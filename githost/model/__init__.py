"""What hosts hold: frozen values, one file per noun.

Every class is immutable and hashable. Ids are text, times are aware and UTC, collections are tuples
or frozen sets. A field with an enumeration is never None where that has an `UNKNOWN`: it stands for
what the host does not tell and for words that nobody knows.
"""

from githost.model.branch_rules import BranchRule, BranchRuleKind
from githost.model.branches import Branch
from githost.model.comments import Anchor, Comment, Side
from githost.model.commits import Commit, Comparison, Signature
from githost.model.deploy_keys import DeployKey
from githost.model.ensured import Ensured, EnsureOutcome
from githost.model.files import Change, ChangeKind, EntryKind, FileEntry
from githost.model.groups import Group
from githost.model.hooks import Delivery, Event, Hook
from githost.model.namespaces import Namespace, NamespaceKind
from githost.model.permissions import Grant, Permission, Via
from githost.model.projects import Project
from githost.model.pull_requests import (
    Activity,
    ActivityKind,
    Mergeability,
    MergeStrategy,
    PullRequest,
    PullRequestEnd,
    PullRequestState,
)
from githost.model.refs import (
    BranchRef,
    CommitRef,
    FileRef,
    GroupRef,
    NamespaceRef,
    ProjectRef,
    PullRequestRef,
    RepoRef,
    UserRef,
)
from githost.model.repos import CloneUrls, Repository, Visibility
from githost.model.reviews import Review, Verdict
from githost.model.statuses import Status, StatusState
from githost.model.tags import Tag
from githost.model.tasks import Task
from githost.model.users import AccountKind, User

__all__ = [
    "AccountKind",
    "Activity",
    "ActivityKind",
    "Anchor",
    "Branch",
    "BranchRef",
    "BranchRule",
    "BranchRuleKind",
    "Change",
    "ChangeKind",
    "CloneUrls",
    "Comment",
    "Commit",
    "CommitRef",
    "Comparison",
    "Delivery",
    "DeployKey",
    "EnsureOutcome",
    "Ensured",
    "EntryKind",
    "Event",
    "FileEntry",
    "FileRef",
    "Grant",
    "Group",
    "GroupRef",
    "Hook",
    "MergeStrategy",
    "Mergeability",
    "Namespace",
    "NamespaceKind",
    "NamespaceRef",
    "Permission",
    "Project",
    "ProjectRef",
    "PullRequest",
    "PullRequestEnd",
    "PullRequestRef",
    "PullRequestState",
    "RepoRef",
    "Repository",
    "Review",
    "Side",
    "Signature",
    "Status",
    "StatusState",
    "Tag",
    "Task",
    "User",
    "UserRef",
    "Verdict",
    "Via",
    "Visibility",
]
