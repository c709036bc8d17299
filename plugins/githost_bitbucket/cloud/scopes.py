"""The token scopes that each operation needs on Bitbucket Cloud.

Taken from the published description of REST 2.0, operation by operation: `security` for access
tokens and OAuth, `x-atlassian-oauth2-scopes` for API tokens, of which no level includes a lower
one. For a project or a workspace in place of a repository read `project` for `repository`.

An operation that reads before it writes (`pull_requests.update`) names the scopes of both, and one
that is redirected (`pull_requests.diff`) those of where it leads. Of the classic scopes
`pullrequest` includes `repository`, and a level the lower ones.
"""

from collections.abc import Mapping

from githost.credentials import ApiToken, Credential, OAuth2, Token

__all__ = ["IMPLIED", "SCOPES"]

#: Of OAuth and access tokens, writing includes reading; `admin` and `delete` include nothing, and
#: no scope of an API token includes another.
#: Source: "Scopes" of https://developer.atlassian.com/cloud/bitbucket/rest/intro/.
IMPLIED: Mapping[str, frozenset[str]] = {
    "repository:write": frozenset({"repository"}),
    "pullrequest:write": frozenset({"pullrequest"}),
}


def _needs(classic: str, granular: str) -> Mapping[type[Credential], tuple[str, ...]]:
    return {
        ApiToken: tuple(granular.split()),
        Token: tuple(classic.split()),
        OAuth2: tuple(classic.split()),
    }


#: Scopes by operation and kind of credential.
SCOPES: Mapping[str, Mapping[type[Credential], tuple[str, ...]]] = {
    "namespaces.list": _needs("account", "read:workspace:bitbucket"),
    "namespaces.get": _needs("", "read:workspace:bitbucket"),
    "namespaces.members": _needs("account", "read:workspace:bitbucket"),
    "projects.list": _needs("project", "read:project:bitbucket"),
    "projects.get": _needs("project", "read:project:bitbucket"),
    "projects.create": _needs("project:admin", "admin:project:bitbucket"),
    "projects.update": _needs(
        "project project:admin", "read:project:bitbucket admin:project:bitbucket"
    ),
    "projects.delete": _needs("project:admin", "admin:project:bitbucket"),
    "repos.list": _needs("repository", "read:repository:bitbucket"),
    "repos.get": _needs("repository", "read:repository:bitbucket"),
    "repos.create": _needs("repository:admin", "admin:repository:bitbucket"),
    "repos.update": _needs(
        "repository repository:admin", "read:repository:bitbucket admin:repository:bitbucket"
    ),
    "repos.delete": _needs("repository:delete", "delete:repository:bitbucket"),
    "repos.fork": _needs(
        "repository:write", "read:repository:bitbucket write:repository:bitbucket"
    ),
    "repos.forks": _needs("repository", "read:repository:bitbucket"),
    "branches.list": _needs("repository", "read:repository:bitbucket"),
    "branches.get": _needs("repository", "read:repository:bitbucket"),
    "branches.create": _needs(
        "repository:write", "write:repository:bitbucket read:repository:bitbucket"
    ),
    "branches.delete": _needs("repository:write", "write:repository:bitbucket"),
    "branches.set_default": _needs(
        "repository repository:admin", "read:repository:bitbucket admin:repository:bitbucket"
    ),
    "tags.list": _needs("repository", "read:repository:bitbucket"),
    "tags.get": _needs("repository", "read:repository:bitbucket"),
    "tags.create": _needs(
        "repository:write", "write:repository:bitbucket read:repository:bitbucket"
    ),
    "tags.delete": _needs("repository:write", "write:repository:bitbucket"),
    "commits.list": _needs("repository", "read:repository:bitbucket"),
    "commits.get": _needs("repository", "read:repository:bitbucket"),
    "commits.compare": _needs("repository", "read:repository:bitbucket"),
    "commits.diff": _needs("repository", "read:repository:bitbucket"),
    "commits.changes": _needs("repository", "read:repository:bitbucket"),
    "files.list": _needs("repository", "read:repository:bitbucket"),
    "files.read": _needs("repository", "read:repository:bitbucket"),
    "files.download": _needs("repository", "read:repository:bitbucket"),
    "files.write": _needs(
        "repository:write", "read:repository:bitbucket write:repository:bitbucket"
    ),
    "files.delete": _needs(
        "repository:write", "read:repository:bitbucket write:repository:bitbucket"
    ),
    "statuses.list": _needs("repository", "read:repository:bitbucket"),
    "statuses.set": _needs("repository", "read:repository:bitbucket"),
    "pull_requests.list": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "pull_requests.get": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "pull_requests.create": _needs(
        "pullrequest:write",
        "read:pullrequest:bitbucket write:pullrequest:bitbucket read:repository:bitbucket",
    ),
    "pull_requests.update": _needs(
        "pullrequest pullrequest:write", "read:pullrequest:bitbucket write:pullrequest:bitbucket"
    ),
    "pull_requests.merge": _needs(
        "pullrequest:write pullrequest", "read:pullrequest:bitbucket write:pullrequest:bitbucket"
    ),
    "pull_requests.close": _needs(
        "pullrequest:write", "read:pullrequest:bitbucket write:pullrequest:bitbucket"
    ),
    "pull_requests.mergeability": _needs(
        "pullrequest", "read:pullrequest:bitbucket read:repository:bitbucket"
    ),
    "pull_requests.commits": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "pull_requests.diff": _needs(
        "pullrequest", "read:pullrequest:bitbucket read:repository:bitbucket"
    ),
    "pull_requests.changes": _needs(
        "pullrequest", "read:pullrequest:bitbucket read:repository:bitbucket"
    ),
    "pull_requests.activity": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "reviews.list": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "reviews.approve": _needs(
        "pullrequest:write", "read:pullrequest:bitbucket write:pullrequest:bitbucket"
    ),
    "reviews.unapprove": _needs("pullrequest:write", "write:pullrequest:bitbucket"),
    "reviews.request_changes": _needs(
        "pullrequest:write", "read:pullrequest:bitbucket write:pullrequest:bitbucket"
    ),
    "reviews.withdraw": _needs("pullrequest:write", "write:pullrequest:bitbucket"),
    "default_reviewers.list": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "default_reviewers.add": _needs("repository:admin", "admin:repository:bitbucket"),
    "default_reviewers.remove": _needs(
        "pullrequest repository:admin", "read:pullrequest:bitbucket admin:repository:bitbucket"
    ),
    "comments.list": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "comments.get": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "comments.create": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "comments.update": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "comments.delete": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "comments.resolve": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "comments.reopen": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "tasks.list": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "tasks.create": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "tasks.update": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "tasks.resolve": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "tasks.reopen": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "tasks.delete": _needs("pullrequest", "read:pullrequest:bitbucket"),
    "permissions.list": _needs("repository:admin", "read:repository:bitbucket"),
    "permissions.get": _needs("repository:admin", "read:repository:bitbucket"),
    # Integrations may not change permissions: access tokens and OAuth are refused, whatever they may.
    "permissions.grant": {ApiToken: ("admin:repository:bitbucket", "write:permission:bitbucket")},
    "permissions.revoke": {ApiToken: ("admin:repository:bitbucket", "delete:permission:bitbucket")},
    "permissions.effective": _needs("account repository", "read:repository:bitbucket"),
    "hooks.list": _needs("webhook", "read:webhook:bitbucket"),
    "hooks.get": _needs("webhook", "read:webhook:bitbucket"),
    "hooks.create": _needs("webhook", "read:webhook:bitbucket write:webhook:bitbucket"),
    "hooks.update": _needs("webhook", "read:webhook:bitbucket write:webhook:bitbucket"),
    "hooks.delete": _needs("webhook", "delete:webhook:bitbucket"),
    "deploy_keys.list": _needs("repository repository:admin", "admin:repository:bitbucket"),
    "deploy_keys.get": _needs("repository repository:admin", "admin:repository:bitbucket"),
    "deploy_keys.create": _needs(
        "repository repository:admin", "admin:repository:bitbucket write:ssh-key:bitbucket"
    ),
    "deploy_keys.update": _needs(
        "repository repository:admin", "admin:repository:bitbucket write:ssh-key:bitbucket"
    ),
    "deploy_keys.delete": _needs(
        "repository repository:admin", "admin:repository:bitbucket delete:ssh-key:bitbucket"
    ),
    "branch_rules.list": _needs("repository:admin", "admin:repository:bitbucket"),
    "branch_rules.get": _needs("repository:admin", "admin:repository:bitbucket"),
    "branch_rules.create": _needs("repository:admin", "admin:repository:bitbucket"),
    "branch_rules.update": _needs("repository:admin", "admin:repository:bitbucket"),
    "branch_rules.delete": _needs("repository:admin", "admin:repository:bitbucket"),
    "users.me": _needs("account", "read:user:bitbucket"),
    "users.get": _needs("", "read:user:bitbucket"),
    "users.search": _needs("account", "read:workspace:bitbucket"),
}
