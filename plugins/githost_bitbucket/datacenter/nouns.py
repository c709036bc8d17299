"""All operations on one host of Data Center's."""

from githost.interface import Nouns, Site
from githost_bitbucket.datacenter.branch_rules import DataCenterBranchRules
from githost_bitbucket.datacenter.branches import DataCenterBranches
from githost_bitbucket.datacenter.comments import DataCenterComments
from githost_bitbucket.datacenter.commits import DataCenterCommits
from githost_bitbucket.datacenter.default_reviewers import DataCenterDefaultReviewers
from githost_bitbucket.datacenter.deploy_keys import DataCenterDeployKeys
from githost_bitbucket.datacenter.files import DataCenterFiles
from githost_bitbucket.datacenter.groups import DataCenterGroups
from githost_bitbucket.datacenter.hooks import DataCenterHooks
from githost_bitbucket.datacenter.namespaces import DataCenterNamespaces
from githost_bitbucket.datacenter.permissions import DataCenterPermissions
from githost_bitbucket.datacenter.projects import DataCenterProjects
from githost_bitbucket.datacenter.pull_requests import DataCenterPullRequests
from githost_bitbucket.datacenter.repos import DataCenterRepos
from githost_bitbucket.datacenter.reviews import DataCenterReviews
from githost_bitbucket.datacenter.statuses import DataCenterStatuses
from githost_bitbucket.datacenter.tags import DataCenterTags
from githost_bitbucket.datacenter.tasks import DataCenterTasks
from githost_bitbucket.datacenter.users import DataCenterUsers

__all__ = ["nouns"]


def nouns(site: Site) -> Nouns:
    """Return the operations on the host of `site`."""
    return Nouns(
        namespaces=DataCenterNamespaces(site),
        projects=DataCenterProjects(),
        repos=DataCenterRepos(site),
        branches=DataCenterBranches(site),
        tags=DataCenterTags(site),
        commits=DataCenterCommits(site),
        files=DataCenterFiles(site),
        statuses=DataCenterStatuses(site),
        pull_requests=DataCenterPullRequests(site),
        reviews=DataCenterReviews(site),
        default_reviewers=DataCenterDefaultReviewers(site),
        comments=DataCenterComments(site),
        tasks=DataCenterTasks(site),
        permissions=DataCenterPermissions(site),
        hooks=DataCenterHooks(site),
        deploy_keys=DataCenterDeployKeys(site),
        branch_rules=DataCenterBranchRules(site),
        users=DataCenterUsers(site),
        groups=DataCenterGroups(site),
    )
