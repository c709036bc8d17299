"""From Data Center's documents to the models: the only place where times and words are converted."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from attrs import evolve

from githost.errors import DecodeError
from githost.interface import Decoder, Maker, misfit, read_at, without_secrets
from githost.model import (
    AccountKind,
    Activity,
    ActivityKind,
    Anchor,
    Branch,
    BranchRule,
    BranchRuleKind,
    Change,
    ChangeKind,
    CloneUrls,
    Comment,
    Commit,
    Delivery,
    DeployKey,
    EntryKind,
    FileEntry,
    Grant,
    Group,
    GroupRef,
    Hook,
    Mergeability,
    Namespace,
    NamespaceKind,
    Permission,
    PullRequest,
    PullRequestEnd,
    PullRequestRef,
    PullRequestState,
    RepoRef,
    Repository,
    Review,
    Side,
    Signature,
    Status,
    StatusState,
    Tag,
    Task,
    User,
    UserRef,
    Verdict,
    Visibility,
)
from githost.wire import redact_url
from githost_bitbucket import family
from githost_bitbucket.datacenter import payloads
from githost_bitbucket.datacenter.events import KEYS, neutral_events

__all__ = [
    "RULE_TYPES",
    "STATUS_WORDS",
    "VERDICTS",
    "Raw",
    "activity",
    "branch",
    "branch_rule",
    "change",
    "comment",
    "commit",
    "decoder",
    "delivery",
    "deploy_key",
    "file_entry",
    "grant",
    "group",
    "hook",
    "mergeability",
    "moment",
    "namespace",
    "path_text",
    "permission_of",
    "pull_request",
    "repo_ref_of",
    "repository",
    "review",
    "reviews",
    "said",
    "status",
    "tag",
    "task",
    "thread",
    "user",
]

Raw = Mapping[str, Any] | None

decoder = Decoder()

#: Of these a list may hold many thousands.
_clone_urls_of = Maker(CloneUrls)
_repo_ref_of = Maker(RepoRef)
_repository_of = Maker(Repository)
_pull_request_end_of = Maker(PullRequestEnd)
_pull_request_ref_of = Maker(PullRequestRef)
_pull_request_of = Maker(PullRequest)
_review_of = Maker(Review)

#: How many accounts, and addresses of repositories, are kept to be shared: lists name few of them
#: many times.
_SHARED: Final = 512

#: `+0000`, which Python 3.10 and earlier did not read and which lacks the colon of ISO 8601's
#: extended form.
_OFFSET: Final = re.compile(r"([+-]\d{2})(\d{2})$")

#: A status of HTTP.
_STATUS: Final = re.compile(r"[1-5][0-9]{2}")

RULE_TYPES: Final[Mapping[BranchRuleKind, str]] = {
    BranchRuleKind.READ_ONLY: "read-only",
    BranchRuleKind.DELETE: "no-deletes",
    BranchRuleKind.FORCE_PUSH: "fast-forward-only",
    BranchRuleKind.PULL_REQUEST_ONLY: "pull-request-only",
    BranchRuleKind.CREATE: "no-creates",
}
STATUS_WORDS: Final[Mapping[StatusState, str]] = {
    StatusState.PENDING: "INPROGRESS",
    StatusState.CANCELLED: "CANCELLED",
    StatusState.UNKNOWN: "UNKNOWN",
    **{state: word for word, state in family.STATUS_STATES.items()},
}
_STATUS_OF: Final = {
    **family.STATUS_STATES,
    "CANCELLED": StatusState.CANCELLED,
    "UNKNOWN": StatusState.UNKNOWN,
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
VERDICTS: Final[Mapping[str, Verdict]] = {
    "UNAPPROVED": Verdict.NONE,
    "NEEDS_WORK": Verdict.CHANGES_REQUESTED,
    "APPROVED": Verdict.APPROVED,
}
_ACTIVITY_OF: Final = {
    "OPENED": ActivityKind.OPENED,
    "UPDATED": ActivityKind.UPDATED,
    "RESCOPED": ActivityKind.SOURCE_UPDATED,
    "COMMENTED": ActivityKind.COMMENTED,
    "APPROVED": ActivityKind.APPROVED,
    "UNAPPROVED": ActivityKind.UNAPPROVED,
    "REVIEWED": ActivityKind.CHANGES_REQUESTED,
    "MERGED": ActivityKind.MERGED,
    "DECLINED": ActivityKind.CLOSED,
    "REOPENED": ActivityKind.REOPENED,
}
_PERMISSION_OF: Final = {
    "READ": Permission.READ,
    "WRITE": Permission.WRITE,
    # The right to add repositories to a project; what it allows on those that exist is WRITE.
    "CREATE": Permission.WRITE,
    "ADMIN": Permission.ADMIN,
}


def moment(value: Any, at: str = "$") -> datetime | None:
    """Read a time: epoch milliseconds, the same as text, or (from 10.3) ISO 8601.

    Raises `DecodeError`, with the path `at`, for anything else.
    """
    if value is None:
        return None
    try:
        if type(value) is int:
            return datetime.fromtimestamp(value / 1000, UTC)
        if isinstance(value, str) and not value.lstrip("-").isdecimal():
            read = datetime.fromisoformat(_OFFSET.sub(r"\1:\2", value))
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        if isinstance(value, str):
            return datetime.fromtimestamp(int(value) / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise misfit(f"expected a time, found {_shown(value)}", at) from error
    raise misfit(f"expected a time, found {_shown(value)}", at)


def _shown(value: Any) -> str:
    # A number of thousands of digits cannot be printed.
    return repr(value) if isinstance(value, str) else type(value).__name__


def path_text(value: Any, at: str = "$.path") -> str:
    """Read a path: an object in changes and listings, a text in anchors.

    Raises `DecodeError`, with the path `at`, for anything else.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if isinstance(value.get("toString"), str):
            return str(value["toString"])
        components = value.get("components")
        if isinstance(components, list) and all(isinstance(one, str) for one in components):
            return "/".join(components)
    raise misfit(f"expected a path, found {type(value).__name__}", at)


def _first_link(links: payloads.Links | None) -> str | None:
    """Return the web page: the first of `links.self`."""
    own = links.self if links is not None else None
    first = own[0] if own else None
    return first.href if first is not None else None


def _clone_urls(links: payloads.Links | None) -> CloneUrls:
    entries = links.clone if links is not None else None
    http = ssh = None
    for entry in entries or ():
        if entry is not None:
            name = entry.name
            if name == "http":
                http = entry.href
            elif name == "ssh":
                ssh = entry.href
    return _clone_urls_of.make(https=_nameless(http) if http is not None else None, ssh=ssh)


def _nameless(url: str) -> str | None:
    """Return `url` without the caller's name, which older servers put into it; None for no address."""
    try:
        return redact_url(url)
    except ValueError:
        return None


def _visibility(own: bool | None, projects: bool | None = None) -> Visibility:
    if own or projects:
        return Visibility.PUBLIC
    return Visibility.UNKNOWN if own is None and projects is None else Visibility.PRIVATE


def repo_ref_of(wire: payloads.Repository | payloads.RepositoryName) -> RepoRef:
    """Return the address of a repository."""
    return _repo_ref_of.make(wire.project.key, wire.slug)


_shared_ref = lru_cache(maxsize=_SHARED)(RepoRef)


def repository(
    wire: payloads.Repository, raw: Raw = None, *, default_branch: str | None = None
) -> Repository:
    """Read a repository; its default branch is told apart."""
    ref = repo_ref_of(wire)
    return _repository_of.make(
        id=str(wire.id) if wire.id is not None else str(ref),
        ref=ref,
        name=wire.name or wire.slug,
        description=wire.description or "",
        visibility=_visibility(wire.public, wire.project.public),
        default_branch=default_branch,
        archived=wire.archived or False,
        parent=repo_ref_of(wire.origin) if wire.origin is not None else None,
        url=_first_link(wire.links),
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
        url=_first_link(wire.links),
        raw=raw,
    )


def branch(wire: payloads.Branch, raw: Raw = None) -> Branch:
    """Read a branch."""
    if wire.latestCommit is None:
        raise misfit("required field missing: latestCommit", "$.latestCommit")
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
    key = str(wire.id) if wire.id is not None else wire.name
    url = _first_link(wire.links)
    found = _account(key, wire.name, wire.displayName, wire.emailAddress, wire.type or "", url)
    return found if raw is None else evolve(found, raw=raw)


@lru_cache(maxsize=_SHARED)
def _account(
    key: str, name: str, shown: str | None, email: str | None, kind: str, url: str | None
) -> User:
    return User(
        id=key,
        ref=UserRef(name),
        name=name,
        display_name=shown,
        email=email,
        kind=_ACCOUNT_OF.get(kind, AccountKind.UNKNOWN),
        url=url,
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
        authored_at=moment(wire.authorTimestamp, "$.authorTimestamp"),
        committed_at=moment(wire.committerTimestamp, "$.committerTimestamp"),
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
        old_path=path_text(wire.srcPath, "$.srcPath") if moved else None,
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
        created_at=(
            moment(wire.createdDate, "$.createdDate") or moment(wire.dateAdded, "$.dateAdded")
        ),
        updated_at=moment(wire.updatedDate, "$.updatedDate"),
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
        raise misfit("a grant names neither user nor group", "$")
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
        # Servers that do not echo the configuration do not tell.
        has_secret=None if wire.configuration is None else bool(wire.configuration.get("secret")),
        verify_ssl=wire.sslVerificationRequired,
        raw=raw,
    )


def delivery(wire: payloads.Invocation, raw: Raw = None) -> Delivery:
    """Read one call of a hook."""
    answered = wire.response or wire.result or {}
    told = (answered.get(name) for name in ("statusCode", "status", "description"))
    words = (str(one) for one in told if isinstance(one, int | str))
    number = next((word for word in words if _STATUS.fullmatch(word)), None)
    event = next((known for known, key in KEYS.items() if key == wire.event), wire.event)
    return Delivery(
        id=_call_id(wire),
        event=event,
        status=int(number) if number is not None else None,
        delivered_at=moment(wire.start, "$.start") or moment(wire.finish, "$.finish"),
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


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/tags/")


def branch_rule(wire: payloads.Restriction, raw: Raw = None) -> BranchRule:
    """Read a branch restriction."""
    kinds = {word: kind for kind, word in RULE_TYPES.items()}
    return BranchRule(
        id=str(wire.id),
        kind=kinds.get(wire.type, BranchRuleKind.UNKNOWN),
        # Any ref at all has a word of its own, which no branch's name could be.
        pattern="*" if wire.matcher.type.id == "ANY_REF" else _short(wire.matcher.id),
        users=frozenset(UserRef(one.name) for one in wire.users or ()),
        groups=frozenset(GroupRef(name) for name in wire.groups or ()),
        raw=raw,
    )


def _end(wire: payloads.Reference) -> PullRequestEnd:
    repo = wire.repository
    return _pull_request_end_of.make(
        branch=wire.displayId or _short(wire.id),
        repo=_shared_ref(repo.project.key, repo.slug) if repo is not None else None,
        commit=wire.latestCommit,
    )


def review(wire: payloads.Participant, raw: Raw = None) -> Review:
    """Read somebody's part in a pull request."""
    said = wire.status or ("APPROVED" if wire.approved else "UNAPPROVED")
    return _review_of.make(
        reviewer=user(wire.user),
        verdict=VERDICTS.get(said, Verdict.UNKNOWN),
        commit=wire.lastReviewedCommit,
        raw=raw,
    )


def reviews(wire: payloads.PullRequest, raw: Raw = None) -> tuple[Review, ...]:
    """Read who was asked to review, and who else has given a verdict; `raw` is the pull request."""
    found = _reviews(wire.reviewers, (raw or {}).get("reviewers"))
    if wire.participants:
        names = {one.user.name for one in wire.reviewers or ()}
        others = _reviews(wire.participants, (raw or {}).get("participants"))
        found += [
            one
            for part, one in zip(wire.participants, others, strict=True)
            if part.user.name not in names and one.verdict is not Verdict.NONE
        ]
    return tuple(found)


def _reviews(wires: tuple[payloads.Participant, ...] | None, raws: Any) -> list[Review]:
    if not raws:
        return [review(wire) for wire in wires or ()]
    return [review(wire, raw) for wire, raw in zip(wires or (), raws, strict=True)]


def pull_request(wire: payloads.PullRequest, raw: Raw = None) -> PullRequest:
    """Read a pull request."""
    if wire.toRef.repository is None:
        raise misfit("required field missing: repository", "$.toRef.repository")
    merge = wire.properties.mergeCommit if wire.properties is not None else None
    repo = wire.toRef.repository
    return _pull_request_of.make(
        ref=_pull_request_ref_of.make(_shared_ref(repo.project.key, repo.slug), wire.id),
        number=wire.id,
        title=wire.title,
        state=family.PULL_REQUEST_STATES.get(wire.state or "", PullRequestState.UNKNOWN),
        source=_end(wire.fromRef),
        target=_end(wire.toRef),
        description=wire.description or "",
        draft=wire.draft or False,
        author=user(wire.author.user) if wire.author is not None else None,
        reviews=reviews(wire),
        created_at=moment(wire.createdDate, "$.createdDate"),
        updated_at=moment(wire.updatedDate, "$.updatedDate"),
        closed_at=moment(wire.closedDate, "$.closedDate"),
        merge_commit=merge.id if merge is not None else None,
        url=_first_link(wire.links),
        revision=str(wire.version),
        raw=raw,
    )


def mergeability(wire: payloads.Mergeability, raw: Raw = None) -> Mergeability:
    """Read whether a pull request could be merged."""
    unknown = wire.outcome == "UNKNOWN"
    return Mergeability(
        can_merge=wire.canMerge,
        conflicted=None if unknown else wire.conflicted,
        vetoes=tuple(
            veto.detailedMessage or veto.summaryMessage or "" for veto in wire.vetoes or ()
        ),
        raw=raw,
    )


def _anchor(wire: payloads.Anchor | None) -> Anchor | None:
    if wire is None:
        return None
    return Anchor(
        path=path_text(wire.path),
        line=wire.line,
        side=Side.OLD if wire.fileType == "FROM" else Side.NEW,
        commit=wire.toHash,
    )


def comment(
    wire: payloads.Comment,
    raw: Raw = None,
    *,
    parent: int | None = None,
    anchor: Anchor | None = None,
) -> Comment:
    """Read a comment; `parent` and `anchor` are what surrounds it tells of it."""
    inside = (wire.parent or {}).get("id")
    above = parent if parent is not None else inside
    return Comment(
        id=str(wire.id),
        body=wire.text or "",
        author=user(wire.author) if wire.author is not None else None,
        created_at=moment(wire.createdDate, "$.createdDate"),
        updated_at=moment(wire.updatedDate, "$.updatedDate"),
        parent=str(above) if above is not None else None,
        anchor=read_at("$.anchor", _anchor, wire.anchor) or anchor,
        resolved=wire.threadResolved or False,
        raw=raw,
    )


def thread(
    document: Any,
    *,
    anchor: Anchor | None = None,
    parent: int | None = None,
    keep_raw: bool = False,
) -> tuple[tuple[payloads.Comment, Comment], ...]:
    """Read a comment and the answers inside it, each after what it answers.

    Raises `DecodeError` with the path within `document`.
    """
    try:
        return _thread(document, anchor=anchor, parent=parent, keep_raw=keep_raw)
    except RecursionError as error:
        raise misfit("comments are nested too deeply", "$.comments") from error


def _thread(
    document: Any, *, anchor: Anchor | None, parent: int | None, keep_raw: bool
) -> tuple[tuple[payloads.Comment, Comment], ...]:
    wire = decoder.structure(document, payloads.Comment)
    raw = without_secrets(document) if keep_raw else None
    first = comment(wire, raw, parent=parent, anchor=anchor)
    found = [(wire, first)]
    for index, answer in enumerate(wire.comments or ()):
        try:
            found += _thread(answer, anchor=first.anchor, parent=wire.id, keep_raw=keep_raw)
        except DecodeError as error:
            raise error.within(f"$.comments[{index}]") from error
    return tuple(found)


def said(
    wire: payloads.Activity, *, keep_raw: bool = False
) -> tuple[tuple[payloads.Comment, Comment], ...]:
    """Read the comment that an activity is about, and the answers inside it; nothing for others."""
    if wire.action != "COMMENTED" or not isinstance(wire.comment, dict):
        return ()
    anchor = read_at("$.commentAnchor", _anchor, wire.commentAnchor)
    try:
        return thread(wire.comment, anchor=anchor, keep_raw=keep_raw)
    except DecodeError as error:
        raise error.within("$.comment") from error


def task(wire: payloads.Comment, raw: Raw = None) -> Task:
    """Read a task, which is a comment that blocks."""
    above = (wire.parent or {}).get("id")
    return Task(
        id=str(wire.id),
        body=wire.text or "",
        done=wire.state == "RESOLVED",
        comment=str(above) if above is not None else None,
        author=user(wire.author) if wire.author is not None else None,
        created_at=moment(wire.createdDate, "$.createdDate"),
        raw=raw,
    )


def activity(wire: payloads.Activity, raw: Raw = None) -> Activity:
    """Read something that happened to a pull request."""
    kind = _ACTIVITY_OF.get(wire.action, ActivityKind.UNKNOWN)
    # The server has one word for new reviewers and for a new title.
    if kind is ActivityKind.UPDATED and (wire.addedReviewers or wire.removedReviewers):
        kind = ActivityKind.REVIEWERS_CHANGED
    comments = said(wire)
    return Activity(
        id=str(wire.id),
        kind=kind,
        actor=user(wire.user) if wire.user is not None else None,
        created_at=moment(wire.createdDate, "$.createdDate"),
        comment=comments[0][1] if comments else None,
        detail=wire.action,
        raw=raw,
    )
