"""All operations on one local host."""

from pathlib import Path

from githost.interface import Nouns, Site
from githost_local.access import Access
from githost_local.branch_rules import LocalBranchRules
from githost_local.branches import LocalBranches
from githost_local.comments import LocalComments
from githost_local.commits import LocalCommits
from githost_local.default_reviewers import LocalDefaultReviewers
from githost_local.deploy_keys import LocalDeployKeys
from githost_local.files import LocalFiles
from githost_local.groups import LocalGroups
from githost_local.hooks import LocalHooks
from githost_local.namespaces import LocalNamespaces
from githost_local.permissions import LocalPermissions
from githost_local.projects import LocalProjects
from githost_local.pull_requests import LocalPullRequests
from githost_local.repos import LocalRepos
from githost_local.reviews import LocalReviews
from githost_local.statuses import LocalStatuses
from githost_local.tags import LocalTags
from githost_local.tasks import LocalTasks
from githost_local.users import LocalUsers

__all__ = ["nouns"]


def nouns(site: Site, directory: Path) -> Nouns:
    """Return the operations on the forge in a directory."""
    access = Access(site, directory)
    return Nouns(
        namespaces=LocalNamespaces(access),
        projects=LocalProjects(access),
        repos=LocalRepos(access),
        branches=LocalBranches(access),
        tags=LocalTags(access),
        commits=LocalCommits(access),
        files=LocalFiles(access),
        statuses=LocalStatuses(access),
        pull_requests=LocalPullRequests(access),
        reviews=LocalReviews(access),
        default_reviewers=LocalDefaultReviewers(access),
        comments=LocalComments(access),
        tasks=LocalTasks(access),
        permissions=LocalPermissions(access),
        hooks=LocalHooks(access),
        deploy_keys=LocalDeployKeys(access),
        branch_rules=LocalBranchRules(access),
        users=LocalUsers(access),
        groups=LocalGroups(access),
    )
