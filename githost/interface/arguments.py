"""Check what callers give that is no address: names, paths, SHAs, and what is written.

Every function here is pure. It returns what can be sent, or raises `ConfigurationError`, which says
what was wrong and what to give instead.
"""

import re
from collections.abc import Collection
from typing import Final

from githost.errors import ConfigurationError
from githost.interface.addresses import wrong_type
from githost.model import Anchor, Event, Permission

__all__ = [
    "comment_anchor",
    "commit_sha",
    "file_path",
    "grantable",
    "hook_events",
    "hook_secret",
    "path_within",
    "ref_name",
]

#: The SHA of a commit: whole, as git has them in two lengths, or digits enough to tell it by.
_SHA: Final = re.compile(r"[0-9a-f]{7,40}|[0-9a-f]{64}")


def ref_name(value: str, what: str) -> str:
    """Return `value`, the name of a branch, tag or commit, as it was given.

    `what` says which of these it names, for the error.

    Raises: `ConfigurationError` for an empty one, by which hosts understand all of them or the
    default one.
    """
    if not isinstance(value, str):
        raise wrong_type(value, f"the name of a {what}", "a str")
    if not value.strip():
        raise ConfigurationError(f"{value!r} names no {what}; write it out")
    return value


def path_within(value: str) -> str:
    """Return the checked path of a file or directory in a repository, without slashes at its ends.

    Empty is the root.

    Raises: `ConfigurationError` for one that leads out of the repository, or that git cannot hold.
    """
    if not isinstance(value, str):
        raise wrong_type(value, "a path in a repository", "a str")
    path = value.strip("/")
    if "\0" in path or (path and {"", ".", ".."} & set(path.split("/"))):
        raise ConfigurationError(f"{value!r} is no path in a repository; write it from the root")
    return path


def file_path(value: str) -> str:
    """Return the checked path of a file, as `path_within` does.

    Raises: also `ConfigurationError` for the root, which is no file.
    """
    path = path_within(value)
    if not path:
        raise ConfigurationError("the path of a file is empty; give it from the repository's root")
    return path


def commit_sha(value: str) -> str:
    """Return the checked SHA of a commit, in lower case: whole, or its first digits, seven at least.

    Raises: `ConfigurationError` for the name of a branch or tag, and for whatever else is no SHA.
    """
    if not isinstance(value, str):
        raise wrong_type(value, "the SHA of a commit", "Commit.sha, or its first digits, as text")
    sha = value.lower()
    if not _SHA.fullmatch(sha):
        raise ConfigurationError(
            f"{value!r} is no SHA of a commit; give Commit.sha as it was read, or at least its "
            "first seven digits"
        )
    return sha


def comment_anchor(anchor: Anchor | None, reply_to: str | None) -> Anchor | None:
    """Return the checked place of a new comment; `reply_to` is the comment that it answers.

    Raises: `ConfigurationError` for an `anchor` beside `reply_to`, for a line below 1, and for a
    commit that is no SHA.
    """
    if anchor is None:
        return None
    if reply_to is not None:
        raise ConfigurationError(
            "an answer stands where the comment stands that it answers; give anchor or reply_to, "
            "not both"
        )
    if anchor.line is not None and anchor.line < 1:
        raise ConfigurationError(f"{anchor.line} is no line of {anchor.path}; they begin at 1")
    if anchor.commit is not None:
        commit_sha(anchor.commit)
    return anchor


def grantable(permission: Permission) -> Permission:
    """Return the checked `permission` that is to be granted.

    Raises: `ConfigurationError` for NONE, which is `permissions.revoke`'s, and for other types.
    """
    if not isinstance(permission, Permission):
        raise wrong_type(permission, "a permission", "one of githost.Permission")
    if permission is Permission.NONE:
        raise ConfigurationError("Permission.NONE is not granted; call permissions.revoke")
    return permission


def hook_events(events: Collection[Event | str]) -> frozenset[Event | str]:
    """Return the events of a hook, each once.

    Raises: `ConfigurationError` for one text in place of a collection.
    """
    if isinstance(events, str):
        raise ConfigurationError(f"events is the text {events!r}; give a collection of events")
    return frozenset(events)


def hook_secret(secret: str) -> str:
    """Return the checked `secret` of a hook.

    Raises: `ConfigurationError` for an empty one, with which anybody could sign.
    """
    if not secret:
        raise ConfigurationError("the secret of a hook is empty; leave it out, or give one")
    return secret
