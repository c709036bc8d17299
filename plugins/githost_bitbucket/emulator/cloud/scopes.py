"""Scopes: what a token may be used for.

OAuth consumers and access tokens have the short words
(https://developer.atlassian.com/cloud/bitbucket/rest/intro/#authentication); API tokens have
`{level}:{thing}:bitbucket`, where no level implies another
(https://support.atlassian.com/bitbucket-cloud/docs/api-token-permissions/).
"""

from collections.abc import Iterable
from typing import Final

#: What a scope of OAuth and access tokens brings with it.
_IMPLIED: Final = {
    "repository:write": ("repository",),
    "pullrequest": ("repository",),
    "pullrequest:write": ("pullrequest", "repository:write", "repository"),
    "project": ("repository",),
    "account": ("email",),
    "account:write": ("account", "email"),
}
_LEVELS: Final = ("read", "write", "admin", "delete")
_THINGS: Final = (
    "repository",
    "pullrequest",
    "project",
    "workspace",
    "user",
    "webhook",
    "permission",
    "pipeline",
    "runner",
    "snippet",
    "ssh-key",
)
#: Everything that an API token can be given.
ALL_API_TOKEN_SCOPES: Final = frozenset(
    f"{level}:{thing}:bitbucket" for level in _LEVELS for thing in _THINGS
)
#: Everything that an OAuth consumer or access token can be given.
ALL_SCOPES: Final = frozenset(
    {
        "account",
        "account:write",
        "email",
        "repository",
        "repository:write",
        "repository:admin",
        "repository:delete",
        "pullrequest",
        "pullrequest:write",
        "pipeline",
        "project",
        "project:admin",
        "webhook",
    }
)
#: What API tokens need to make refs and forks, and to open and change pull requests: writing does
#: not bring reading with it.
REPOSITORY_WRITE: Final = "read:repository:bitbucket write:repository:bitbucket"
PULL_REQUEST_WRITE: Final = "read:pullrequest:bitbucket write:pullrequest:bitbucket"
_WORDS: Final = {
    "repository": "read:repository:bitbucket",
    "pullrequest": "read:pullrequest:bitbucket",
    "project": "read:project:bitbucket",
    "account": "read:workspace:bitbucket",
    "email": "read:user:bitbucket",
    "pipeline": "read:pipeline:bitbucket",
}
_HOOKS: Final = {
    "GET": ("read:webhook:bitbucket",),
    "POST": ("read:webhook:bitbucket", "write:webhook:bitbucket"),
    "PUT": ("read:webhook:bitbucket", "write:webhook:bitbucket"),
    "DELETE": ("delete:webhook:bitbucket",),
}


def expand(scopes: Iterable[str]) -> frozenset[str]:
    """Return the scopes with all that they bring with them."""
    given = frozenset(scopes)
    return given | {implied for scope in given for implied in _IMPLIED.get(scope, ())}


def api_token_scopes(scope: str, method: str) -> tuple[str, ...]:
    """Return what an API token needs where others need `scope`, a word."""
    if scope == "webhook":
        return _HOOKS[method]
    thing, _, level = scope.partition(":")
    return (f"{level}:{thing}:bitbucket" if level else _WORDS[thing],)
