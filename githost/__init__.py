"""One typed library for any Git host.

`connect` opens a host for threads, `connect_async` for asyncio; README.md shows both.
Everything here is loaded when first used.
"""

from __future__ import annotations

# As in `typing`, whose import would cost more than all of this module.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from githost import emulation as emulation
    from githost import webhooks as webhooks
    from githost.client.aio import (
        AsyncHost as AsyncHost,
    )
    from githost.client.connect import (
        connect as connect,
    )
    from githost.client.connect import (
        connect_async as connect_async,
    )
    from githost.client.connect import (
        detect as detect,
    )
    from githost.client.connect import (
        detect_async as detect_async,
    )
    from githost.client.connect import (
        providers as providers,
    )
    from githost.client.fanout import (
        Outcome as Outcome,
    )
    from githost.client.links import (
        Address as Address,
    )
    from githost.client.links import (
        parse_url as parse_url,
    )
    from githost.client.paginator import (
        AsyncPaginator as AsyncPaginator,
    )
    from githost.client.paginator import (
        Paginator as Paginator,
    )
    from githost.client.sync import (
        Host as Host,
    )
    from githost.credentials import (
        Anonymous as Anonymous,
    )
    from githost.credentials import (
        ApiToken as ApiToken,
    )
    from githost.credentials import (
        Basic as Basic,
    )
    from githost.credentials import (
        OAuth2 as OAuth2,
    )
    from githost.credentials import (
        Secret as Secret,
    )
    from githost.credentials import (
        Token as Token,
    )
    from githost.errors import (
        AlreadyExistsError as AlreadyExistsError,
    )
    from githost.errors import (
        AmbiguousWriteError as AmbiguousWriteError,
    )
    from githost.errors import (
        AuthenticationError as AuthenticationError,
    )
    from githost.errors import (
        ConfigurationError as ConfigurationError,
    )
    from githost.errors import (
        ConflictError as ConflictError,
    )
    from githost.errors import (
        ConnectError as ConnectError,
    )
    from githost.errors import (
        DecodeError as DecodeError,
    )
    from githost.errors import (
        GitHostError as GitHostError,
    )
    from githost.errors import (
        GoneError as GoneError,
    )
    from githost.errors import (
        NotFoundError as NotFoundError,
    )
    from githost.errors import (
        NotMergeableError as NotMergeableError,
    )
    from githost.errors import (
        OriginError as OriginError,
    )
    from githost.errors import (
        PaginationError as PaginationError,
    )
    from githost.errors import (
        PermissionDeniedError as PermissionDeniedError,
    )
    from githost.errors import (
        PluginConflictError as PluginConflictError,
    )
    from githost.errors import (
        RateLimitError as RateLimitError,
    )
    from githost.errors import (
        RequestTimeoutError as RequestTimeoutError,
    )
    from githost.errors import (
        ResponseError as ResponseError,
    )
    from githost.errors import (
        ServerError as ServerError,
    )
    from githost.errors import (
        SignatureError as SignatureError,
    )
    from githost.errors import (
        StaleRevisionError as StaleRevisionError,
    )
    from githost.errors import (
        TransportError as TransportError,
    )
    from githost.errors import (
        UnsupportedError as UnsupportedError,
    )
    from githost.errors import (
        ValidationError as ValidationError,
    )
    from githost.errors import (
        WrongStateError as WrongStateError,
    )
    from githost.interface.capabilities import (
        Support as Support,
    )
    from githost.model import (
        AccountKind as AccountKind,
    )
    from githost.model import (
        Activity as Activity,
    )
    from githost.model import (
        ActivityKind as ActivityKind,
    )
    from githost.model import (
        Anchor as Anchor,
    )
    from githost.model import (
        Branch as Branch,
    )
    from githost.model import (
        BranchRef as BranchRef,
    )
    from githost.model import (
        BranchRule as BranchRule,
    )
    from githost.model import (
        BranchRuleKind as BranchRuleKind,
    )
    from githost.model import (
        Change as Change,
    )
    from githost.model import (
        ChangeKind as ChangeKind,
    )
    from githost.model import (
        CloneUrls as CloneUrls,
    )
    from githost.model import (
        Comment as Comment,
    )
    from githost.model import (
        Commit as Commit,
    )
    from githost.model import (
        CommitRef as CommitRef,
    )
    from githost.model import (
        Comparison as Comparison,
    )
    from githost.model import (
        Delivery as Delivery,
    )
    from githost.model import (
        DeployKey as DeployKey,
    )
    from githost.model import (
        Ensured as Ensured,
    )
    from githost.model import (
        EnsureOutcome as EnsureOutcome,
    )
    from githost.model import (
        EntryKind as EntryKind,
    )
    from githost.model import (
        Event as Event,
    )
    from githost.model import (
        FileEntry as FileEntry,
    )
    from githost.model import (
        FileRef as FileRef,
    )
    from githost.model import (
        Grant as Grant,
    )
    from githost.model import (
        Group as Group,
    )
    from githost.model import (
        GroupRef as GroupRef,
    )
    from githost.model import (
        Hook as Hook,
    )
    from githost.model import (
        Mergeability as Mergeability,
    )
    from githost.model import (
        MergeStrategy as MergeStrategy,
    )
    from githost.model import (
        Namespace as Namespace,
    )
    from githost.model import (
        NamespaceKind as NamespaceKind,
    )
    from githost.model import (
        NamespaceRef as NamespaceRef,
    )
    from githost.model import (
        Permission as Permission,
    )
    from githost.model import (
        Project as Project,
    )
    from githost.model import (
        ProjectRef as ProjectRef,
    )
    from githost.model import (
        PullRequest as PullRequest,
    )
    from githost.model import (
        PullRequestEnd as PullRequestEnd,
    )
    from githost.model import (
        PullRequestRef as PullRequestRef,
    )
    from githost.model import (
        PullRequestState as PullRequestState,
    )
    from githost.model import (
        RepoRef as RepoRef,
    )
    from githost.model import (
        Repository as Repository,
    )
    from githost.model import (
        Review as Review,
    )
    from githost.model import (
        Side as Side,
    )
    from githost.model import (
        Signature as Signature,
    )
    from githost.model import (
        Status as Status,
    )
    from githost.model import (
        StatusState as StatusState,
    )
    from githost.model import (
        Tag as Tag,
    )
    from githost.model import (
        Task as Task,
    )
    from githost.model import (
        User as User,
    )
    from githost.model import (
        UserRef as UserRef,
    )
    from githost.model import (
        Verdict as Verdict,
    )
    from githost.model import (
        Via as Via,
    )
    from githost.model import (
        Visibility as Visibility,
    )
    from githost.options import (
        Budget as Budget,
    )
    from githost.options import (
        Cache as Cache,
    )
    from githost.options import (
        Options as Options,
    )
    from githost.options import (
        Retry as Retry,
    )
    from githost.wire import (
        Page as Page,
    )

__version__ = "0.1.0.dev0"

__all__ = [
    "AccountKind",
    "Activity",
    "ActivityKind",
    "Address",
    "AlreadyExistsError",
    "AmbiguousWriteError",
    "Anchor",
    "Anonymous",
    "ApiToken",
    "AsyncHost",
    "AsyncPaginator",
    "AuthenticationError",
    "Basic",
    "Branch",
    "BranchRef",
    "BranchRule",
    "BranchRuleKind",
    "Budget",
    "Cache",
    "Change",
    "ChangeKind",
    "CloneUrls",
    "Comment",
    "Commit",
    "CommitRef",
    "Comparison",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "DecodeError",
    "Delivery",
    "DeployKey",
    "EnsureOutcome",
    "Ensured",
    "EntryKind",
    "Event",
    "FileEntry",
    "FileRef",
    "GitHostError",
    "GoneError",
    "Grant",
    "Group",
    "GroupRef",
    "Hook",
    "Host",
    "MergeStrategy",
    "Mergeability",
    "Namespace",
    "NamespaceKind",
    "NamespaceRef",
    "NotFoundError",
    "NotMergeableError",
    "OAuth2",
    "Options",
    "OriginError",
    "Outcome",
    "Page",
    "PaginationError",
    "Paginator",
    "Permission",
    "PermissionDeniedError",
    "PluginConflictError",
    "Project",
    "ProjectRef",
    "PullRequest",
    "PullRequestEnd",
    "PullRequestRef",
    "PullRequestState",
    "RateLimitError",
    "RepoRef",
    "Repository",
    "RequestTimeoutError",
    "ResponseError",
    "Retry",
    "Review",
    "Secret",
    "ServerError",
    "Side",
    "Signature",
    "SignatureError",
    "StaleRevisionError",
    "Status",
    "StatusState",
    "Support",
    "Tag",
    "Task",
    "Token",
    "TransportError",
    "UnsupportedError",
    "User",
    "UserRef",
    "ValidationError",
    "Verdict",
    "Via",
    "Visibility",
    "WrongStateError",
    "connect",
    "connect_async",
    "detect",
    "detect_async",
    "emulation",
    "parse_url",
    "providers",
    "webhooks",
]

_HOMES = {
    "githost.client.aio": ("AsyncHost",),
    "githost.client.connect": (
        "connect",
        "connect_async",
        "detect",
        "detect_async",
        "providers",
    ),
    "githost.client.fanout": ("Outcome",),
    "githost.client.links": (
        "Address",
        "parse_url",
    ),
    "githost.client.paginator": (
        "AsyncPaginator",
        "Paginator",
    ),
    "githost.client.sync": ("Host",),
    "githost.credentials": (
        "Anonymous",
        "ApiToken",
        "Basic",
        "OAuth2",
        "Secret",
        "Token",
    ),
    "githost.errors": (
        "AlreadyExistsError",
        "AmbiguousWriteError",
        "AuthenticationError",
        "ConfigurationError",
        "ConflictError",
        "ConnectError",
        "DecodeError",
        "GitHostError",
        "GoneError",
        "NotFoundError",
        "NotMergeableError",
        "OriginError",
        "PaginationError",
        "PermissionDeniedError",
        "PluginConflictError",
        "RateLimitError",
        "RequestTimeoutError",
        "ResponseError",
        "ServerError",
        "SignatureError",
        "StaleRevisionError",
        "TransportError",
        "UnsupportedError",
        "ValidationError",
        "WrongStateError",
    ),
    "githost.interface.capabilities": ("Support",),
    "githost.model": (
        "AccountKind",
        "Activity",
        "ActivityKind",
        "Anchor",
        "Branch",
        "BranchRef",
        "BranchRule",
        "BranchRuleKind",
        "Change",
        "ChangeKind",
        "CloneUrls",
        "Comment",
        "Commit",
        "CommitRef",
        "Comparison",
        "Delivery",
        "DeployKey",
        "EnsureOutcome",
        "Ensured",
        "EntryKind",
        "Event",
        "FileEntry",
        "FileRef",
        "Grant",
        "Group",
        "GroupRef",
        "Hook",
        "MergeStrategy",
        "Mergeability",
        "Namespace",
        "NamespaceKind",
        "NamespaceRef",
        "Permission",
        "Project",
        "ProjectRef",
        "PullRequest",
        "PullRequestEnd",
        "PullRequestRef",
        "PullRequestState",
        "RepoRef",
        "Repository",
        "Review",
        "Side",
        "Signature",
        "Status",
        "StatusState",
        "Tag",
        "Task",
        "User",
        "UserRef",
        "Verdict",
        "Via",
        "Visibility",
    ),
    "githost.options": (
        "Budget",
        "Cache",
        "Options",
        "Retry",
    ),
    "githost.wire": ("Page",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    import importlib

    if name in {"emulation", "webhooks"}:
        return importlib.import_module(f"githost.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'githost' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
