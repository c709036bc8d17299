"""What a provider implements: one class per noun, tied together by `Provider`."""

from githost.interface.addresses import (
    GroupLike,
    NamespaceLike,
    PullLike,
    RepoLike,
    Subject,
    Target,
    UserLike,
    author_ref,
    group_ref,
    namespace_ref,
    pull_number,
    repo_ref,
    reviewer_refs,
    subject_ref,
    target_ref,
    user_ref,
)
from githost.interface.adoption import Authorship, Began, adopting, only
from githost.interface.arguments import (
    comment_anchor,
    commit_sha,
    file_path,
    grantable,
    hook_events,
    hook_secret,
    path_within,
    ref_name,
)
from githost.interface.branch_rules import BranchRules
from githost.interface.branches import Branches
from githost.interface.capabilities import (
    Noun,
    Since,
    Support,
    capabilities,
    derived,
    limits,
    missing,
    operations,
    since,
    support,
    unsupported,
    writes,
)
from githost.interface.comments import Comments
from githost.interface.commits import Commits
from githost.interface.decoding import Decoded, Decoder, misfit, read_at, without_secrets
from githost.interface.default_reviewers import DefaultReviewers
from githost.interface.deploy_keys import DeployKeys
from githost.interface.emulator import EmulatedApp, Emulator, EmulatorSettings
from githost.interface.files import Files
from githost.interface.groups import Groups
from githost.interface.hooks import Hooks
from githost.interface.identity import AccessToken, Identity
from githost.interface.links import Link, LinkRef, Located, read_link
from githost.interface.making import Maker
from githost.interface.namespaces import Namespaces
from githost.interface.permissions import Permissions
from githost.interface.projects import Projects
from githost.interface.provider import GitCredential, Nouns, OnSite, Provider, Site
from githost.interface.pull_requests import PullRequests
from githost.interface.rates import Allowance, Limit
from githost.interface.repos import Repos
from githost.interface.reviews import Reviews
from githost.interface.shapes import payload
from githost.interface.statuses import Statuses
from githost.interface.tags import Tags
from githost.interface.tasks import Tasks
from githost.interface.users import Users
from githost.interface.webhooks import WebhookMessage, Webhooks, read_message

__all__ = [
    "AccessToken",
    "Allowance",
    "Authorship",
    "Began",
    "BranchRules",
    "Branches",
    "Comments",
    "Commits",
    "Decoded",
    "Decoder",
    "DefaultReviewers",
    "DeployKeys",
    "EmulatedApp",
    "Emulator",
    "EmulatorSettings",
    "Files",
    "GitCredential",
    "GroupLike",
    "Groups",
    "Hooks",
    "Identity",
    "Limit",
    "Link",
    "LinkRef",
    "Located",
    "Maker",
    "NamespaceLike",
    "Namespaces",
    "Noun",
    "Nouns",
    "OnSite",
    "Permissions",
    "Projects",
    "Provider",
    "PullLike",
    "PullRequests",
    "RepoLike",
    "Repos",
    "Reviews",
    "Since",
    "Site",
    "Statuses",
    "Subject",
    "Support",
    "Tags",
    "Target",
    "Tasks",
    "UserLike",
    "Users",
    "WebhookMessage",
    "Webhooks",
    "adopting",
    "author_ref",
    "capabilities",
    "comment_anchor",
    "commit_sha",
    "derived",
    "file_path",
    "grantable",
    "group_ref",
    "hook_events",
    "hook_secret",
    "limits",
    "misfit",
    "missing",
    "namespace_ref",
    "only",
    "operations",
    "path_within",
    "payload",
    "pull_number",
    "read_at",
    "read_link",
    "read_message",
    "ref_name",
    "repo_ref",
    "reviewer_refs",
    "since",
    "subject_ref",
    "support",
    "target_ref",
    "unsupported",
    "user_ref",
    "without_secrets",
    "writes",
]
