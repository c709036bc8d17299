"""Cloud's documents, as far as they are read.

Attributes are spelt as the vendor's keys. What recorded answers leave out, or send as null, has a
default. Source: the schemas of Bitbucket Cloud REST 2.0.
"""

from typing import Any

from githost.interface import payload

__all__ = [
    "Account",
    "Activity",
    "BranchName",
    "BranchRestriction",
    "Comment",
    "CommentRef",
    "Commit",
    "CommitAuthor",
    "CommitHash",
    "CommitStatus",
    "Content",
    "DeployKey",
    "DiffFile",
    "Diffstat",
    "Endpoint",
    "Group",
    "Links",
    "Membership",
    "MergeTask",
    "OAuthToken",
    "Page",
    "Participant",
    "PermissionGrant",
    "Project",
    "ProjectKey",
    "PullRequest",
    "Push",
    "PushedRef",
    "Ref",
    "RefChange",
    "Repository",
    "RepositoryName",
    "Task",
    "TreeEntry",
    "Verdict",
    "Webhook",
    "Workspace",
    "WorkspaceAccess",
]


@payload
class Links:
    """Where an object is found: of a dozen links those that are read, in `decode.py`."""

    html: Any = None
    #: Of repositories only.
    clone: Any = None


@payload
class Page:
    """A page; only `values` is always there."""

    values: tuple[Any, ...]
    next: str | None = None
    size: int | None = None


@payload
class OAuthToken:
    """`POST https://bitbucket.org/site/oauth2/access_token`."""

    access_token: str
    expires_in: int | None = None
    refresh_token: str | None = None


@payload
class Account:
    """An account; which of its names and ids are there differs."""

    type: str | None = None
    uuid: str | None = None
    account_id: str | None = None
    nickname: str | None = None
    username: str | None = None
    display_name: str | None = None
    links: Links | None = None


@payload
class Group:
    """A group of a workspace."""

    slug: str
    name: str | None = None


@payload
class Workspace:
    """A workspace."""

    slug: str
    uuid: str | None = None
    name: str | None = None
    is_private: bool | None = None
    is_personal: bool | None = None
    links: Links | None = None


@payload
class WorkspaceAccess:
    """An item of `GET /user/workspaces`."""

    workspace: Workspace


@payload
class Membership:
    """An item of `GET /workspaces/{workspace}/members` or `…/permissions`."""

    user: Account
    permission: str | None = None


@payload
class ProjectKey:
    """A project, as other objects name it."""

    key: str | None = None


@payload
class Project:
    """A project of a workspace."""

    key: str
    uuid: str | None = None
    name: str | None = None
    description: str | None = None
    is_private: bool | None = None
    links: Links | None = None


@payload
class BranchName:
    """A branch, as other objects name it."""

    name: str | None = None
    default_merge_strategy: str | None = None


@payload
class RepositoryName:
    """A repository, as other objects name it."""

    full_name: str | None = None


@payload
class Repository:
    """A repository."""

    full_name: str
    uuid: str | None = None
    name: str | None = None
    description: str | None = None
    is_private: bool | None = None
    mainbranch: BranchName | None = None
    project: ProjectKey | None = None
    parent: RepositoryName | None = None
    created_on: str | None = None
    updated_on: str | None = None
    links: Links | None = None


@payload
class CommitHash:
    """A commit, as other objects name it: 12 or 40 digits."""

    hash: str


@payload
class CommitAuthor:
    """Whom a commit names; `user` only where the address belongs to an account."""

    raw: str | None = None
    user: Account | None = None


@payload
class Commit:
    """A commit."""

    hash: str
    message: str | None = None
    author: CommitAuthor | None = None
    committer: CommitAuthor | None = None
    date: str | None = None
    parents: tuple[CommitHash, ...] | None = None
    links: Links | None = None


@payload
class Ref:
    """A branch or tag; only annotated tags have a `tagger` and a `message`."""

    name: str
    target: Commit
    message: str | None = None
    tagger: CommitAuthor | None = None


@payload
class DiffFile:
    """One side of a changed file."""

    path: str


@payload
class Diffstat:
    """A changed file; the side on which it is not there is null."""

    status: str | None = None
    lines_added: int | None = None
    lines_removed: int | None = None
    old: DiffFile | None = None
    new: DiffFile | None = None


@payload
class TreeEntry:
    """A file or directory."""

    path: str
    type: str | None = None
    size: int | None = None
    commit: CommitHash | None = None
    #: An array of words; one word in the published schema.
    attributes: Any = None


@payload
class CommitStatus:
    """What a build says about a commit."""

    key: str
    state: str | None = None
    url: str | None = None
    name: str | None = None
    description: str | None = None
    created_on: str | None = None
    updated_on: str | None = None


@payload
class Participant:
    """Who takes part in a pull request."""

    user: Account | None = None
    role: str | None = None
    approved: bool | None = None
    state: str | None = None
    participated_on: str | None = None


@payload
class Content:
    """A text in Cloud's mark-up."""

    raw: str | None = None


@payload
class Endpoint:
    """Where a pull request comes from or goes; the repository of a deleted fork is null."""

    branch: BranchName
    repository: RepositoryName | None = None
    commit: CommitHash | None = None


@payload
class PullRequest:
    """A pull request."""

    id: int
    title: str
    source: Endpoint
    destination: Endpoint
    state: str | None = None
    description: str | None = None
    summary: Content | None = None
    draft: bool | None = None
    close_source_branch: bool | None = None
    author: Account | None = None
    reviewers: tuple[Account, ...] | None = None
    participants: tuple[Participant, ...] | None = None
    created_on: str | None = None
    updated_on: str | None = None
    closed_on: str | None = None
    merge_commit: CommitHash | None = None
    links: Links | None = None


@payload
class MergeTask:
    """A merge that goes on in the background."""

    task_status: str
    merge_result: dict[str, Any] | None = None


@payload
class CommentRef:
    """A comment, as other objects name it."""

    id: int


@payload
class Comment:
    """A comment."""

    id: int
    content: Content | None = None
    user: Account | None = None
    created_on: str | None = None
    updated_on: str | None = None
    deleted: bool | None = None
    parent: CommentRef | None = None
    #: `path`, `from` and `to`; `from` cannot be an attribute's name.
    inline: dict[str, Any] | None = None
    resolution: dict[str, Any] | None = None


@payload
class Task:
    """A task."""

    id: int
    content: Content | None = None
    state: str | None = None
    creator: Account | None = None
    comment: CommentRef | None = None
    created_on: str | None = None


@payload
class Activity:
    """An entry of a pull request's history: one of these, beside the pull request."""

    update: dict[str, Any] | None = None
    comment: dict[str, Any] | None = None
    approval: dict[str, Any] | None = None
    changes_requested: dict[str, Any] | None = None


@payload
class PermissionGrant:
    """What is granted to a user or a group; `none` where nothing is."""

    permission: str
    user: Account | None = None
    group: Group | None = None
    repository: RepositoryName | None = None


@payload
class Webhook:
    """A hook; Cloud never gives the secret back."""

    uuid: str
    url: str
    events: tuple[str, ...] = ()
    active: bool | None = None
    description: str | None = None
    secret_set: bool | None = None
    skip_cert_verification: bool | None = None


@payload
class DeployKey:
    """A deploy key."""

    id: int
    key: str
    label: str | None = None


@payload
class BranchRestriction:
    """A branch rule; `pattern` is empty where `branch_type` names a kind of branch."""

    id: int
    kind: str
    branch_match_kind: str | None = None
    pattern: str | None = None
    branch_type: str | None = None
    value: int | None = None
    users: tuple[Account, ...] | None = None
    groups: tuple[Group, ...] | None = None


@payload
class PushedRef:
    """A branch or tag before or after a push."""

    name: str
    type: str | None = None
    target: CommitHash | None = None


@payload
class RefChange:
    """What a push did to a branch or tag: a new one has no `old`, a deleted one no `new`."""

    old: PushedRef | None = None
    new: PushedRef | None = None
    forced: bool | None = None
    truncated: bool | None = None
    commits: tuple[Commit, ...] | None = None


@payload
class Push:
    """What a push did."""

    changes: tuple[RefChange, ...]


@payload
class Verdict:
    """`approval` and `changes_request` of a message."""

    user: Account | None = None
    date: str | None = None
