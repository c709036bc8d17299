"""All operations on one local host."""

from pathlib import Path

from githost.interface import Nouns, Site
from githost_local.access import Access
from githost_local.branches import LocalBranches
from githost_local.hooks import LocalHooks
from githost_local.namespaces import LocalNamespaces
from githost_local.permissions import LocalPermissions
from githost_local.pull_requests import LocalPullRequests
from githost_local.repos import LocalRepos
from githost_local.users import LocalUsers

__all__ = ["nouns"]


def nouns(site: Site, directory: Path) -> Nouns:
    """Return the operations on the forge in a directory."""
    access = Access(site, directory)
    return Nouns(
        namespaces=LocalNamespaces(access),
        repos=LocalRepos(access),
        branches=LocalBranches(access),
        pull_requests=LocalPullRequests(access),
        permissions=LocalPermissions(access),
        hooks=LocalHooks(access),
        users=LocalUsers(access),
    )
