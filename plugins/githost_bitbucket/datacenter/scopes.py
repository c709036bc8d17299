"""The permission of an HTTP access token that each operation needs on Bitbucket Data Center.

Taken from the sentence "The authenticated user must have … permission" of each operation in the
published description of REST 1.0. A higher level includes the lower ones; for a project in place of
a repository read `PROJECT_…`. `namespaces.create` is not here: it wants the global permission to
create projects, which no token carries.
"""

from collections.abc import Mapping

from githost.credentials import Credential, Token

__all__ = ["IMPLIED", "SCOPES"]

#: A higher permission includes the lower ones, and a project's those of its repositories.
IMPLIED: Mapping[str, frozenset[str]] = {
    "REPO_WRITE": frozenset({"REPO_READ"}),
    "REPO_ADMIN": frozenset({"REPO_READ", "REPO_WRITE"}),
    "PROJECT_READ": frozenset({"REPO_READ"}),
    "PROJECT_WRITE": frozenset({"PROJECT_READ", "REPO_READ", "REPO_WRITE"}),
    "PROJECT_ADMIN": frozenset(
        {"PROJECT_READ", "PROJECT_WRITE", "REPO_READ", "REPO_WRITE", "REPO_ADMIN"}
    ),
}


def _needs(level: str) -> Mapping[type[Credential], tuple[str, ...]]:
    return {Token: (level,)}


#: Permissions by operation and kind of credential.
SCOPES: Mapping[str, Mapping[type[Credential], tuple[str, ...]]] = {
    "namespaces.list": _needs("PROJECT_READ"),
    "namespaces.get": _needs("PROJECT_READ"),
    "namespaces.update": _needs("PROJECT_ADMIN"),
    "namespaces.delete": _needs("PROJECT_ADMIN"),
    "namespaces.members": _needs("PROJECT_ADMIN"),
    "repos.create": _needs("PROJECT_ADMIN"),
    "repos.list": _needs("REPO_READ"),
    "repos.get": _needs("REPO_READ"),
    "repos.fork": _needs("REPO_READ"),
    "repos.forks": _needs("REPO_READ"),
    "repos.update": _needs("REPO_ADMIN"),
    "repos.delete": _needs("REPO_ADMIN"),
    "branches.list": _needs("REPO_READ"),
    "branches.get": _needs("REPO_READ"),
    "branches.create": _needs("REPO_WRITE"),
    "branches.delete": _needs("REPO_WRITE"),
    "branches.set_default": _needs("REPO_ADMIN"),
    "tags.list": _needs("REPO_READ"),
    "tags.get": _needs("REPO_READ"),
    "tags.create": _needs("REPO_WRITE"),
    "tags.delete": _needs("REPO_WRITE"),
    "commits.list": _needs("REPO_READ"),
    "commits.get": _needs("REPO_READ"),
    "commits.compare": _needs("REPO_READ"),
    "commits.diff": _needs("REPO_READ"),
    "commits.changes": _needs("REPO_READ"),
    "files.list": _needs("REPO_READ"),
    "files.read": _needs("REPO_READ"),
    "files.download": _needs("REPO_READ"),
    "files.write": _needs("REPO_WRITE"),
    "statuses.list": _needs("REPO_READ"),
    "statuses.set": _needs("REPO_READ"),
    "pull_requests.list": _needs("REPO_READ"),
    "pull_requests.get": _needs("REPO_READ"),
    "pull_requests.create": _needs("REPO_READ"),
    "pull_requests.mergeability": _needs("REPO_READ"),
    "pull_requests.commits": _needs("REPO_READ"),
    "pull_requests.diff": _needs("REPO_READ"),
    "pull_requests.changes": _needs("REPO_READ"),
    "pull_requests.activity": _needs("REPO_READ"),
    "pull_requests.merge": _needs("REPO_WRITE"),
    "pull_requests.update": _needs("REPO_WRITE"),
    "pull_requests.close": _needs("REPO_WRITE"),
    "pull_requests.reopen": _needs("REPO_WRITE"),
    "reviews.list": _needs("REPO_READ"),
    "reviews.approve": _needs("REPO_READ"),
    "reviews.unapprove": _needs("REPO_READ"),
    "reviews.request_changes": _needs("REPO_READ"),
    "reviews.withdraw": _needs("REPO_READ"),
    "default_reviewers.list": _needs("REPO_READ"),
    "default_reviewers.add": _needs("REPO_ADMIN"),
    "default_reviewers.remove": _needs("REPO_ADMIN"),
    "comments.list": _needs("REPO_READ"),
    "comments.get": _needs("REPO_READ"),
    "comments.create": _needs("REPO_READ"),
    "comments.update": _needs("REPO_READ"),
    "comments.delete": _needs("REPO_READ"),
    "comments.resolve": _needs("REPO_READ"),
    "comments.reopen": _needs("REPO_READ"),
    "tasks.list": _needs("REPO_READ"),
    "tasks.create": _needs("REPO_READ"),
    "tasks.update": _needs("REPO_READ"),
    "tasks.resolve": _needs("REPO_READ"),
    "tasks.reopen": _needs("REPO_READ"),
    "tasks.delete": _needs("REPO_READ"),
    "permissions.effective": _needs("REPO_READ"),
    "permissions.list": _needs("REPO_ADMIN"),
    "permissions.get": _needs("REPO_ADMIN"),
    "permissions.grant": _needs("REPO_ADMIN"),
    "permissions.revoke": _needs("REPO_ADMIN"),
    "hooks.list": _needs("REPO_ADMIN"),
    "hooks.get": _needs("REPO_ADMIN"),
    "hooks.create": _needs("REPO_ADMIN"),
    "hooks.update": _needs("REPO_ADMIN"),
    "hooks.delete": _needs("REPO_ADMIN"),
    "hooks.test": _needs("REPO_ADMIN"),
    "hooks.deliveries": _needs("REPO_ADMIN"),
    "deploy_keys.list": _needs("REPO_ADMIN"),
    "deploy_keys.get": _needs("REPO_ADMIN"),
    "deploy_keys.create": _needs("REPO_ADMIN"),
    "deploy_keys.update": _needs("REPO_ADMIN"),
    "deploy_keys.delete": _needs("REPO_ADMIN"),
    "branch_rules.list": _needs("REPO_ADMIN"),
    "branch_rules.get": _needs("REPO_ADMIN"),
    "branch_rules.create": _needs("REPO_ADMIN"),
    "branch_rules.update": _needs("REPO_ADMIN"),
    "branch_rules.delete": _needs("REPO_ADMIN"),
    "users.me": _needs("REPO_READ"),
    "users.get": _needs("REPO_READ"),
    "users.search": _needs("REPO_READ"),
    "groups.list": _needs("PROJECT_ADMIN"),
}
