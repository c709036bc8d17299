"""Data Center's documents, as far as they are read.

Attributes are spelt as the vendor's keys. What recorded answers of any release leave out, or send
as null, has a default; what comes in several forms (times, paths) is `Any` and read in `decode.py`.
Source: Data Center REST 1.0, release 9.4, schemas `Rest…`.
"""
# ruff: noqa: N815  # attributes are spelt as the vendor's keys

from typing import Any

from githost.interface import payload

__all__ = [
    "Activity",
    "Anchor",
    "ApplicationProperties",
    "Branch",
    "BuildStatus",
    "Change",
    "Children",
    "Comment",
    "Commit",
    "Condition",
    "DeployKey",
    "Diff",
    "Directory",
    "Entry",
    "FileDiff",
    "Grant",
    "Group",
    "Hunk",
    "Invocation",
    "Key",
    "Link",
    "Links",
    "Matcher",
    "MatcherType",
    "Mergeability",
    "Page",
    "Participant",
    "Person",
    "Project",
    "ProjectOfRepository",
    "PullRequest",
    "PullRequestProperties",
    "RefChange",
    "RefName",
    "Reference",
    "Repository",
    "RepositoryName",
    "Restriction",
    "Scope",
    "Segment",
    "ShortCommit",
    "Tag",
    "User",
    "Veto",
    "Webhook",
]


@payload
class Page:
    """A page; search pages and bare ones lack some of the keys."""

    values: tuple[Any, ...]
    isLastPage: bool | None = None
    nextPageStart: int | None = None


@payload
class ApplicationProperties:
    """`GET /rest/api/1.0/application-properties`."""

    version: str
    displayName: str | None = None


@payload
class Link:
    """An address."""

    href: str | None = None
    #: Of clone addresses `http` or `ssh`.
    name: str | None = None


@payload
class Links:
    """Where an object is found; `self` was recorded as `[null]` too."""

    self: tuple[Link | None, ...] | None = None
    clone: tuple[Link | None, ...] | None = None


@payload
class User:
    """An account."""

    name: str
    slug: str | None = None
    id: int | None = None
    displayName: str | None = None
    emailAddress: str | None = None
    type: str | None = None
    links: Links | None = None


@payload
class Person:
    """Whom a commit names: an account, or merely a name and an address."""

    name: str | None = None
    emailAddress: str | None = None
    slug: str | None = None
    id: int | None = None
    displayName: str | None = None
    type: str | None = None
    links: Links | None = None


@payload
class Group:
    """A group within a grant."""

    name: str


@payload
class Project:
    """A project; personal ones have no `public`."""

    key: str
    name: str | None = None
    id: int | None = None
    description: str | None = None
    public: bool | None = None
    type: str | None = None
    links: Links | None = None


@payload
class ProjectOfRepository:
    """A project, as its repositories name it."""

    key: str
    public: bool | None = None


@payload
class RepositoryName:
    """A repository, as other objects name it."""

    slug: str
    project: ProjectOfRepository


@payload
class Repository:
    """A repository."""

    slug: str
    project: ProjectOfRepository
    id: int | None = None
    name: str | None = None
    description: str | None = None
    public: bool | None = None
    archived: bool | None = None
    origin: "Repository | None" = None
    links: Links | None = None


@payload
class Branch:
    """A branch, also as the answer of `default-branch`."""

    id: str
    displayId: str
    latestCommit: str | None = None
    isDefault: bool | None = None


@payload
class Tag:
    """A tag; `hash` is the tag object's, null for a lightweight one."""

    displayId: str
    latestCommit: str
    hash: str | None = None


@payload
class ShortCommit:
    """A commit where another object names it."""

    id: str


@payload
class Commit:
    """A commit."""

    id: str
    message: str | None = None
    author: Person | None = None
    authorTimestamp: Any = None
    committer: Person | None = None
    committerTimestamp: Any = None
    parents: tuple[ShortCommit, ...] | None = None


@payload
class Change:
    """A file that differs."""

    path: Any
    type: str | None = None
    srcPath: Any = None


@payload
class Entry:
    """An entry of a directory."""

    path: Any
    type: str | None = None
    size: int | None = None


@payload
class Children:
    """A page of entries within a directory."""

    values: tuple[Any, ...]
    isLastPage: bool | None = None
    nextPageStart: int | None = None


@payload
class Directory:
    """What `browse` answers: entries for a directory, lines for a file."""

    children: Children | None = None
    revision: str | None = None


@payload
class BuildStatus:
    """A build's status; the older module says `dateAdded`."""

    key: str
    state: str | None = None
    url: str | None = None
    name: str | None = None
    description: str | None = None
    createdDate: Any = None
    updatedDate: Any = None
    dateAdded: Any = None


@payload
class Participant:
    """Somebody's part in a pull request."""

    user: User
    status: str | None = None
    approved: bool | None = None
    lastReviewedCommit: str | None = None


@payload
class Reference:
    """One end of a pull request: a branch, seldom a tag."""

    id: str
    displayId: str | None = None
    latestCommit: str | None = None
    repository: RepositoryName | None = None


@payload
class PullRequestProperties:
    """What a pull request carries beside its schema."""

    mergeCommit: ShortCommit | None = None


@payload
class PullRequest:
    """A pull request."""

    id: int
    version: int
    title: str
    fromRef: Reference
    toRef: Reference
    state: str | None = None
    description: str | None = None
    draft: bool | None = None
    author: Participant | None = None
    reviewers: tuple[Participant, ...] | None = None
    participants: tuple[Participant, ...] | None = None
    createdDate: Any = None
    updatedDate: Any = None
    closedDate: Any = None
    properties: PullRequestProperties | None = None
    links: Links | None = None


@payload
class Veto:
    """What a merge check objects to."""

    summaryMessage: str | None = None
    detailedMessage: str | None = None


@payload
class Mergeability:
    """`GET …/merge`; `canMerge` is not in the vendor's schema, but sent."""

    canMerge: bool | None = None
    conflicted: bool | None = None
    outcome: str | None = None
    vetoes: tuple[Veto, ...] | None = None


@payload
class Anchor:
    """A place in a diff; a whole file has no line."""

    path: Any
    line: int | None = None
    fileType: str | None = None
    toHash: str | None = None


@payload
class Segment:
    """Lines of a hunk that were all added, all removed, or all left alone."""

    type: str
    lines: tuple[Any, ...]


@payload
class Hunk:
    """Where two versions of a file differ, and the first line of it in either."""

    sourceLine: int
    destinationLine: int
    segments: tuple[Segment, ...]
    truncated: Any = None


@payload
class FileDiff:
    """How one file differs; a new one has no source."""

    source: Any = None
    hunks: tuple[Hunk, ...] | None = None
    truncated: Any = None


@payload
class Diff:
    """`GET …/diff/{path}` as JSON; `toHash` is the newer commit.

    `truncated`, here and within, was recorded as a boolean and as a text.
    """

    diffs: tuple[FileDiff, ...]
    toHash: str | None = None
    truncated: Any = None


@payload
class Comment:
    """A comment, with its answers inside; a task is one whose severity is BLOCKER."""

    id: int
    text: str | None = None
    version: int | None = None
    author: User | None = None
    createdDate: Any = None
    updatedDate: Any = None
    severity: str | None = None
    state: str | None = None
    threadResolved: bool | None = None
    anchor: Anchor | None = None
    # Only the id is read, and what else is in it differs between releases.
    parent: dict[str, Any] | None = None
    # Read one by one, so that each keeps its own document.
    comments: tuple[Any, ...] | None = None


@payload
class Activity:
    """Something that happened to a pull request."""

    id: int
    action: str
    user: User | None = None
    createdDate: Any = None
    commentAction: str | None = None
    # Read apart, so that it keeps its own document.
    comment: Any = None
    commentAnchor: Anchor | None = None
    addedReviewers: tuple[Any, ...] | None = None
    removedReviewers: tuple[Any, ...] | None = None


@payload
class Grant:
    """What a user or a group may do."""

    permission: str
    user: User | None = None
    group: Group | None = None


@payload
class Webhook:
    """A hook; recorded answers hold the secret in clear in `configuration`."""

    id: int
    url: str
    name: str | None = None
    events: tuple[str, ...] | None = None
    active: bool | None = None
    configuration: dict[str, Any] | None = None
    sslVerificationRequired: bool | None = None


@payload
class Invocation:
    """One call of a hook; what `request`, `response` and `result` hold is in no schema."""

    id: int | None = None
    event: str | None = None
    start: Any = None
    finish: Any = None
    request: dict[str, Any] | None = None
    response: dict[str, Any] | None = None
    result: dict[str, Any] | None = None


@payload
class Key:
    """An SSH key."""

    id: int
    text: str
    label: str | None = None


@payload
class DeployKey:
    """An SSH key's access to a repository."""

    key: Key
    permission: str | None = None


@payload
class MatcherType:
    """How a matcher's id is to be read."""

    id: str


@payload
class Matcher:
    """Which branches are meant."""

    id: str
    type: MatcherType


@payload
class Scope:
    """Where a condition or restriction was made."""

    type: str | None = None


@payload
class Restriction:
    """A branch restriction."""

    id: int
    type: str
    matcher: Matcher
    users: tuple[User, ...] | None = None
    groups: tuple[str, ...] | None = None
    accessKeys: tuple[DeployKey, ...] | None = None
    scope: Scope | None = None


@payload
class Condition:
    """A condition under which people are asked to review; matchers are written under other names."""

    id: int
    sourceRefMatcher: Matcher
    targetRefMatcher: Matcher
    reviewers: tuple[User, ...] | None = None
    requiredApprovals: int | None = None
    scope: Scope | None = None


@payload
class RefName:
    """A branch or tag that a push changed."""

    id: str
    displayId: str | None = None
    type: str | None = None


@payload
class RefChange:
    """What a push did to a branch or tag; a hash of zeros is none."""

    ref: RefName
    fromHash: str
    toHash: str
    type: str | None = None
