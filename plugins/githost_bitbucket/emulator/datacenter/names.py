"""The product's words for what the forge holds: keys, slugs, permissions, states."""

import re
from typing import Final

from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid, missing
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    AccountKind,
    Level,
    MergeStrategy,
    Namespace,
    NamespaceKind,
    PullRequestState,
    Repository,
    StatusState,
    Verdict,
)

BRANCH_PREFIX: Final = "refs/heads/"
TAG_PREFIX: Final = "refs/tags/"

# "Project keys must start with a letter and may only consist of ASCII letters, numbers and
# underscores", as the server answers to others.
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}")
_REPOSITORY_NAME = re.compile(r"[^\W_][\w\-. ]{0,127}")

STATES: Final = {
    PullRequestState.OPEN: "OPEN",
    PullRequestState.MERGED: "MERGED",
    PullRequestState.CLOSED: "DECLINED",
}
STATE_OF: Final = {word: state for state, word in STATES.items()}
VERDICTS: Final = {
    Verdict.NONE: "UNAPPROVED",
    Verdict.APPROVED: "APPROVED",
    Verdict.CHANGES_REQUESTED: "NEEDS_WORK",
}
BUILD_STATES: Final = {
    StatusState.SUCCESS: "SUCCESSFUL",
    StatusState.FAILURE: "FAILED",
    StatusState.RUNNING: "INPROGRESS",
    StatusState.CANCELLED: "CANCELLED",
    StatusState.UNKNOWN: "UNKNOWN",
}
#: https://confluence.atlassian.com/bitbucketserver/pull-request-merge-strategies-844499235.html
STRATEGIES: Final = {
    "no-ff": MergeStrategy.MERGE_COMMIT,
    "ff": MergeStrategy.FAST_FORWARD,
    "ff-only": MergeStrategy.FAST_FORWARD_ONLY,
    "rebase-no-ff": MergeStrategy.REBASE_MERGE,
    "rebase-ff-only": MergeStrategy.REBASE_FAST_FORWARD,
    "squash": MergeStrategy.SQUASH,
    "squash-ff-only": MergeStrategy.SQUASH_FAST_FORWARD_ONLY,
}
_LEVEL_WORDS: Final = {Level.READ: "READ", Level.WRITE: "WRITE", Level.ADMIN: "ADMIN"}


def user_slug(account: Account) -> str:
    """Return the word for a user in addresses, which is not always the login name."""
    return re.sub(r"[^a-z0-9_.-]", "_", account.login.lower())


def find_user(forge: Forge, slug: str) -> Account:
    """Return the user with this slug."""
    for account in forge.accounts.list():
        if user_slug(account) == slug.lower():
            return account
    raise missing("account", f"User {slug} does not exist.")


def named_user(forge: Forge, name: str) -> Account:
    """Return the person with this login name."""
    try:
        account = forge.accounts.by_login(name)
    except NotFound as error:
        raise missing("account", f"No such user '{name}'") from error
    if account.kind is not AccountKind.PERSON:
        raise missing("account", f"No such user '{name}'")
    return account


def project_key(forge: Forge, namespace: Namespace) -> str:
    """Return a project's key: upper case, or `~` and the owner's slug."""
    if namespace.kind is NamespaceKind.PERSONAL and namespace.owner_id is not None:
        return f"~{user_slug(forge.accounts.get(namespace.owner_id))}"
    return namespace.path.upper()


def find_project(forge: Forge, key: str) -> Namespace:
    """Return the project with this key in whatever case; a user's own begins with `~`."""
    try:
        if key.startswith("~"):
            return forge.namespaces.personal(find_user(forge, key[1:]))
        return forge.namespaces.by_path(key)
    except (NotFound, Refusal) as error:
        raise missing("namespace", f"Project {key} does not exist.") from error


def check_project_key(key: str) -> None:
    """Refuse what cannot be a project's key."""
    if not _KEY.fullmatch(key):
        message = (
            "Project keys must start with a letter and may only consist of ASCII letters, numbers "
            "and underscores (A-Z, a-z, 0-9, _)"
        )
        raise invalid(message, "key")


def repository_slug(name: str) -> str:
    """Make a repository's slug from its name, as the server does; refuse a name that has none."""
    if not _REPOSITORY_NAME.fullmatch(name):
        message = (
            "Repository names are limited to 128 characters. They must start with a letter or "
            "number and may contain spaces, hyphens, underscores and periods"
        )
        raise invalid(message, "name")
    return re.sub(r"[^a-z0-9_.-]+", "-", name.lower())


def permission_kind(target: Namespace | Repository) -> str:
    """Return what permissions on a target begin with."""
    return "REPO" if isinstance(target, Repository) else "PROJECT"


def permission(target: Namespace | Repository, level: Level) -> str:
    """Return the word for a level on a target."""
    return f"{permission_kind(target)}_{_LEVEL_WORDS[level]}"


def read_permission(word: str | None, kind: str) -> Level:
    """Read the word for a level on a repository (`REPO`) or a project (`PROJECT`)."""
    for level, name in _LEVEL_WORDS.items():
        if word == f"{kind}_{name}":
            return level
    raise invalid(f"The permission '{word}' is unknown or does not apply here", "permission")


def branch_name(ref: str) -> str:
    """Return the short name of a branch that may be given in full."""
    return ref.removeprefix(BRANCH_PREFIX)
