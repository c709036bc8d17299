"""From Cloud's documents to the models: the only place where times, states and words are converted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from attrs import evolve

from githost.interface import Decoder, Maker, misfit, read_at
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
    DeployKey,
    EntryKind,
    FileEntry,
    Grant,
    GroupRef,
    Hook,
    Namespace,
    NamespaceKind,
    NamespaceRef,
    Permission,
    Project,
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
from githost_bitbucket.cloud import payloads
from githost_bitbucket.cloud.events import neutral_events

__all__ = [
    "PERMISSIONS",
    "RULE_KINDS",
    "STATUS_WORDS",
    "Raw",
    "activity",
    "branch",
    "branch_rule",
    "change",
    "comment",
    "commit",
    "decoder",
    "deploy_key",
    "entry",
    "grant",
    "hook",
    "member",
    "moment",
    "namespace",
    "person",
    "project",
    "pull_request",
    "repo_ref_of",
    "repository",
    "review",
    "reviews",
    "status",
    "tag",
    "task",
    "user",
    "workspace_access",
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

_ACCOUNT_OF: Final = {
    "user": AccountKind.USER,
    "app_user": AccountKind.SERVICE,
    "AppUser": AccountKind.SERVICE,
    "team": AccountKind.TEAM,
}
#: The list of workspaces does not tell.
_NAMESPACE_OF: Final = {
    True: NamespaceKind.PERSONAL,
    False: NamespaceKind.ORGANIZATION,
    None: NamespaceKind.UNKNOWN,
}
#: What Cloud's words allow. `owner`, `create-project`, `collaborator` and `member` are a
#: workspace's; `create-repo` is a project's.
PERMISSIONS: Final[Mapping[str, Permission]] = {
    "none": Permission.NONE,
    "read": Permission.READ,
    "member": Permission.READ,
    "write": Permission.WRITE,
    "collaborator": Permission.WRITE,
    "create-repo": Permission.WRITE,
    "create-project": Permission.WRITE,
    "admin": Permission.ADMIN,
    "owner": Permission.ADMIN,
}
RULE_KINDS: Final[Mapping[BranchRuleKind, str]] = {
    BranchRuleKind.PUSH: "push",
    BranchRuleKind.DELETE: "delete",
    BranchRuleKind.FORCE_PUSH: "force",
    BranchRuleKind.MERGE: "restrict_merges",
    BranchRuleKind.REQUIRE_APPROVALS: "require_approvals_to_merge",
    BranchRuleKind.REQUIRE_DEFAULT_REVIEWER_APPROVALS: (
        "require_default_reviewer_approvals_to_merge"
    ),
    BranchRuleKind.REQUIRE_GROUP_APPROVALS: "require_review_group_approvals_to_merge",
    BranchRuleKind.REQUIRE_PASSING_BUILDS: "require_passing_builds_to_merge",
    BranchRuleKind.REQUIRE_TASKS_DONE: "require_tasks_to_be_completed",
    BranchRuleKind.REQUIRE_NO_CHANGES_REQUESTED: "require_no_changes_requested",
    BranchRuleKind.REQUIRE_COMMENTS_RESOLVED: "require_all_comments_resolved",
    BranchRuleKind.REQUIRE_DEPENDENCIES_MERGED: "require_all_dependencies_merged",
    BranchRuleKind.REQUIRE_COMMITS_BEHIND: "require_commits_behind",
    BranchRuleKind.RESET_APPROVALS_ON_CHANGE: "reset_pullrequest_approvals_on_change",
    BranchRuleKind.RESET_APPROVALS_ON_DIFF_CHANGE: "smart_reset_pullrequest_approvals",
    BranchRuleKind.RESET_CHANGES_REQUESTED_ON_CHANGE: (
        "reset_pullrequest_changes_requested_on_change"
    ),
    BranchRuleKind.ALLOW_AUTO_MERGE: "allow_auto_merge_when_builds_pass",
    BranchRuleKind.ENFORCE_MERGE_CHECKS: "enforce_merge_checks",
}
_RULE_OF: Final = {word: kind for kind, word in RULE_KINDS.items()}
STATUS_WORDS: Final[Mapping[StatusState, str]] = {
    StatusState.PENDING: "INPROGRESS",
    StatusState.CANCELLED: "STOPPED",
    **{state: word for word, state in family.STATUS_STATES.items()},
}
_STATUS_OF: Final = {**family.STATUS_STATES, "STOPPED": StatusState.CANCELLED}
_STATE_OF: Final = {**family.PULL_REQUEST_STATES, "SUPERSEDED": PullRequestState.CLOSED}
_VERDICT_OF: Final = {
    "approved": Verdict.APPROVED,
    "changes_requested": Verdict.CHANGES_REQUESTED,
}
_CHANGE_OF: Final = {
    "added": ChangeKind.ADDED,
    "modified": ChangeKind.MODIFIED,
    "removed": ChangeKind.DELETED,
    "renamed": ChangeKind.RENAMED,
}
_ENTRY_OF: Final = {
    "commit_file": EntryKind.FILE,
    "commit_directory": EntryKind.DIRECTORY,
}
#: What makes of a file something else.
_ATTRIBUTE_OF: Final = {"link": EntryKind.SYMLINK, "subrepository": EntryKind.SUBMODULE}
_UPDATE_OF: Final = {
    "MERGED": ActivityKind.MERGED,
    "DECLINED": ActivityKind.CLOSED,
    "SUPERSEDED": ActivityKind.CLOSED,
}


def moment(text: str | None, at: str = "$") -> datetime | None:
    """Read a time: ISO 8601 with any number of fraction digits, in UTC where it names no zone.

    Raises `DecodeError`, with the path `at`, for anything else.
    """
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is UTC:
            return read
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise misfit(f"expected a time, found {text!r}", at) from error


def _html_link(links: payloads.Links | None) -> str | None:
    """Return the web page: `links.html.href`."""
    html = links.html if links is not None else None
    href = html.get("href") if isinstance(html, dict) else None
    return href if isinstance(href, str) else None


def _clone_urls(links: payloads.Links | None) -> CloneUrls:
    """Return the addresses for git: `links.clone`."""
    entries = links.clone if links is not None else None
    https = ssh = None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            if entry.get("name") == "https":
                https = entry.get("href")
            elif entry.get("name") == "ssh":
                ssh = entry.get("href")
    return _clone_urls_of.make(
        https=_nameless(https) if isinstance(https, str) else None,
        ssh=ssh if isinstance(ssh, str) else None,
    )


def _nameless(url: str) -> str | None:
    """Return `url` without the caller's user name, which Cloud puts into it; None for no address."""
    try:
        return redact_url(url)
    except ValueError:
        return None


def _visibility(private: bool | None) -> Visibility:
    if private is None:
        return Visibility.UNKNOWN
    return Visibility.PRIVATE if private else Visibility.PUBLIC


def repo_ref_of(full_name: str, at: str = "$.full_name") -> RepoRef:
    """Return the address that a `full_name` is.

    Raises `DecodeError`, with the path `at`, where it is none.
    """
    workspace, slash, slug = full_name.partition("/")
    if not (workspace and slash and slug):
        raise misfit(f"expected workspace/slug, found {full_name!r}", at)
    return _repo_ref_of.make(workspace, slug)


@lru_cache(maxsize=_SHARED)
def _shared_ref(full_name: str, at: str) -> RepoRef:
    return repo_ref_of(full_name, f"{at}.repository.full_name")


def repository(wire: payloads.Repository, raw: Raw = None) -> Repository:
    """Read a repository."""
    ref = repo_ref_of(wire.full_name)
    parent = wire.parent.full_name if wire.parent is not None else None
    return _repository_of.make(
        id=wire.uuid or wire.full_name,
        ref=ref,
        name=wire.name or ref.name,
        description=wire.description or "",
        visibility=_visibility(wire.is_private),
        default_branch=wire.mainbranch.name if wire.mainbranch is not None else None,
        project=wire.project.key if wire.project is not None else None,
        parent=repo_ref_of(parent, "$.parent.full_name") if parent is not None else None,
        created_at=moment(wire.created_on, "$.created_on"),
        updated_at=moment(wire.updated_on, "$.updated_on"),
        url=_html_link(wire.links),
        clone_urls=_clone_urls(wire.links),
        raw=raw,
    )


def branch(wire: payloads.Ref, raw: Raw = None) -> Branch:
    """Read a branch; whether it is the default one is a fact of the repository."""
    return Branch(name=wire.name, commit=wire.target.hash, raw=raw)


def tag(wire: payloads.Ref, raw: Raw = None) -> Tag:
    """Read a tag; only annotated ones have a tagger, and a message."""
    annotated = wire.tagger is not None
    return Tag(
        name=wire.name,
        commit=wire.target.hash,
        # As git keeps it, with a line break at its end.
        message=(wire.message or "").rstrip("\n") if annotated else None,
        annotated=annotated,
        raw=raw,
    )


def _account_id(wire: payloads.Account) -> str | None:
    return wire.uuid or wire.account_id or wire.username or wire.nickname


def user(wire: payloads.Account, raw: Raw = None) -> User:
    """Read an account.

    Raises `DecodeError` where nothing names it.
    """
    key = _account_id(wire)
    if key is None:
        raise misfit("an account has neither uuid nor account_id", "$.uuid")
    name = wire.nickname or wire.username or wire.display_name or key
    found = _account(key, name, wire.display_name, wire.type or "", _html_link(wire.links))
    return found if raw is None else evolve(found, raw=raw)


@lru_cache(maxsize=_SHARED)
def _account(key: str, name: str, shown: str | None, kind: str, url: str | None) -> User:
    return User(
        id=key,
        ref=UserRef(key),
        name=name,
        display_name=shown,
        kind=_ACCOUNT_OF.get(kind, AccountKind.UNKNOWN),
        url=url,
    )


def person(wire: payloads.Account | None) -> User | None:
    """Read an account within another object: None for a deleted one, which nothing names."""
    return user(wire) if wire is not None and _account_id(wire) is not None else None


def namespace(wire: payloads.Workspace, raw: Raw = None) -> Namespace:
    """Read a workspace."""
    return Namespace(
        id=wire.uuid or wire.slug,
        path=wire.slug,
        name=wire.name or wire.slug,
        kind=_NAMESPACE_OF[wire.is_personal],
        visibility=_visibility(wire.is_private),
        url=_html_link(wire.links),
        raw=raw,
    )


def workspace_access(wire: payloads.WorkspaceAccess, raw: Raw = None) -> Namespace:
    """Read a workspace within the caller's access to it."""
    return namespace(wire.workspace, raw)


def project(wire: payloads.Project, raw: Raw = None, *, workspace: NamespaceRef) -> Project:
    """Read a project of `workspace`."""
    return Project(
        id=wire.uuid or wire.key,
        namespace=workspace,
        key=wire.key,
        name=wire.name or wire.key,
        description=wire.description or "",
        visibility=_visibility(wire.is_private),
        url=_html_link(wire.links),
        raw=raw,
    )


def grant(wire: payloads.PermissionGrant, raw: Raw = None) -> Grant:
    """Read what is granted to a user or a group.

    Raises `DecodeError` where it names neither.
    """
    subject: UserRef | GroupRef
    if wire.group is not None:
        subject, name = GroupRef(wire.group.slug), wire.group.name or wire.group.slug
    elif wire.user is not None:
        found = read_at("$.user", user, wire.user)
        subject, name = found.ref, found.display_name or found.name
    else:
        raise misfit("a permission names neither user nor group", "$.user")
    permission = PERMISSIONS.get(wire.permission, Permission.NONE)
    role = None if wire.permission == "none" else wire.permission
    return Grant(subject=subject, name=name, permission=permission, role=role, raw=raw)


def member(wire: payloads.Membership, raw: Raw = None) -> Grant:
    """Read a member of a workspace; one without a word is a plain member."""
    word = wire.permission or "member"
    return grant(payloads.PermissionGrant(permission=word, user=wire.user), raw)


def hook(wire: payloads.Webhook, raw: Raw = None) -> Hook:
    """Read a hook."""
    skips = wire.skip_cert_verification
    return Hook(
        id=wire.uuid,
        url=wire.url,
        events=neutral_events(wire.events),
        vendor_events=frozenset(wire.events),
        active=wire.active is not False,
        description=wire.description or "",
        has_secret=wire.secret_set,
        verify_ssl=None if skips is None else not skips,
        raw=raw,
    )


def deploy_key(wire: payloads.DeployKey, raw: Raw = None) -> DeployKey:
    """Read a deploy key; Cloud's only read."""
    return DeployKey(id=str(wire.id), key=wire.key, label=wire.label or "", raw=raw)


def branch_rule(wire: payloads.BranchRestriction, raw: Raw = None) -> BranchRule:
    """Read a branch rule; by the branching model its pattern is the kind of branch."""
    return BranchRule(
        id=str(wire.id),
        kind=_RULE_OF.get(wire.kind, BranchRuleKind.UNKNOWN),
        pattern=wire.pattern or wire.branch_type or "",
        users=frozenset(
            read_at(f"$.users[{index}]", user, one).ref
            for index, one in enumerate(wire.users or ())
        ),
        groups=frozenset(GroupRef(one.slug) for one in wire.groups or ()),
        value=wire.value,
        raw=raw,
    )


def _signature(wire: payloads.CommitAuthor | None) -> Signature | None:
    """Read whom a commit names; `raw` is as git writes it, `Name <address>`."""
    if wire is None:
        return None
    name, bracket, rest = (wire.raw or "").partition("<")
    account = person(wire.user)
    known = account.display_name or account.name if account is not None else ""
    return Signature(
        name=name.strip() or known or "",
        email=rest.rpartition(">")[0].strip() or None if bracket else None,
        user=account,
    )


def commit(wire: payloads.Commit, raw: Raw = None) -> Commit:
    """Read a commit."""
    return Commit(
        sha=wire.hash,
        message=wire.message or "",
        author=_signature(wire.author),
        committer=_signature(wire.committer),
        authored_at=moment(wire.date, "$.date"),
        parents=tuple(parent.hash for parent in wire.parents or ()),
        url=_html_link(wire.links),
        raw=raw,
    )


def change(wire: payloads.Diffstat, raw: Raw = None) -> Change:
    """Read what happened to a file.

    Raises `DecodeError` where it names no file.
    """
    # The side on which it is not there is null, and was recorded with an empty path too.
    old = wire.old.path or None if wire.old is not None else None
    path = wire.new.path or old if wire.new is not None else old
    if path is None:
        raise misfit("a change names no file", "$.new")
    return Change(
        path=path,
        kind=_CHANGE_OF.get(wire.status or "", ChangeKind.UNKNOWN),
        old_path=old if old != path else None,
        lines_added=wire.lines_added,
        lines_removed=wire.lines_removed,
        raw=raw,
    )


def entry(wire: payloads.TreeEntry, raw: Raw = None) -> FileEntry:
    """Read an entry of a directory; its attributes are an array, in the schema one word."""
    words = wire.attributes if isinstance(wire.attributes, list) else [wire.attributes]
    special = (
        _ATTRIBUTE_OF[word] for word in words if isinstance(word, str) and word in _ATTRIBUTE_OF
    )
    kind = next(special, _ENTRY_OF.get(wire.type or "", EntryKind.UNKNOWN))
    return FileEntry(
        path=wire.path.rstrip("/"),
        kind=kind,
        size=wire.size,
        commit=wire.commit.hash if wire.commit is not None else None,
        raw=raw,
    )


def status(wire: payloads.CommitStatus, raw: Raw = None) -> Status:
    """Read what a build says about a commit."""
    return Status(
        key=wire.key,
        state=_STATUS_OF.get(wire.state or "", StatusState.UNKNOWN),
        url=wire.url,
        name=wire.name,
        description=wire.description or "",
        created_at=moment(wire.created_on, "$.created_on"),
        updated_at=moment(wire.updated_on, "$.updated_on"),
        raw=raw,
    )


def _end(wire: payloads.Endpoint, at: str) -> PullRequestEnd:
    name = wire.repository.full_name if wire.repository is not None else None
    return _pull_request_end_of.make(
        branch=wire.branch.name or "",
        repo=_shared_ref(name, at) if name is not None else None,
        commit=wire.commit.hash if wire.commit is not None else None,
    )


def review(wire: payloads.Participant, raw: Raw = None) -> Review:
    """Read somebody's part in a pull request.

    Raises `DecodeError` where nothing names them.
    """
    if wire.user is None:
        raise misfit("required field missing: user", "$.user")
    verdict = Verdict.NONE
    if wire.state is not None:
        verdict = _VERDICT_OF.get(wire.state, Verdict.UNKNOWN)
    elif wire.approved:
        verdict = Verdict.APPROVED
    spoke = verdict is not Verdict.NONE
    return _review_of.make(
        reviewer=read_at("$.user", user, wire.user),
        verdict=verdict,
        submitted_at=moment(wire.participated_on, "$.participated_on") if spoke else None,
        raw=raw,
    )


def reviews(wire: payloads.PullRequest, raw: Raw = None) -> tuple[Review, ...]:
    """Read who was asked to review, and who has given a verdict unasked; `raw` is the pull request.

    Participants tell verdicts, reviewers only names; a list may hold the one without the other.
    """
    raws = (raw or {}).get("participants")
    parts = wire.participants or ()
    found: dict[str, Review] = {}
    documents = raws or (None,) * len(parts)
    for index, (part, document) in enumerate(zip(parts, documents, strict=True)):
        if part.user is None or _account_id(part.user) is None:
            continue
        read = read_at(f"$.participants[{index}]", review, part, document)
        if part.role == "REVIEWER" or read.verdict is not Verdict.NONE:
            found[read.reviewer.id] = read
    for account in wire.reviewers or ():
        asked = person(account)
        if asked is not None and asked.id not in found:
            found[asked.id] = _review_of.make(reviewer=asked)
    return tuple(found.values())


def pull_request(wire: payloads.PullRequest, raw: Raw = None) -> PullRequest:
    """Read a pull request.

    Raises `DecodeError` where it names no repository to go into.
    """
    target = _end(wire.destination, "$.destination")
    if target.repo is None:
        where = "$.destination.repository"
        raise misfit(
            "required field missing: full_name",
            where if wire.destination.repository is None else f"{where}.full_name",
        )
    state = _STATE_OF.get(wire.state or "", PullRequestState.UNKNOWN)
    described = wire.description if wire.description is not None else _text(wire.summary)
    return _pull_request_of.make(
        ref=_pull_request_ref_of.make(target.repo, wire.id),
        number=wire.id,
        title=wire.title,
        state=state,
        source=_end(wire.source, "$.source"),
        target=target,
        description=described,
        draft=wire.draft or False,
        author=person(wire.author),
        reviews=reviews(wire),
        created_at=moment(wire.created_on, "$.created_on"),
        updated_at=moment(wire.updated_on, "$.updated_on"),
        closed_at=moment(wire.closed_on, "$.closed_on"),
        merge_commit=wire.merge_commit.hash if wire.merge_commit is not None else None,
        url=_html_link(wire.links),
        raw=raw,
    )


def _text(wire: payloads.Content | None) -> str:
    return (wire.raw or "") if wire is not None else ""


def _line(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _anchor(inline: Mapping[str, Any] | None) -> Anchor | None:
    """Read a comment's place: `to` counts in the new file, `from` in the old, neither is the file."""
    if inline is None or not isinstance(inline.get("path"), str):
        return None
    new, old = _line(inline.get("to")), _line(inline.get("from"))
    return Anchor(
        path=inline["path"],
        line=new if new is not None else old,
        side=Side.OLD if new is None and old is not None else Side.NEW,
    )


def comment(wire: payloads.Comment, raw: Raw = None) -> Comment:
    """Read a comment."""
    return Comment(
        id=str(wire.id),
        body="" if wire.deleted else _text(wire.content),
        author=person(wire.user),
        created_at=moment(wire.created_on, "$.created_on"),
        updated_at=moment(wire.updated_on, "$.updated_on"),
        parent=str(wire.parent.id) if wire.parent is not None else None,
        anchor=_anchor(wire.inline),
        resolved=wire.resolution is not None,
        deleted=wire.deleted or False,
        raw=raw,
    )


def _comment(document: Any) -> Comment:
    return comment(decoder.structure(document, payloads.Comment))


def task(wire: payloads.Task, raw: Raw = None) -> Task:
    """Read a task."""
    return Task(
        id=str(wire.id),
        body=_text(wire.content),
        done=wire.state == "RESOLVED",
        comment=str(wire.comment.id) if wire.comment is not None else None,
        author=person(wire.creator),
        created_at=moment(wire.created_on, "$.created_on"),
        raw=raw,
    )


def activity(document: Mapping[str, Any], raw: Raw = None) -> Activity:
    """Read something that happened to a pull request: an entry has one of four parts, and no id."""
    wire = decoder.structure(document, payloads.Activity)
    if wire.comment is not None:
        said = read_at("$.comment", _comment, wire.comment)
        return Activity(
            id=f"comment-{said.id}",
            kind=ActivityKind.COMMENTED,
            actor=said.author,
            created_at=said.created_at,
            comment=said,
            detail="comment",
            raw=raw,
        )
    if wire.update is not None:
        return _happened("update", wire.update, _update_kind(wire.update), raw)
    if wire.approval is not None:
        return _happened("approval", wire.approval, ActivityKind.APPROVED, raw)
    if wire.changes_requested is not None:
        part = wire.changes_requested
        return _happened("changes_requested", part, ActivityKind.CHANGES_REQUESTED, raw)
    word = next((key for key in document if key != "pull_request"), "nothing")
    other = document.get(word)
    return _happened(word, other if isinstance(other, dict) else {}, ActivityKind.UNKNOWN, raw)


def _update_kind(part: Mapping[str, Any]) -> ActivityKind:
    changed = part.get("changes")
    if isinstance(changed, dict) and "reviewers" in changed:
        return ActivityKind.REVIEWERS_CHANGED
    return _UPDATE_OF.get(str(part.get("state")), ActivityKind.UPDATED)


def _happened(word: str, part: Mapping[str, Any], kind: ActivityKind, raw: Raw) -> Activity:
    when = part.get("date")
    role = "author" if part.get("author") else "user"
    who, actor = part.get(role), None
    if who is not None:
        actor = person(decoder.structure(who, payloads.Account, at=f"$.{word}.{role}"))
    return Activity(
        id=f"{word}-{when}",
        kind=kind,
        actor=actor,
        created_at=moment(when, f"$.{word}.date") if isinstance(when, str) else None,
        detail=str(part.get("state") or word),
        raw=raw,
    )
