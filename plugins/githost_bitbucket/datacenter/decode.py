"""From Data Center's documents to the models of repositories, people and what they may do.

The only place, with `decode_pull_requests.py`, where times, states and words are converted.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from githost_bitbucket.datacenter import payloads
from githost_bitbucket.datacenter.events import KEYS, neutral_events

from githost.errors import DecodeError
from githost.interface import Decoder
from githost.model import (
    AccountKind,
    Branch,
    BranchRule,
    BranchRuleKind,
    Change,
    ChangeKind,
    CloneUrls,
    Commit,
    Delivery,
    DeployKey,
    EntryKind,
    FileEntry,
    Grant,
    Group,
    GroupRef,
    Hook,
    Namespace,
    NamespaceKind,
    Permission,
    RepoRef,
    Repository,
    Signature,
    Status,
    StatusState,
    Tag,
    User,
    UserRef,
    Visibility,
)
from githost.wire import redact_url

__all__ = [
    "RULE_TYPES",
    "STATUS_STATES",
    "branch",
    "branch_rule",
    "change",
    "commit",
    "decoder",
    "delivery",
    "deploy_key",
    "file_entry",
    "first_link",
    "grant",
    "group",
    "hook",
    "moment",
    "namespace",
    "path_text",
    "permission_of",
    "repo_ref_of",
    "repository",
    "status",
    "tag",
    "user",
]

Raw = Mapping[str, Any] | None

decoder = Decoder()

#: `+0000`, which Python 3.10 and earlier did not read and which lacks the colon of ISO 8601's
#: extended form.
_OFFSET: Final = re.compile(r"([+-]\d{2})(\d{2})$")

RULE_TYPES: Final[Mapping[BranchRuleKind, str]] = {
    BranchRuleKind.READ_ONLY: "read-only",
    BranchRuleKind.DELETE: "no-deletes",
    BranchRuleKind.FORCE_PUSH: "fast-forward-only",
    BranchRuleKind.PULL_REQUEST_ONLY: "pull-request-only",
    BranchRuleKind.CREATE: "no-creates",
}
STATUS_STATES: Final[Mapping[StatusState, str]] = {
    StatusState.PENDING: "INPROGRESS",
    StatusState.RUNNING: "INPROGRESS",
    StatusState.SUCCESS: "SUCCESSFUL",
    StatusState.FAILURE: "FAILED",
    StatusState.CANCELLED: "CANCELLED",
    StatusState.UNKNOWN: "UNKNOWN",
}
_STATUS_OF: Final = {
    word: state for state, word in STATUS_STATES.items() if state is not StatusState.PENDING
}
_CHANGE_OF: Final = {
    "ADD": ChangeKind.ADDED,
    "MODIFY": ChangeKind.MODIFIED,
    "DELETE": ChangeKind.DELETED,
    "MOVE": ChangeKind.RENAMED,
    "COPY": ChangeKind.COPIED,
}
_ENTRY_OF: Final = {
    "FILE": EntryKind.FILE,
    "DIRECTORY": EntryKind.DIRECTORY,
    "SUBMODULE": EntryKind.SUBMODULE,
}
_ACCOUNT_OF: Final = {"NORMAL": AccountKind.USER, "SERVICE": AccountKind.SERVICE}
_NAMESPACE_OF: Final = {"NORMAL": NamespaceKind.PROJECT, "PERSONAL": NamespaceKind.PERSONAL}
_PERMISSION_OF: Final = {
    "READ": Permission.READ,
    "WRITE": Permission.WRITE,
    # The right to add repositories to a project; what it allows on those that exist is WRITE.
    "CREATE": Permission.WRITE,
    "ADMIN": Permission.ADMIN,
}


def moment(value: Any) -> datetime | None:
    """Read a time: epoch milliseconds, the same as text, or (from 10.3) ISO 8601.

    Raises `DecodeError` for anything else.
    """
    if value is None:
        return None
    try:
        if isinstance(value, str) and not value.lstrip("-").isdecimal():
            read = datetime.fromisoformat(_OFFSET.sub(r"\1:\2", value))
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return datetime.fromtimestamp(int(value) / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise DecodeError(f"expected a time, found {value!r}") from error
    raise DecodeError(f"expected a time, found {value!r}")


def path_text(value: Any) -> str:
    """Read a path: an object in changes and listings, a text in anchors."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if isinstance(value.get("toString"), str):
            return str(value["toString"])
        components = value.get("components")
        if isinstance(components, list) and all(isinstance(one, str) for one in components):
            return "/".join(components)
    raise DecodeError(f"expected a path, found {type(value).__name__}")


def first_link(links: Mapping[str, Any] | None) -> str | None:
    """Return the web page: the first of `links.self`, which was seen as `[null]` too."""
    own = (links or {}).get("self")
    first = own[0] if isinstance(own, list) and own else None
    href = first.get("href") if isinstance(first, dict) else None
    return href if isinstance(href, str) else None


def _clone_urls(links: Mapping[str, Any] | None) -> CloneUrls:
    entries = (links or {}).get("clone")
    found = {
        entry.get("name"): entry.get("href")
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    }
    http, ssh = found.get("http"), found.get("ssh")
    return CloneUrls(
        # Older servers put the caller's name into it.
        https=redact_url(http) if isinstance(http, str) else None,
        ssh=ssh if isinstance(ssh, str) else None,
    )


def _visibility(*publics: bool | None) -> Visibility:
    if any(publics):
        return Visibility.PUBLIC
    return Visibility.UNKNOWN if all(one is None for one in publics) else Visibility.PRIVATE


def repo_ref_of(wire: payloads.Repository) -> RepoRef:
    """Return the address of a repository."""
    return RepoRef(wire.project.key, wire.slug)


def repository(
    wire: payloads.Repository, raw: Raw = None, *, default_branch: str | None = None
) -> Repository:
    """Read a repository; its default branch is told apart."""
    ref = repo_ref_of(wire)
    return Repository(
        id=str(wire.id) if wire.id is not None else str(ref),
        ref=ref,
        name=wire.name or wire.slug,
        description=wire.description or "",
        visibility=_visibility(wire.public, wire.project.public),
        default_branch=default_branch,
        archived=wire.archived or False,
        parent=repo_ref_of(wire.origin) if wire.origin is not None else None,
        url=first_link(wire.links),
        clone_urls=_clone_urls(wire.links),
        raw=raw,
    )


def namespace(wire: payloads.Project, raw: Raw = None) -> Namespace:
    """Read a project."""
    return Namespace(
        id=str(wire.id) if wire.id is not None else wire.key,
        path=wire.key,
        name=wire.name or wire.key,
        kind=_NAMESPACE_OF.get(wire.type or "", NamespaceKind.UNKNOWN),
        description=wire.description or "",
        visibility=_visibility(wire.public),
        url=first_link(wire.links),
        raw=raw,
    )


def branch(wire: payloads.Branch, raw: Raw = None) -> Branch:
    """Read a branch."""
    if wire.latestCommit is None:
        raise DecodeError("required field missing: latestCommit", path="$.latestCommit")
    return Branch(
        name=wire.displayId, commit=wire.latestCommit, default=wire.isDefault or False, raw=raw
    )


def tag(wire: payloads.Tag, raw: Raw = None) -> Tag:
    """Read a tag."""
    return Tag(
        name=wire.displayId, commit=wire.latestCommit, annotated=wire.hash is not None, raw=raw
    )


def user(wire: payloads.User, raw: Raw = None) -> User:
    """Read an account."""
    return User(
        id=str(wire.id) if wire.id is not None else wire.name,
        ref=UserRef(wire.name),
        name=wire.name,
        display_name=wire.displayName,
        email=wire.emailAddress,
        kind=_ACCOUNT_OF.get(wire.type or "", AccountKind.UNKNOWN),
        url=first_link(wire.links),
        raw=raw,
    )


def group(name: str, _: Raw = None) -> Group:
    """Read a group, which is no more than its name."""
    return Group(id=name, ref=GroupRef(name), name=name)


def _signature(wire: payloads.Person | None) -> Signature | None:
    if wire is None or wire.name is None:
        return None
    account = None
    # Only accounts have a slug; whoever the server does not know is a name and an address.
    if wire.slug is not None:
        account = user(
            payloads.User(
                name=wire.name,
                slug=wire.slug,
                id=wire.id,
                displayName=wire.displayName,
                emailAddress=wire.emailAddress,
                type=wire.type,
                links=wire.links,
            )
        )
    return Signature(name=wire.displayName or wire.name, email=wire.emailAddress, user=account)


def commit(wire: payloads.Commit, raw: Raw = None) -> Commit:
    """Read a commit."""
    return Commit(
        sha=wire.id,
        message=wire.message or "",
        author=_signature(wire.author),
        committer=_signature(wire.committer),
        authored_at=moment(wire.authorTimestamp),
        committed_at=moment(wire.committerTimestamp),
        parents=tuple(parent.id for parent in wire.parents or ()),
        raw=raw,
    )


def change(wire: payloads.Change, raw: Raw = None) -> Change:
    """Read a file that differs."""
    kind = _CHANGE_OF.get(wire.type or "", ChangeKind.UNKNOWN)
    moved = kind in {ChangeKind.RENAMED, ChangeKind.COPIED} and wire.srcPath is not None
    return Change(
        path=path_text(wire.path),
        kind=kind,
        old_path=path_text(wire.srcPath) if moved else None,
        raw=raw,
    )


def file_entry(
    wire: payloads.Entry, raw: Raw, *, directory: str, revision: str | None
) -> FileEntry:
    """Read an entry of `directory`, whose path is told relative to it."""
    relative = path_text(wire.path)
    kind = _ENTRY_OF.get(wire.type or "", EntryKind.UNKNOWN)
    return FileEntry(
        path=f"{directory}/{relative}" if directory else relative,
        kind=kind,
        size=wire.size if kind is EntryKind.FILE else None,
        commit=revision if revision is not None and len(revision) == 40 else None,
        raw=raw,
    )


def status(wire: payloads.BuildStatus, raw: Raw = None) -> Status:
    """Read a build's status."""
    return Status(
        key=wire.key,
        state=_STATUS_OF.get(wire.state or "", StatusState.UNKNOWN),
        url=wire.url,
        name=wire.name,
        description=wire.description or "",
        created_at=moment(wire.createdDate if wire.createdDate is not None else wire.dateAdded),
        updated_at=moment(wire.updatedDate),
        raw=raw,
    )


def permission_of(word: str) -> Permission:
    """Return the neutral permission for `REPO_WRITE`, `PROJECT_READ` and their like."""
    return _PERMISSION_OF.get(word.rpartition("_")[2], Permission.NONE)


def grant(wire: payloads.Grant, raw: Raw = None) -> Grant:
    """Read what a user or a group may do."""
    if wire.user is not None:
        subject: UserRef | GroupRef = UserRef(wire.user.name)
        shown = wire.user.displayName or wire.user.name
    elif wire.group is not None:
        subject, shown = GroupRef(wire.group.name), wire.group.name
    else:
        raise DecodeError("a grant names neither user nor group", path="$")
    return Grant(
        subject=subject,
        name=shown,
        permission=permission_of(wire.permission),
        role=wire.permission,
        raw=raw,
    )


def hook(wire: payloads.Webhook, raw: Raw = None) -> Hook:
    """Read a hook. Its secret, which servers may echo, is left behind."""
    keys = frozenset(wire.events or ())
    return Hook(
        id=str(wire.id),
        url=wire.url,
        events=neutral_events(keys),
        vendor_events=keys,
        active=wire.active if wire.active is not None else True,
        description=wire.name or "",
        has_secret=bool((wire.configuration or {}).get("secret")),
        verify_ssl=wire.sslVerificationRequired,
        raw=raw,
    )


def delivery(wire: payloads.Invocation, raw: Raw = None) -> Delivery:
    """Read one call of a hook."""
    answered = wire.response or wire.result or {}
    told = (answered.get(name) for name in ("statusCode", "status", "description"))
    numbers = (int(one) for one in told if isinstance(one, int | str) and str(one).isdecimal())
    event = next((known for known, key in KEYS.items() if key == wire.event), wire.event)
    return Delivery(
        id=_call_id(wire),
        event=event,
        status=next((number for number in numbers if 100 <= number <= 599), None),
        delivered_at=moment(wire.start if wire.start is not None else wire.finish),
        raw=raw,
    )


def _call_id(wire: payloads.Invocation) -> str:
    headers = (wire.request or {}).get("headers")
    if isinstance(headers, dict):
        for name, value in headers.items():
            if name.lower() == "x-request-id" and isinstance(value, str):
                return value
    return str(wire.id) if wire.id is not None else ""


def deploy_key(wire: payloads.DeployKey, raw: Raw = None) -> DeployKey:
    """Read an SSH key's access to a repository."""
    return DeployKey(
        id=str(wire.key.id),
        key=wire.key.text,
        label=wire.key.label or "",
        read_only=not (wire.permission or "").endswith(("_WRITE", "_ADMIN")),
        raw=raw,
    )


def branch_rule(wire: payloads.Restriction, raw: Raw = None) -> BranchRule:
    """Read a branch restriction."""
    kinds = {word: kind for kind, word in RULE_TYPES.items()}
    return BranchRule(
        id=str(wire.id),
        kind=kinds.get(wire.type, BranchRuleKind.UNKNOWN),
        pattern=wire.matcher.id.removeprefix("refs/heads/"),
        users=frozenset(UserRef(one.name) for one in wire.users or ()),
        groups=frozenset(GroupRef(name) for name in wire.groups or ()),
        raw=raw,
    )
