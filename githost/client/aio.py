"""The async window: every operation of the interface in one line, typed by the interface itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from functools import wraps
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from githost import interface
from githost.client.binding import Shown, remembered, unbound
from githost.client.connection import Connection, Listing
from githost.client.fanout import Outcome, each_async
from githost.client.git import AsyncGit
from githost.client.paginator import AsyncPaginator
from githost.client.raw import raw_request
from githost.engine.aio import AsyncEngine
from githost.engine.meter import Meter
from githost.interface.capabilities import Support, capabilities
from githost.interface.provider import Provider
from githost.wire import Op, Pages, QueryValue

__all__ = ["AsyncHost"]

P = ParamSpec("P")
T = TypeVar("T")
I = TypeVar("I")  # noqa: E741  # an item
W = TypeVar("W", bound="AsyncWindow")


class AsyncWindow:
    """The operations of one noun on one host."""

    noun: ClassVar[str]

    def __init__(self, connection: Connection, engine: AsyncEngine) -> None:
        self._connection = connection
        self._engine = engine

    def __repr__(self) -> str:
        return f"<{self.noun} of {self._connection.site.url}>"


class acall(Generic[P, T]):  # noqa: N801  # reads as a word in the windows below
    """An operation of the interface, as a coroutine function: a call can become a task."""

    def __init__(self, operation: Callable[Concatenate[Any, P], Op[T]]) -> None:
        self._operation = operation
        self._shown = Shown(operation, None)

    @overload
    def __get__(
        self, window: None, owner: type[AsyncWindow]
    ) -> Callable[Concatenate[AsyncWindow, P], Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(
        self, window: AsyncWindow, owner: type[AsyncWindow]
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, window: AsyncWindow | None, owner: type[AsyncWindow]) -> Any:
        if window is None:
            return unbound(self._shown)
        name, connection, engine = self._operation.__name__, window._connection, window._engine  # noqa: SLF001  # its own window

        @wraps(self._operation)
        async def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            return await engine.run(connection.operation(owner.noun, name, args, kwargs))

        return remembered(window, name, run, self._shown)


class alisting(Generic[P, T]):  # noqa: N801  # reads as a word in the windows below
    """A list of the interface, as a paginator."""

    def __init__(self, operation: Callable[Concatenate[Any, P], Pages[T]]) -> None:
        self._operation = operation
        self._shown = Shown(operation, AsyncPaginator)

    @overload
    def __get__(
        self, window: None, owner: type[AsyncWindow]
    ) -> Callable[Concatenate[AsyncWindow, P], AsyncPaginator[T]]: ...
    @overload
    def __get__(
        self, window: AsyncWindow, owner: type[AsyncWindow]
    ) -> Callable[P, AsyncPaginator[T]]: ...
    def __get__(self, window: AsyncWindow | None, owner: type[AsyncWindow]) -> Any:
        if window is None:
            return unbound(self._shown)
        name, connection, engine = self._operation.__name__, window._connection, window._engine  # noqa: SLF001  # its own window

        @wraps(self._operation)
        def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            return AsyncPaginator(engine, connection.listing(owner.noun, name, args, kwargs))

        return remembered(window, name, run, self._shown)


class AsyncNamespaces(AsyncWindow):
    """Operations on namespaces."""

    noun = "namespaces"

    list = alisting(interface.Namespaces.list)
    get = acall(interface.Namespaces.get)
    create = acall(interface.Namespaces.create)
    update = acall(interface.Namespaces.update)
    delete = acall(interface.Namespaces.delete)
    members = alisting(interface.Namespaces.members)


class AsyncProjects(AsyncWindow):
    """Operations on projects."""

    noun = "projects"

    list = alisting(interface.Projects.list)
    get = acall(interface.Projects.get)
    create = acall(interface.Projects.create)
    update = acall(interface.Projects.update)
    delete = acall(interface.Projects.delete)


class AsyncRepos(AsyncWindow):
    """Operations on repos."""

    noun = "repos"

    list = alisting(interface.Repos.list)
    get = acall(interface.Repos.get)
    create = acall(interface.Repos.create)
    update = acall(interface.Repos.update)
    delete = acall(interface.Repos.delete)
    fork = acall(interface.Repos.fork)
    forks = alisting(interface.Repos.forks)
    ensure = acall(interface.Repos.ensure)


class AsyncBranches(AsyncWindow):
    """Operations on branches."""

    noun = "branches"

    list = alisting(interface.Branches.list)
    get = acall(interface.Branches.get)
    create = acall(interface.Branches.create)
    delete = acall(interface.Branches.delete)
    set_default = acall(interface.Branches.set_default)


class AsyncTags(AsyncWindow):
    """Operations on tags."""

    noun = "tags"

    list = alisting(interface.Tags.list)
    get = acall(interface.Tags.get)
    create = acall(interface.Tags.create)
    delete = acall(interface.Tags.delete)


class AsyncCommits(AsyncWindow):
    """Operations on commits."""

    noun = "commits"

    list = alisting(interface.Commits.list)
    get = acall(interface.Commits.get)
    compare = acall(interface.Commits.compare)
    diff = acall(interface.Commits.diff)
    changes = alisting(interface.Commits.changes)


class AsyncFiles(AsyncWindow):
    """Operations on files."""

    noun = "files"

    list = alisting(interface.Files.list)
    read = acall(interface.Files.read)
    download = acall(interface.Files.download)
    write = acall(interface.Files.write)
    delete = acall(interface.Files.delete)


class AsyncStatuses(AsyncWindow):
    """Operations on statuses."""

    noun = "statuses"

    list = alisting(interface.Statuses.list)
    set = acall(interface.Statuses.set)


class AsyncPullRequests(AsyncWindow):
    """Operations on pull requests."""

    noun = "pull_requests"

    list = alisting(interface.PullRequests.list)
    get = acall(interface.PullRequests.get)
    create = acall(interface.PullRequests.create)
    update = acall(interface.PullRequests.update)
    merge = acall(interface.PullRequests.merge)
    close = acall(interface.PullRequests.close)
    reopen = acall(interface.PullRequests.reopen)
    mergeability = acall(interface.PullRequests.mergeability)
    commits = alisting(interface.PullRequests.commits)
    diff = acall(interface.PullRequests.diff)
    changes = alisting(interface.PullRequests.changes)
    activity = alisting(interface.PullRequests.activity)


class AsyncReviews(AsyncWindow):
    """Operations on reviews."""

    noun = "reviews"

    list = alisting(interface.Reviews.list)
    approve = acall(interface.Reviews.approve)
    unapprove = acall(interface.Reviews.unapprove)
    request_changes = acall(interface.Reviews.request_changes)
    withdraw = acall(interface.Reviews.withdraw)


class AsyncDefaultReviewers(AsyncWindow):
    """Operations on default reviewers."""

    noun = "default_reviewers"

    list = alisting(interface.DefaultReviewers.list)
    add = acall(interface.DefaultReviewers.add)
    remove = acall(interface.DefaultReviewers.remove)


class AsyncComments(AsyncWindow):
    """Operations on comments."""

    noun = "comments"

    list = alisting(interface.Comments.list)
    get = acall(interface.Comments.get)
    create = acall(interface.Comments.create)
    update = acall(interface.Comments.update)
    delete = acall(interface.Comments.delete)
    resolve = acall(interface.Comments.resolve)
    reopen = acall(interface.Comments.reopen)


class AsyncTasks(AsyncWindow):
    """Operations on tasks."""

    noun = "tasks"

    list = alisting(interface.Tasks.list)
    create = acall(interface.Tasks.create)
    update = acall(interface.Tasks.update)
    resolve = acall(interface.Tasks.resolve)
    reopen = acall(interface.Tasks.reopen)
    delete = acall(interface.Tasks.delete)


class AsyncPermissions(AsyncWindow):
    """Operations on permissions."""

    noun = "permissions"

    list = alisting(interface.Permissions.list)
    get = acall(interface.Permissions.get)
    grant = acall(interface.Permissions.grant)
    revoke = acall(interface.Permissions.revoke)
    effective = acall(interface.Permissions.effective)
    ensure = acall(interface.Permissions.ensure)


class AsyncHooks(AsyncWindow):
    """Operations on hooks."""

    noun = "hooks"

    list = alisting(interface.Hooks.list)
    get = acall(interface.Hooks.get)
    create = acall(interface.Hooks.create)
    update = acall(interface.Hooks.update)
    delete = acall(interface.Hooks.delete)
    test = acall(interface.Hooks.test)
    deliveries = alisting(interface.Hooks.deliveries)
    ensure = acall(interface.Hooks.ensure)


class AsyncDeployKeys(AsyncWindow):
    """Operations on deploy keys."""

    noun = "deploy_keys"

    list = alisting(interface.DeployKeys.list)
    get = acall(interface.DeployKeys.get)
    create = acall(interface.DeployKeys.create)
    update = acall(interface.DeployKeys.update)
    delete = acall(interface.DeployKeys.delete)


class AsyncBranchRules(AsyncWindow):
    """Operations on branch rules."""

    noun = "branch_rules"

    list = alisting(interface.BranchRules.list)
    get = acall(interface.BranchRules.get)
    create = acall(interface.BranchRules.create)
    update = acall(interface.BranchRules.update)
    delete = acall(interface.BranchRules.delete)
    ensure = acall(interface.BranchRules.ensure)


class AsyncUsers(AsyncWindow):
    """Operations on users."""

    noun = "users"

    me = acall(interface.Users.me)
    get = acall(interface.Users.get)
    search = alisting(interface.Users.search)


class AsyncGroups(AsyncWindow):
    """Operations on groups."""

    noun = "groups"

    list = alisting(interface.Groups.list)


class noun(Generic[W]):  # noqa: N801  # reads as a word in the host below
    """A noun of a host, made when first used."""

    def __init__(self, window: Callable[[Connection, AsyncEngine], W]) -> None:
        self._window = window
        self._name = ""

    def __set_name__(self, owner: type[AsyncHost], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, host: None, owner: type[AsyncHost]) -> Self: ...
    @overload
    def __get__(self, host: AsyncHost, owner: type[AsyncHost]) -> W: ...
    def __get__(self, host: AsyncHost | None, owner: type[AsyncHost]) -> Any:
        if host is None:
            return self
        window = self._window(host._connection, host._engine)  # noqa: SLF001  # its own host
        return host.__dict__.setdefault(self._name, window)


class AsyncHost:
    """One host, for asyncio.

    Close it, or use it in an `async with`; many tasks of one event loop may share it.
    """

    namespaces = noun(AsyncNamespaces)
    projects = noun(AsyncProjects)
    repos = noun(AsyncRepos)
    branches = noun(AsyncBranches)
    tags = noun(AsyncTags)
    commits = noun(AsyncCommits)
    files = noun(AsyncFiles)
    statuses = noun(AsyncStatuses)
    pull_requests = noun(AsyncPullRequests)
    reviews = noun(AsyncReviews)
    default_reviewers = noun(AsyncDefaultReviewers)
    comments = noun(AsyncComments)
    tasks = noun(AsyncTasks)
    permissions = noun(AsyncPermissions)
    hooks = noun(AsyncHooks)
    deploy_keys = noun(AsyncDeployKeys)
    branch_rules = noun(AsyncBranchRules)
    users = noun(AsyncUsers)
    groups = noun(AsyncGroups)

    def __init__(self, connection: Connection, engine: AsyncEngine) -> None:
        self._connection = connection
        self._engine = engine
        #: What git itself needs to reach this host.
        self.git = AsyncGit(connection, engine)

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
    def run(self, op: Op[T]) -> Coroutine[Any, Any, T]: ...
    @overload
    def run(self, op: Pages[T]) -> AsyncPaginator[T]: ...
    def run(self, op: Op[T] | Pages[T]) -> Coroutine[Any, Any, T] | AsyncPaginator[T]:
        """Run `op`, an operation that a plugin describes and the interface does not have.

        Raises what that operation raises.
        """
        if isinstance(op, Pages):
            return AsyncPaginator(self._engine, Listing(op, "run"))
        return self._engine.run(op)

    def map(
        self, function: Callable[[I], Awaitable[T]], items: Iterable[I], *, concurrency: int = 8
    ) -> AsyncIterator[Outcome[T]]:
        """Await `function` (`host.repos.get`, say) of each of `items`, several at a time.

        Gives an `Outcome` for each item, in order: its value, or the error of githost's that it
        ended in. Items are taken as they are needed, and at most `concurrency` calls are under way.

        Raises what `function` raises that is no error of githost's; `ConfigurationError` for a
        `concurrency` that is no whole number from 1.
        """
        return each_async(function, items, concurrency)

    async def request(
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
        return await self._engine.run(raw_request(method, path, query, json))

    async def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        await self._engine.close()
        self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncHost {self.provider.name} at {self.url}>"
