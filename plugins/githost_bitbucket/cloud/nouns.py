"""All operations on one host of Cloud's."""

from githost.interface import Nouns, Site
from githost_bitbucket.cloud.branch_rules import CloudBranchRules
from githost_bitbucket.cloud.branches import CloudBranches
from githost_bitbucket.cloud.comments import CloudComments
from githost_bitbucket.cloud.commits import CloudCommits
from githost_bitbucket.cloud.default_reviewers import CloudDefaultReviewers
from githost_bitbucket.cloud.deploy_keys import CloudDeployKeys
from githost_bitbucket.cloud.files import CloudFiles
from githost_bitbucket.cloud.groups import CloudGroups
from githost_bitbucket.cloud.hooks import CloudHooks
from githost_bitbucket.cloud.namespaces import CloudNamespaces
from githost_bitbucket.cloud.permissions import CloudPermissions
from githost_bitbucket.cloud.projects import CloudProjects
from githost_bitbucket.cloud.pull_requests import CloudPullRequests
from githost_bitbucket.cloud.repos import CloudRepos
from githost_bitbucket.cloud.reviews import CloudReviews
from githost_bitbucket.cloud.statuses import CloudStatuses
from githost_bitbucket.cloud.tags import CloudTags
from githost_bitbucket.cloud.tasks import CloudTasks
from githost_bitbucket.cloud.users import CloudUsers

__all__ = ["nouns"]


def nouns(site: Site) -> Nouns:
    """Return the operations on the host of `site`."""
    return Nouns(
        namespaces=CloudNamespaces(site),
        projects=CloudProjects(site),
        repos=CloudRepos(site),
        branches=CloudBranches(site),
        tags=CloudTags(site),
        commits=CloudCommits(site),
        files=CloudFiles(site),
        statuses=CloudStatuses(site),
        pull_requests=CloudPullRequests(site),
        reviews=CloudReviews(site),
        default_reviewers=CloudDefaultReviewers(site),
        comments=CloudComments(site),
        tasks=CloudTasks(site),
        permissions=CloudPermissions(site),
        hooks=CloudHooks(site),
        deploy_keys=CloudDeployKeys(site),
        branch_rules=CloudBranchRules(site),
        users=CloudUsers(site),
        groups=CloudGroups(),
    )
