"""From the forge's records to githost's models: the only file that converts.

Each function takes the session, a record, and whether to keep the record as `raw`.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import attrs

from githost.interface import without_secrets
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
    Comparison,
    Delivery,
    DeployKey,
    EntryKind,
    Event,
    FileEntry,
    Grant,
    Group,
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
from githost_local.forge import records
from githost_local.forge.errors import NotFound
from githost_local.session import Session

_ACTIVITIES = {
    "opened": ActivityKind.OPENED,
    "updated": ActivityKind.UPDATED,
    "rescoped": ActivityKind.SOURCE_UPDATED,
    "reviewers_changed": ActivityKind.REVIEWERS_CHANGED,
    "commented": ActivityKind.COMMENTED,
    "approved": ActivityKind.APPROVED,
    "unapproved": ActivityKind.UNAPPROVED,
    "changes_requested": ActivityKind.CHANGES_REQUESTED,
    "changes_withdrawn": ActivityKind.CHANGES_WITHDRAWN,
    "merged": ActivityKind.MERGED,
    "closed": ActivityKind.CLOSED,
    "reopened": ActivityKind.REOPENED,
}
_EVENTS = frozenset(Event)
_RULES = frozenset(BranchRuleKind)


def permission(level: records.Level) -> Permission:
    """Return a level as a permission."""
    return Permission(level.name.lower())


def repository(session: Session, found: records.Repository, raw: bool = True) -> Repository:
    """Return a repository; its parent only where whoever acts may read that, too."""
    forge = session.forge
    project = None if found.project_id is None else forge.projects.get(found.project_id).code
    return Repository(
        id=found.key,
        ref=session.ref(found),
        name=found.name,
        description=found.description,
        visibility=Visibility(found.visibility.value),
        default_branch=found.default_branch,
        archived=found.archived,
        project=project,
        parent=_parent(session, found),
        created_at=found.created_at,
        updated_at=found.updated_at,
        clone_urls=CloneUrls(https=forge.repos.directory(found).as_uri()),
        raw=_document(found, raw),
    )


def _parent(session: Session, found: records.Repository) -> RepoRef | None:
    if found.parent_id is None:
        return None
    parent = session.forge.repos.get(found.parent_id)
    return session.ref(parent) if session.readable(parent) else None


def namespace(_: Session, found: records.Namespace, raw: bool = True) -> Namespace:
    """Return a namespace."""
    personal = found.kind is records.NamespaceKind.PERSONAL
    return Namespace(
        id=found.key,
        path=found.path,
        name=found.name,
        kind=NamespaceKind.PERSONAL if personal else NamespaceKind.ORGANIZATION,
        description=found.description,
        visibility=_visibility(found.public),
        raw=_document(found, raw),
    )


def project(session: Session, found: records.Project, raw: bool = True) -> Project:
    """Return a project."""
    return Project(
        id=found.key,
        namespace=NamespaceRef(session.forge.namespaces.get(found.namespace_id).path),
        key=found.code,
        name=found.name,
        description=found.description,
        visibility=_visibility(found.public),
        raw=_document(found, raw),
    )


def _visibility(public: bool) -> Visibility:
    return Visibility.PUBLIC if public else Visibility.PRIVATE


def user(_: Session, found: records.Account, raw: bool = True) -> User:
    """Return an account; operations take its login, which stays."""
    person = found.kind is records.AccountKind.PERSON
    return User(
        id=found.key,
        ref=UserRef(found.login),
        name=found.login,
        display_name=found.display_name,
        email=found.email,
        kind=AccountKind.USER if person else AccountKind.SERVICE,
        raw=_document(found, raw),
    )


def group(_: Session, found: records.Group, raw: bool = True) -> Group:
    """Return a group; operations take its slug."""
    return Group(id=found.key, ref=GroupRef(found.slug), name=found.name, raw=_document(found, raw))


def _author(session: Session, account_id: int | None) -> User | None:
    if account_id is None:
        return None
    return user(session, session.forge.accounts.get(account_id), raw=False)


def grant(_: Session, found: records.Grant, raw: bool = True) -> Grant:
    """Return a grant; its role is the level's name unless another was given."""
    subject: UserRef | GroupRef
    if isinstance(found.subject, records.Group):
        subject, name = GroupRef(found.subject.slug), found.subject.name
    else:
        subject, name = UserRef(found.subject.login), found.subject.display_name
    level = found.level
    return Grant(
        subject=subject,
        permission=permission(level),
        name=name,
        role=found.role or (None if level is records.Level.NONE else level.name.lower()),
        raw=_document(found, raw),
    )


def branch(_: Session, found: records.Branch, raw: bool = True) -> Branch:
    """Return a branch."""
    return Branch(
        name=found.name, commit=found.commit, default=found.default, raw=_document(found, raw)
    )


def tag(_: Session, found: records.Tag, raw: bool = True) -> Tag:
    """Return a tag."""
    return Tag(
        name=found.name,
        commit=found.commit,
        message=found.message,
        annotated=found.object is not None,
        raw=_document(found, raw),
    )


def commit(session: Session, found: records.Commit, raw: bool = True) -> Commit:
    """Return a commit."""
    return Commit(
        sha=found.sha,
        message=found.message,
        author=_signature(session, found.author),
        committer=_signature(session, found.committer),
        authored_at=found.author.date,
        committed_at=found.committer.date,
        parents=found.parents,
        raw=_document(found, raw),
    )


def _signature(session: Session, found: records.Signature) -> Signature:
    try:
        known = user(session, session.forge.accounts.by_email(found.email), raw=False)
    except NotFound:
        known = None
    return Signature(name=found.name, email=found.email or None, user=known)


def comparison(found: records.Comparison) -> Comparison:
    """Return how two commits relate."""
    return Comparison(ahead=found.ahead, behind=found.behind, merge_base=found.merge_base)


def change(_: Session, found: records.Change, raw: bool = True) -> Change:
    """Return a change; one of type is a modification."""
    changed_type = found.kind is records.ChangeKind.TYPE_CHANGED
    return Change(
        path=found.path,
        kind=ChangeKind.MODIFIED if changed_type else ChangeKind(found.kind.value),
        old_path=found.old_path,
        lines_added=found.lines_added,
        lines_removed=found.lines_removed,
        raw=_document(found, raw),
    )


def file_entry(_: Session, found: records.TreeEntry, raw: bool = True) -> FileEntry:
    """Return an entry of a directory."""
    is_file = found.kind is records.EntryKind.FILE
    return FileEntry(
        path=found.path,
        kind=EntryKind(found.kind.value),
        size=found.size if is_file else None,
        commit=found.commit,
        raw=_document(found, raw),
    )


def status(_: Session, found: records.Status, raw: bool = True) -> Status:
    """Return a status; the forge names one after its key where it was given no name."""
    return Status(
        key=found.key,
        state=StatusState(found.state.value),
        url=found.url or None,
        name=None if found.name == found.key else found.name,
        description=found.description,
        created_at=found.created_at,
        updated_at=found.updated_at,
        raw=_document(found, raw),
    )


def pull_request(session: Session, found: records.PullRequest, raw: bool = True) -> PullRequest:
    """Return a pull request; its revision is the forge's version."""
    target = session.ref(session.forge.repos.get(found.repository_id))
    source = found.source_repository_id
    return PullRequest(
        ref=PullRequestRef(target, found.number),
        number=found.number,
        title=found.title,
        state=PullRequestState(found.state.value),
        source=PullRequestEnd(
            branch=found.source_branch,
            repo=None if source is None else session.ref(session.forge.repos.get(source)),
            commit=found.source_commit,
        ),
        target=PullRequestEnd(branch=found.target_branch, repo=target, commit=found.target_commit),
        description=found.description,
        draft=found.draft,
        author=_author(session, found.author_id),
        reviews=tuple(review(session, part, raw=False) for part in said(found)),
        created_at=found.created_at,
        updated_at=found.updated_at,
        closed_at=found.closed_at,
        merge_commit=found.merge_commit,
        revision=str(found.version),
        raw=_document(found, raw),
    )


def said(found: records.PullRequest) -> tuple[records.Review, ...]:
    """Return the parts of those who were asked and of those who gave a verdict unasked."""
    return tuple(
        part
        for part in found.reviews
        if part.role is records.ReviewRole.REVIEWER or part.verdict is not records.Verdict.NONE
    )


def review(session: Session, found: records.Review, raw: bool = True) -> Review:
    """Return a review."""
    return Review(
        reviewer=user(session, session.forge.accounts.get(found.account_id), raw=False),
        verdict=Verdict(found.verdict.value),
        commit=found.commit,
        submitted_at=found.at,
        raw=_document(found, raw),
    )


def activity(session: Session, found: records.Activity, raw: bool = True) -> Activity:
    """Return a line of a pull request's log."""
    said = None
    if found.action == "commented":
        pull_request = session.forge.pull_requests.by_id(found.pull_request_id)
        record = session.forge.comments.get(pull_request, found.details["comment"])
        said = comment(session, record, raw=False)
    return Activity(
        id=str(found.id),
        kind=_ACTIVITIES.get(found.action, ActivityKind.UNKNOWN),
        actor=_author(session, found.actor_id),
        created_at=found.at,
        comment=said,
        detail=found.action,
        raw=_document(found, raw),
    )


def comment(session: Session, found: records.Comment, raw: bool = True) -> Comment:
    """Return a comment."""
    anchor = None
    if found.anchor is not None:
        anchor = Anchor(
            path=found.anchor.path,
            line=found.anchor.line,
            side=Side(found.anchor.side.value),
            commit=found.anchor.commit,
        )
    return Comment(
        id=str(found.id),
        body=found.body,
        author=_author(session, found.author_id),
        created_at=found.created_at,
        updated_at=found.updated_at,
        parent=None if found.parent_id is None else str(found.parent_id),
        anchor=anchor,
        resolved=found.resolved,
        deleted=found.deleted,
        raw=_document(found, raw),
    )


def task(session: Session, found: records.Task, raw: bool = True) -> Task:
    """Return a task."""
    return Task(
        id=str(found.id),
        body=found.body,
        done=found.done,
        comment=None if found.comment_id is None else str(found.comment_id),
        author=_author(session, found.author_id),
        created_at=found.created_at,
        raw=_document(found, raw),
    )


def hook(_: Session, found: records.Hook, raw: bool = True) -> Hook:
    """Return a hook, without its secret."""
    return Hook(
        id=found.key,
        url=found.url,
        events=frozenset(Event(key) for key in found.events if key in _EVENTS),
        vendor_events=found.events,
        active=found.active,
        description=found.description,
        has_secret=found.secret is not None,
        verify_ssl=found.verify_ssl,
        raw=_document(found, raw),
    )


def delivery(_: Session, found: records.Delivery, raw: bool = True) -> Delivery:
    """Return one call of a hook."""
    return Delivery(
        id=found.key,
        event=Event(found.event) if found.event in _EVENTS else found.event,
        status=found.status,
        delivered_at=found.at,
        raw=_document(found, raw),
    )


def deploy_key(_: Session, found: records.DeployKey, raw: bool = True) -> DeployKey:
    """Return a deploy key."""
    return DeployKey(
        id=str(found.id),
        key=found.key,
        label=found.label,
        read_only=found.read_only,
        raw=_document(found, raw),
    )


def branch_rule(_: Session, found: records.BranchRule, raw: bool = True) -> BranchRule:
    """Return a branch rule; the kinds of the forge's other faces are not known here."""
    return BranchRule(
        id=str(found.id),
        kind=BranchRuleKind(found.kind) if found.kind in _RULES else BranchRuleKind.UNKNOWN,
        pattern=found.pattern,
        users=frozenset(UserRef(account.login) for account in found.accounts),
        groups=frozenset(GroupRef(group.slug) for group in found.groups),
        value=found.value,
        raw=_document(found, raw),
    )


def _document(record: Any, wanted: bool) -> Mapping[str, Any] | None:
    """Return a record as the JSON object that stands for the host's own, without secrets."""
    if not wanted:
        return None
    values = attrs.asdict(record, value_serializer=_plain)
    found: Mapping[str, Any] = without_secrets(values)
    return found


def _plain(_: object, __: object, value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value
