"""The sync window: every operation of the interface in one line, typed by the interface itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from githost import interface
from githost.client.binding import Shown, remembered, unbound
from githost.client.connection import Connection, Listing
from githost.client.fanout import Outcome, each
from githost.client.git import Git
from githost.client.paginator import Paginator
from githost.client.raw import raw_request
from githost.engine.meter import Meter
from githost.engine.sync import Engine
from githost.interface.capabilities import Support, capabilities
from githost.interface.provider import Provider
from githost.wire import Op, Pages, QueryValue

__all__ = ["Host"]

P = ParamSpec("P")
T = TypeVar("T")
I = TypeVar("I")  # noqa: E741  # an item
W = TypeVar("W", bound="Window")


class Window:
    """The operations of one noun on one host."""

    noun: ClassVar[str]

    def __init__(self, connection: Connection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine

    def __repr__(self) -> str:
        return f"<{self.noun} of {self._connection.site.url}>"


class call(Generic[P, T]):  # noqa: N801  # reads as a word in the windows below
    """An operation of the interface, run by the sync client."""

    def __init__(self, operation: Callable[Concatenate[Any, P], Op[T]]) -> None:
        self._operation = operation
        self._shown = Shown(operation, None)

    @overload
    def __get__(self, window: None, owner: type[Window]) -> Callable[Concatenate[Window, P], T]: ...
    @overload
    def __get__(self, window: Window, owner: type[Window]) -> Callable[P, T]: ...
    def __get__(self, window: Window | None, owner: type[Window]) -> Any:
        if window is None:
            return unbound(self._shown)
        name, connection, engine = self._operation.__name__, window._connection, window._engine  # noqa: SLF001  # its own window

        @wraps(self._operation)
        def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            return engine.run(connection.operation(owner.noun, name, args, kwargs))

        return remembered(window, name, run, self._shown)


class listing(Generic[P, T]):  # noqa: N801  # reads as a word in the windows below
    """A list of the interface, as a paginator."""

    def __init__(self, operation: Callable[Concatenate[Any, P], Pages[T]]) -> None:
        self._operation = operation
        self._shown = Shown(operation, Paginator)

    @overload
    def __get__(
        self, window: None, owner: type[Window]
    ) -> Callable[Concatenate[Window, P], Paginator[T]]: ...
    @overload
    def __get__(self, window: Window, owner: type[Window]) -> Callable[P, Paginator[T]]: ...
    def __get__(self, window: Window | None, owner: type[Window]) -> Any:
        if window is None:
            return unbound(self._shown)
        name, connection, engine = self._operation.__name__, window._connection, window._engine  # noqa: SLF001  # its own window

        @wraps(self._operation)
        def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            return Paginator(engine, connection.listing(owner.noun, name, args, kwargs))

        return remembered(window, name, run, self._shown)


class SyncNamespaces(Window):
    """Operations on namespaces."""

    noun = "namespaces"

    list = listing(interface.Namespaces.list)
    get = call(interface.Namespaces.get)
    create = call(interface.Namespaces.create)
    update = call(interface.Namespaces.update)
    delete = call(interface.Namespaces.delete)
    members = listing(interface.Namespaces.members)


class SyncProjects(Window):
    """Operations on projects."""

    noun = "projects"

    list = listing(interface.Projects.list)
    get = call(interface.Projects.get)
    create = call(interface.Projects.create)
    update = call(interface.Projects.update)
    delete = call(interface.Projects.delete)


class SyncRepos(Window):
    """Operations on repos."""

    noun = "repos"

    list = listing(interface.Repos.list)
    get = call(interface.Repos.get)
    create = call(interface.Repos.create)
    update = call(interface.Repos.update)
    delete = call(interface.Repos.delete)
    fork = call(interface.Repos.fork)
    forks = listing(interface.Repos.forks)
    ensure = call(interface.Repos.ensure)


class SyncBranches(Window):
    """Operations on branches."""

    noun = "branches"

    list = listing(interface.Branches.list)
    get = call(interface.Branches.get)
    create = call(interface.Branches.create)
    delete = call(interface.Branches.delete)
    set_default = call(interface.Branches.set_default)


class SyncTags(Window):
    """Operations on tags."""

    noun = "tags"

    list = listing(interface.Tags.list)
    get = call(interface.Tags.get)
    create = call(interface.Tags.create)
    delete = call(interface.Tags.delete)


class SyncCommits(Window):
    """Operations on commits."""

    noun = "commits"

    list = listing(interface.Commits.list)
    get = call(interface.Commits.get)
    compare = call(interface.Commits.compare)
    diff = call(interface.Commits.diff)
    changes = listing(interface.Commits.changes)


class SyncFiles(Window):
    """Operations on files."""

    noun = "files"

    list = listing(interface.Files.list)
    read = call(interface.Files.read)
    download = call(interface.Files.download)
    write = call(interface.Files.write)
    delete = call(interface.Files.delete)


class SyncStatuses(Window):
    """Operations on statuses."""

    noun = "statuses"

    list = listing(interface.Statuses.list)
    set = call(interface.Statuses.set)


class SyncPullRequests(Window):
    """Operations on pull requests."""

    noun = "pull_requests"

    list = listing(interface.PullRequests.list)
    get = call(interface.PullRequests.get)
    create = call(interface.PullRequests.create)
    update = call(interface.PullRequests.update)
    merge = call(interface.PullRequests.merge)
    close = call(interface.PullRequests.close)
    reopen = call(interface.PullRequests.reopen)
    mergeability = call(interface.PullRequests.mergeability)
    commits = listing(interface.PullRequests.commits)
    diff = call(interface.PullRequests.diff)
    changes = listing(interface.PullRequests.changes)
    activity = listing(interface.PullRequests.activity)


class SyncReviews(Window):
    """Operations on reviews."""

    noun = "reviews"

    list = listing(interface.Reviews.list)
    approve = call(interface.Reviews.approve)
    unapprove = call(interface.Reviews.unapprove)
    request_changes = call(interface.Reviews.request_changes)
    withdraw = call(interface.Reviews.withdraw)


class SyncDefaultReviewers(Window):
    """Operations on default reviewers."""

    noun = "default_reviewers"

    list = listing(interface.DefaultReviewers.list)
    add = call(interface.DefaultReviewers.add)
    remove = call(interface.DefaultReviewers.remove)


class SyncComments(Window):
    """Operations on comments."""

    noun = "comments"

    list = listing(interface.Comments.list)
    get = call(interface.Comments.get)
    create = call(interface.Comments.create)
    update = call(interface.Comments.update)
    delete = call(interface.Comments.delete)
    resolve = call(interface.Comments.resolve)
    reopen = call(interface.Comments.reopen)


class SyncTasks(Window):
    """Operations on tasks."""

    noun = "tasks"

    list = listing(interface.Tasks.list)
    create = call(interface.Tasks.create)
    update = call(interface.Tasks.update)
    resolve = call(interface.Tasks.resolve)
    reopen = call(interface.Tasks.reopen)
    delete = call(interface.Tasks.delete)


class SyncPermissions(Window):
    """Operations on permissions."""

    noun = "permissions"

    list = listing(interface.Permissions.list)
    get = call(interface.Permissions.get)
    grant = call(interface.Permissions.grant)
    revoke = call(interface.Permissions.revoke)
    effective = call(interface.Permissions.effective)
    ensure = call(interface.Permissions.ensure)


class SyncHooks(Window):
    """Operations on hooks."""

    noun = "hooks"

    list = listing(interface.Hooks.list)
    get = call(interface.Hooks.get)
    create = call(interface.Hooks.create)
    update = call(interface.Hooks.update)
    delete = call(interface.Hooks.delete)
    test = call(interface.Hooks.test)
    deliveries = listing(interface.Hooks.deliveries)
    ensure = call(interface.Hooks.ensure)


class SyncDeployKeys(Window):
    """Operations on deploy keys."""

    noun = "deploy_keys"

    list = listing(interface.DeployKeys.list)
    get = call(interface.DeployKeys.get)
    create = call(interface.DeployKeys.create)
    update = call(interface.DeployKeys.update)
    delete = call(interface.DeployKeys.delete)


class SyncBranchRules(Window):
    """Operations on branch rules."""

    noun = "branch_rules"

    list = listing(interface.BranchRules.list)
    get = call(interface.BranchRules.get)
    create = call(interface.BranchRules.create)
    update = call(interface.BranchRules.update)
    delete = call(interface.BranchRules.delete)
    ensure = call(interface.BranchRules.ensure)


class SyncUsers(Window):
    """Operations on users."""

    noun = "users"

    me = call(interface.Users.me)
    get = call(interface.Users.get)
    search = listing(interface.Users.search)


class SyncGroups(Window):
    """Operations on groups."""

    noun = "groups"

    list = listing(interface.Groups.list)


class noun(Generic[W]):  # noqa: N801  # reads as a word in the host below
    """A noun of a host, made when first used."""

    def __init__(self, window: Callable[[Connection, Engine], W]) -> None:
        self._window = window
        self._name = ""

    def __set_name__(self, owner: type[Host], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, host: None, owner: type[Host]) -> Self: ...
    @overload
    def __get__(self, host: Host, owner: type[Host]) -> W: ...
    def __get__(self, host: Host | None, owner: type[Host]) -> Any:
        if host is None:
            return self
        window = self._window(host._connection, host._engine)  # noqa: SLF001  # its own host
        return host.__dict__.setdefault(self._name, window)


class Host:
    """One host, for threads. Close it, or use it in a `with`; many threads may share it.

    Inside a running event loop it blocks the loop: use `githost.connect_async` there.
    """

    namespaces = noun(SyncNamespaces)
    projects = noun(SyncProjects)
    repos = noun(SyncRepos)
    branches = noun(SyncBranches)
    tags = noun(SyncTags)
    commits = noun(SyncCommits)
    files = noun(SyncFiles)
    statuses = noun(SyncStatuses)
    pull_requests = noun(SyncPullRequests)
    reviews = noun(SyncReviews)
    default_reviewers = noun(SyncDefaultReviewers)
    comments = noun(SyncComments)
    tasks = noun(SyncTasks)
    permissions = noun(SyncPermissions)
    hooks = noun(SyncHooks)
    deploy_keys = noun(SyncDeployKeys)
    branch_rules = noun(SyncBranchRules)
    users = noun(SyncUsers)
    groups = noun(SyncGroups)

    def __init__(self, connection: Connection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        #: What git itself needs to reach this host.
        self.git = Git(connection, engine)

    @property
    def provider(self) -> Provider:
        """The provider's static facts."""
        return self._connection.provider

    @property
    def url(self) -> str:
        """The address that was connected to."""
        return self._connection.site.url

    @property
    def budget(self) -> Meter:
        """What is used and left of the host's rate limit. No request; reads the file of a shared budget."""
        return self._connection.pipeline.meter

    def supports(self, operation: str, **arguments: Any) -> Support:
        """Say whether the host supports `operation` (`"pull_requests.create"`).

        `arguments` are some of those that the operation would be called with, as `draft=True`; the
        answer is then for these. No I/O.
        """
        return self._connection.supports(operation, arguments)

    def capabilities(self) -> Mapping[str, Support]:
        """Say for every operation whether the host supports it. No I/O."""
        return capabilities(self._connection.nouns)

    @overload
    def run(self, op: Op[T]) -> T: ...
    @overload
    def run(self, op: Pages[T]) -> Paginator[T]: ...
    def run(self, op: Op[T] | Pages[T]) -> T | Paginator[T]:
        """Run `op`, an operation that a plugin describes and the interface does not have.

        Raises what that operation raises.
        """
        if isinstance(op, Pages):
            return Paginator(self._engine, Listing(op, "run"))
        return self._engine.run(op)

    def map(
        self, function: Callable[[I], T], items: Iterable[I], *, concurrency: int = 8
    ) -> Iterator[Outcome[T]]:
        """Call `function` (`host.repos.get`, say) with each of `items`, several at a time.

        Gives an `Outcome` for each item, in order: its value, or the error of githost's that it
        ended in. Items are taken as they are needed, and at most `concurrency` calls are under way.

        Raises what `function` raises that is no error of githost's; `ConfigurationError` for a
        `concurrency` that is no whole number from 1.
        """
        return each(function, items, concurrency)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: Any = None,
    ) -> Any:
        """Send one request below the API root, with the credential, guards and errors of every other.

        `method` is one of HTTP in upper case, `path` begins with a slash and is percent-encoded.
        Values of `query` that are None are left out, sequences repeat the key; `json` is sent as the
        body. Returns parsed JSON, text where the host sends something else, None for an empty answer.

        Raises what the host's answer stands for, as every operation does; `ConfigurationError` for
        a path that leads elsewhere.
        """
        return self._engine.run(raw_request(method, path, query, json))

    def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._engine.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Host {self.provider.name} at {self.url}>"
