"""What is carried: one file for each noun, all of one shape."""

from githost.migration.parts.branch_rules import BranchRules
from githost.migration.parts.comments import Comments
from githost.migration.parts.default_reviewers import DefaultReviewers
from githost.migration.parts.deploy_keys import DeployKeys
from githost.migration.parts.hooks import Hooks
from githost.migration.parts.part import Held, Part, Refused, Sides
from githost.migration.parts.permissions import Permissions
from githost.migration.parts.pull_requests import PullRequests
from githost.migration.parts.refs import Branches, Tags
from githost.migration.parts.settings import Settings
from githost.migration.parts.statuses import Statuses
from githost.migration.parts.tasks import Tasks

__all__ = [
    "BranchRules",
    "Branches",
    "Comments",
    "DefaultReviewers",
    "DeployKeys",
    "Held",
    "Hooks",
    "Part",
    "Permissions",
    "PullRequests",
    "Refused",
    "Settings",
    "Sides",
    "Statuses",
    "Tags",
    "Tasks",
]
