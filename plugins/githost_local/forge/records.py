"""What the forge holds: frozen values in neutral words.

Ids are numbers that grow from 1 and are never used twice in one directory; `key` is a UUID
(lower case, without braces). Times are aware UTC with microseconds. `settings` and `extra` are
free JSON objects: the forge keeps them for its faces and never reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum, IntEnum
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

import attrs

T = TypeVar("T")


class Keep(Enum):
    """The type of `KEEP`, the default of arguments for which None is a value."""

    KEEP = "keep"


#: Leave the field as it is.
KEEP: Final = Keep.KEEP


@attrs.frozen
class Slice(Generic[T]):
    """A part of a list, and the length of the whole."""

    items: tuple[T, ...]
    #: How many items the whole list has, with the filters applied.
    total: int

    @classmethod
    def of(cls, whole: Sequence[T], *, offset: int, limit: int | None) -> Slice[T]:
        """Cut a part out of a list; None for `limit` is all from `offset` on."""
        end = None if limit is None else offset + limit
        return cls(tuple(whole[offset:end]), len(whole))

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Level(IntEnum):
    """How much somebody may do; a level includes those below it."""

    NONE = 0
    READ = 1
    WRITE = 2
    ADMIN = 3


class Visibility(Enum):
    """Who may read a repository without a grant."""

    #: Everybody, signed in or not.
    PUBLIC = "public"
    #: Every account.
    INTERNAL = "internal"
    #: Nobody.
    PRIVATE = "private"


class AccountKind(Enum):
    """What an account stands for."""

    PERSON = "person"
    SERVICE = "service"


class NamespaceKind(Enum):
    """Whether a namespace belongs to one account."""

    TEAM = "team"
    PERSONAL = "personal"


class PullRequestState(Enum):
    """Where a pull request stands."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


class ReviewRole(Enum):
    """Whether an account was asked to review, or joined in."""

    REVIEWER = "reviewer"
    PARTICIPANT = "participant"


class Verdict(Enum):
    """What a reviewer said."""

    NONE = "none"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"


class Side(Enum):
    """The side of a diff that a line number counts on."""

    OLD = "old"
    NEW = "new"


class MergeStrategy(Enum):
    """How a pull request's commits get into the target branch."""

    #: Always a commit with two parents.
    MERGE_COMMIT = "merge_commit"
    #: Move the branch where possible, else a commit with two parents.
    FAST_FORWARD = "fast_forward"
    #: Move the branch, or refuse.
    FAST_FORWARD_ONLY = "fast_forward_only"
    #: One new commit with one parent.
    SQUASH = "squash"
    #: One new commit with one parent, refused where the target has commits of its own.
    SQUASH_FAST_FORWARD_ONLY = "squash_fast_forward_only"
    #: Copy each commit onto the target, then a commit with two parents.
    REBASE_MERGE = "rebase_merge"
    #: Copy each commit onto the target and move the branch.
    REBASE_FAST_FORWARD = "rebase_fast_forward"


class RefSort(Enum):
    """The order of branches or tags."""

    NAME = "name"
    #: By the date of the commit, or of the tag object.
    DATE = "date"


class EntryKind(Enum):
    """What a path in a tree is."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


class ChangeKind(Enum):
    """What happened to a file between two commits."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"
    COPIED = "copied"
    TYPE_CHANGED = "type_changed"


class StatusState(Enum):
    """How a build of a commit is going."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Account:
    """Somebody who can sign in."""

    id: int
    key: str
    login: str
    display_name: str
    email: str | None
    kind: AccountKind
    active: bool
    #: May do everything everywhere.
    site_admin: bool
    created_at: datetime


@attrs.frozen(kw_only=True)
class Group:
    """A set of accounts, known on the whole site."""

    id: int
    key: str
    name: str
    slug: str


@attrs.frozen(kw_only=True)
class Token:
    """A secret that stands for an account; only its hash is kept."""

    id: int
    key: str
    account_id: int
    label: str
    #: The face's own words; the forge attaches no meaning to them.
    scopes: frozenset[str]
    extra: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    created_at: datetime
    expires_at: datetime | None
    #: Set on creation only.
    secret: str | None = attrs.field(default=None, repr=False, eq=False)


@attrs.frozen(kw_only=True)
class Namespace:
    """What stands before a repository's name in its address."""

    id: int
    key: str
    path: str
    name: str
    description: str
    public: bool
    kind: NamespaceKind
    owner_id: int | None
    created_at: datetime
    settings: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Project:
    """A grouping of repositories inside a namespace, not part of their address."""

    id: int
    key: str
    namespace_id: int
    #: Short name, unique in the namespace.
    code: str
    name: str
    description: str
    public: bool
    created_at: datetime
    updated_at: datetime


@attrs.frozen(kw_only=True)
class Repository:
    """A Git repository."""

    id: int
    key: str
    namespace_id: int
    #: The name in its address, unique in the namespace (case does not count).
    slug: str
    name: str
    description: str
    visibility: Visibility
    project_id: int | None
    #: Short name; None while the repository is empty and nobody chose one.
    default_branch: str | None
    #: The repository it was forked from; None when there is none, or it is gone.
    parent_id: int | None
    archived: bool
    created_at: datetime
    updated_at: datetime
    settings: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


#: Where permissions, hooks, keys and rules can be attached.
Target: TypeAlias = Repository | Project | Namespace
#: To whom something can be granted.
Subject: TypeAlias = Account | Group


@attrs.frozen(kw_only=True)
class Signature:
    """Who made a commit or tag, and when."""

    name: str
    email: str
    date: datetime


@attrs.frozen(kw_only=True)
class Branch:
    """A branch and the commit it points to."""

    name: str
    commit: str
    default: bool


@attrs.frozen(kw_only=True)
class Tag:
    """A tag; a lightweight one has neither object, message nor tagger."""

    name: str
    #: The commit, however many tag objects lie between.
    commit: str
    object: str | None
    message: str | None
    tagger: Signature | None


@attrs.frozen(kw_only=True)
class Commit:
    """A commit."""

    sha: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@attrs.frozen(kw_only=True)
class Comparison:
    """How two commits relate."""

    #: Commits of head that base lacks.
    ahead: int
    #: Commits of base that head lacks.
    behind: int
    #: None where the two have no history in common.
    merge_base: str | None


@attrs.frozen(kw_only=True)
class TreeEntry:
    """A path in a commit's tree."""

    path: str
    kind: EntryKind
    #: As Git writes it, six octal digits.
    mode: str
    #: The object: blob, tree, or the submodule's commit.
    sha: str
    #: Bytes; None for what is not a file or symlink.
    size: int | None
    #: The commit that was looked at.
    commit: str


@attrs.frozen(kw_only=True)
class Change:
    """What happened to one file between two commits."""

    path: str
    #: Where it was before, for renames and copies.
    old_path: str | None
    kind: ChangeKind
    #: None for binary files.
    lines_added: int | None
    lines_removed: int | None
    #: None where the file was added, or deleted.
    old_sha: str | None
    new_sha: str | None
    old_mode: str | None
    new_mode: str | None
    #: Percentage for renames and copies.
    similarity: int | None


@attrs.frozen(kw_only=True)
class Review:
    """An account's part in a pull request."""

    account_id: int
    role: ReviewRole
    verdict: Verdict
    #: The source commit when the verdict was given.
    commit: str | None
    at: datetime | None


@attrs.frozen(kw_only=True)
class PullRequest:
    """A request to merge one branch into another."""

    id: int
    #: Counted from 1 in each target repository.
    number: int
    #: The target's repository.
    repository_id: int
    title: str
    description: str
    state: PullRequestState
    draft: bool
    #: None when the fork has been deleted.
    source_repository_id: int | None
    source_branch: str
    source_commit: str
    target_branch: str
    target_commit: str
    #: Where the source left the target, kept when the pull request ends; None without history
    #: in common.
    merge_base: str | None
    author_id: int
    #: Reviewers in the order they were added, then participants.
    reviews: tuple[Review, ...]
    #: Whether merging deletes the source branch unless told otherwise.
    delete_source: bool
    #: Grows by one with each change of the pull request itself or of its commits.
    version: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    closed_by: int | None
    merge_commit: str | None
    close_reason: str
    extra: Mapping[str, Any] = attrs.field(factory=dict, hash=False)

    @property
    def reviewers(self) -> tuple[int, ...]:
        """Account ids of those who were asked to review."""
        return tuple(r.account_id for r in self.reviews if r.role is ReviewRole.REVIEWER)


@attrs.frozen(kw_only=True)
class Mergeability:
    """Whether two branches merge without help."""

    clean: bool
    #: Paths with conflicts, sorted.
    conflicts: tuple[str, ...]


@attrs.frozen
class CommitIn:
    """A commit as one repository has it: what is said of it there is heard nowhere else."""

    repository: Repository
    #: The full name.
    sha: str


#: What can be commented on.
Commented: TypeAlias = PullRequest | CommitIn


@attrs.frozen(kw_only=True)
class Anchor:
    """The place in a diff that a comment is about."""

    path: str
    #: None for a comment on the whole file.
    line: int | None
    side: Side
    #: The source commit when the comment was made; of a comment on a commit, that commit.
    commit: str | None


@attrs.frozen(kw_only=True)
class Comment:
    """A remark on a pull request or on a commit."""

    id: int
    #: None for a comment on a commit.
    pull_request_id: int | None
    #: Where the commit is that it is on, and its full name; None for one on a pull request.
    repository_id: int | None
    commit: str | None
    author_id: int
    body: str
    #: The comment it answers.
    parent_id: int | None
    anchor: Anchor | None
    resolved: bool
    resolved_by: int | None
    #: A deleted comment stays as a mark, with its body emptied.
    deleted: bool
    #: Grows by one with each change, from 0.
    version: int
    created_at: datetime
    updated_at: datetime
    extra: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Task:
    """Something to be done before a pull request is merged."""

    id: int
    pull_request_id: int
    #: The comment it hangs on.
    comment_id: int | None
    author_id: int
    body: str
    done: bool
    done_by: int | None
    done_at: datetime | None
    created_at: datetime
    updated_at: datetime


@attrs.frozen(kw_only=True)
class Activity:
    """One line of a pull request's log, which is only ever added to."""

    id: int
    pull_request_id: int
    #: `opened`, `updated`, `rescoped`, `reviewers_changed`, `approved`, `unapproved`,
    #: `changes_requested`, `changes_withdrawn`, `commented`, `comment_updated`,
    #: `comment_deleted`, `comment_resolved`, `comment_reopened`, `merged`, `closed`, `reopened`.
    action: str
    #: None for what the forge did by itself.
    actor_id: int | None
    at: datetime
    details: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Grant:
    """A level given to one account or group on one target."""

    subject: Account | Group
    level: Level
    #: The face's own word for it, where it has one.
    role: str | None


@attrs.frozen(kw_only=True)
class Hook:
    """A subscription to events by HTTP."""

    id: int
    key: str
    #: Exactly one of the two is set.
    repository_id: int | None
    namespace_id: int | None
    #: Whose event words and bodies it uses.
    face: str
    url: str
    #: The face's own keys.
    events: frozenset[str]
    secret: str | None = attrs.field(repr=False)
    active: bool
    description: str
    verify_ssl: bool
    created_at: datetime
    updated_at: datetime


@attrs.frozen(kw_only=True)
class Delivery:
    """One attempt to tell a hook about an event."""

    id: int
    key: str
    hook_id: int
    #: The face's key of the event.
    event: str
    url: str
    request_headers: Mapping[str, str] = attrs.field(hash=False)
    request_body: bytes = attrs.field(repr=False)
    #: None when no answer came.
    status: int | None
    response_headers: Mapping[str, str] = attrs.field(hash=False)
    response_body: bytes = attrs.field(repr=False)
    #: Why no answer came: refused, timed out, connection failed.
    error: str | None
    at: datetime
    #: Seconds until the answer, or until it was given up.
    duration: float


@attrs.frozen(kw_only=True)
class DeployKey:
    """A public SSH key that may read, or write, one target."""

    id: int
    label: str
    key: str
    read_only: bool
    created_at: datetime


@attrs.frozen(kw_only=True)
class BranchRule:
    """A restriction on branches; the forge keeps it, its faces give it a meaning."""

    id: int
    key: str
    #: The face's own word.
    kind: str
    pattern: str
    #: The face's own word: how the pattern is to be read.
    pattern_kind: str
    #: Those it does not bind, in the order given.
    accounts: tuple[Account, ...]
    groups: tuple[Group, ...]
    value: int | None
    created_at: datetime
    extra: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Status:
    """The state of one build of one commit."""

    id: int
    #: None where it was given for the commit, in whatever repository that is.
    repository_id: int | None
    commit: str
    #: Names the build; one status for each commit and key.
    key: str
    state: StatusState
    url: str
    name: str
    description: str
    #: The branch or tag that was built.
    ref: str | None
    author_id: int | None
    created_at: datetime
    updated_at: datetime
    extra: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class RefChange:
    """A ref that was made (`old` is None), moved, or deleted (`new` is None)."""

    #: The full name, `refs/heads/main`.
    ref: str
    #: The objects pointed to; a tag object for an annotated tag.
    old: str | None
    new: str | None

    @property
    def kind(self) -> Literal["branch", "tag", "other"]:
        """What kind of ref it is."""
        if self.ref.startswith("refs/heads/"):
            return "branch"
        return "tag" if self.ref.startswith("refs/tags/") else "other"

    @property
    def name(self) -> str:
        """The short name of a branch or tag."""
        return self.ref.split("/", 2)[2]
