"""The product's words for what the forge holds: ids, slugs, permissions."""

import re
from typing import Final
from urllib.parse import quote
from uuid import UUID

from githost_bitbucket.emulator.cloud.errors import ApiError, no_project, no_workspace
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    Group,
    Level,
    MergeStrategy,
    Namespace,
    Project,
    PullRequestState,
    StatusState,
    Verdict,
)

#: https://developer.atlassian.com/cloud/bitbucket/rest/intro/#repository: what a slug is made of.
_SLUG: Final = re.compile(r"[a-z0-9_.-]{1,62}")
_PROJECT_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]*")
#: What stands before the number of an Atlassian account that began at Bitbucket, as in recorded
#: answers.
_ACCOUNT_ID: Final = "557058:"

STATES: Final = {
    PullRequestState.OPEN: "OPEN",
    PullRequestState.MERGED: "MERGED",
    PullRequestState.CLOSED: "DECLINED",
}
#: `state` of a participant in the schema `participant`.
VERDICTS: Final = {
    Verdict.NONE: None,
    Verdict.APPROVED: "approved",
    Verdict.CHANGES_REQUESTED: "changes_requested",
}
#: `state` in the schema `commitstatus`.
BUILD_STATES: Final = {
    StatusState.SUCCESS: "SUCCESSFUL",
    StatusState.FAILURE: "FAILED",
    StatusState.RUNNING: "INPROGRESS",
    StatusState.PENDING: "INPROGRESS",
    StatusState.CANCELLED: "STOPPED",
    StatusState.UNKNOWN: "STOPPED",
}
#: `merge_strategy` in the schema `pullrequest_merge_parameters`.
STRATEGIES: Final = {
    "merge_commit": MergeStrategy.MERGE_COMMIT,
    "squash": MergeStrategy.SQUASH,
    "fast_forward": MergeStrategy.FAST_FORWARD_ONLY,
    "squash_fast_forward": MergeStrategy.SQUASH_FAST_FORWARD_ONLY,
    "rebase_fast_forward": MergeStrategy.REBASE_FAST_FORWARD,
    "rebase_merge": MergeStrategy.REBASE_MERGE,
}
DEFAULT_STRATEGY: Final = "merge_commit"
#: Grants on a project that allow making repositories in it have this as their role.
CREATE_REPO: Final = "create-repo"
LEVELS: Final = {
    "none": Level.NONE,
    "read": Level.READ,
    "write": Level.WRITE,
    "admin": Level.ADMIN,
}
_WORDS: Final = {level: word for word, level in LEVELS.items()}


def braced(key: str) -> str:
    """Return a UUID as the API writes it."""
    return f"{{{key}}}"


def quoted(part: str) -> str:
    """Return a segment of an address: braces and slashes are percent-encoded."""
    return quote(part, safe="")


def key_of(text: str) -> str | None:
    """Return the UUID in braces, or None where the text is something else."""
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        return str(UUID(text[1:-1]))
    except ValueError:
        return None


def account_id(account: Account) -> str:
    """Return the Atlassian account's id, which is not the UUID that Bitbucket gives."""
    return f"{_ACCOUNT_ID}{account.key}"


def find_account(forge: Forge, text: str) -> Account:
    """Return the account with this UUID or account id; names are no ids since 2019."""
    key = key_of(text)
    if key is None and text.startswith(_ACCOUNT_ID):
        key = text.removeprefix(_ACCOUNT_ID)
    try:
        if key is not None:
            return forge.accounts.by_key(key)
    except NotFound:
        pass
    raise ApiError(404, f"User {text} not found")


def find_group(forge: Forge, slug: str) -> Group:
    """Return the group with this slug."""
    try:
        return forge.groups.by_slug(slug)
    except NotFound as error:
        raise ApiError(404, f"Group {slug} not found") from error


def find_workspace(forge: Forge, text: str) -> Namespace:
    """Return the workspace with this slug or UUID."""
    key = key_of(text)
    try:
        return forge.namespaces.by_path(text) if key is None else forge.namespaces.by_key(key)
    except NotFound as error:
        raise no_workspace(text) from error


def find_project(forge: Forge, workspace: Namespace, text: str) -> Project:
    """Return the workspace's project with this key."""
    try:
        return forge.projects.by_code(workspace, text)
    except NotFound as error:
        raise no_project(text, workspace.path) from error


def is_slug(text: str) -> bool:
    """Tell whether a text can be a repository's slug as it is."""
    return _SLUG.fullmatch(text) is not None


def slug_of(name: str) -> str:
    """Make a repository's slug from its name, as the site does."""
    return re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-")


def is_project_key(text: str) -> bool:
    """Tell whether a text can be a project's key."""
    return _PROJECT_KEY.fullmatch(text) is not None


def permission(level: Level) -> str:
    """Return the word for a level."""
    return _WORDS[level]


def project_key(name: str) -> str:
    """Make a project's key from a workspace's slug."""
    key = re.sub(r"[^A-Z0-9]", "", name.upper()).lstrip("0123456789")
    return key or "PROJ"
