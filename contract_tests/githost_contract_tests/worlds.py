"""Sync and async: the contract is written once, against `Host`, and runs in both worlds.

In the async world an `AsyncHost` runs on an event loop of its own thread, behind the same face:
what is a coroutine there returns its result here, and what is an async list is a list here.
"""

import abc
import asyncio
import contextlib
import inspect
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, TypeVar, cast

import attrs

import githost
from githost.credentials import CredentialSource
from githost_contract_tests.target import Target

__all__ = ["AsyncWorld", "Call", "SyncWorld", "World"]

T = TypeVar("T")


@attrs.frozen
class Call:
    """An operation to be called together with others."""

    noun: str
    operation: str
    arguments: tuple[Any, ...] = ()
    named: Mapping[str, Any] = attrs.field(factory=dict)

    def on(self, host: Any) -> Any:
        """Call the operation on a host of either kind."""
        return getattr(getattr(host, self.noun), self.operation)(*self.arguments, **self.named)


class World(abc.ABC):
    """A way to run operations."""

    #: Shown in the ids of tests.
    name: ClassVar[str]

    @abc.abstractmethod
    def open(self, target: Target, credential: CredentialSource | None) -> githost.Host:
        """Connect to the target, and return what behaves as a `Host`."""

    @abc.abstractmethod
    def together(self, host: githost.Host, calls: Sequence[Call]) -> list[Any]:
        """Run operations at the same time, as threads or tasks, and return their results."""

    def close(self) -> None:
        """Let go of what the world holds."""
        return


class SyncWorld(World):
    """`Host`, in the thread that calls it."""

    name = "sync"

    def open(self, target: Target, credential: CredentialSource | None) -> githost.Host:
        """Connect to the target."""
        return githost.connect(
            target.url, provider=target.provider, credential=credential, options=target.options
        )

    def together(self, host: githost.Host, calls: Sequence[Call]) -> list[Any]:
        """Run each operation in a thread of its own."""
        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(lambda call: call.on(host), calls))


class AsyncWorld(World):
    """`AsyncHost`, on an event loop in a thread of its own."""

    name = "async"

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="githost-contract", daemon=True
        )
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def open(self, target: Target, credential: CredentialSource | None) -> githost.Host:
        """Connect to the target from within the loop."""

        async def connect() -> githost.AsyncHost:
            return githost.connect_async(
                target.url, provider=target.provider, credential=credential, options=target.options
            )

        # The face has a `Host`'s attributes by delegation, which no type can say.
        return cast("githost.Host", _Face(self, self.run(connect())))

    def together(self, host: githost.Host, calls: Sequence[Call]) -> list[Any]:
        """Run each operation as a task of one group."""
        behind = cast("_Face", host).behind

        async def gather() -> list[Any]:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(call.on(behind)) for call in calls]
            return [task.result() for task in tasks]

        return self.run(gather())

    def close(self) -> None:
        """Stop the loop and its thread."""
        self.run(self._loop.shutdown_asyncgens())
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class _Face:
    """An `AsyncHost`, one of its nouns, or its `git`, with the attributes of the sync one."""

    def __init__(self, world: AsyncWorld, behind: Any) -> None:
        self._world = world
        self.behind = behind

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.behind, name)
        if callable(value):
            return self._called(value)
        ours = (type(value).__module__ or "").startswith("githost.client.")
        return _Face(self._world, value) if ours else value

    def _called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return self._settled(function(*arguments, **named))

        return call

    def _settled(self, value: Any) -> Any:
        if inspect.iscoroutine(value):
            return self._world.run(value)
        return _ListFace(self._world, value) if isinstance(value, githost.AsyncPaginator) else value

    def __repr__(self) -> str:
        return repr(self.behind)


class _ListFace:
    """An `AsyncPaginator` with the face of a `Paginator`."""

    def __init__(self, world: AsyncWorld, behind: githost.AsyncPaginator[Any]) -> None:
        self._world = world
        self._behind = behind

    def __iter__(self) -> Iterator[Any]:
        return self._iterate(self._behind)

    def pages(self) -> Iterator[githost.Page[Any]]:
        return self._iterate(self._behind.pages())

    def first(self) -> Any:
        return self._world.run(self._behind.first())

    def all(self) -> list[Any]:
        return self._world.run(self._behind.all())

    def count(self) -> int | None:
        return self._world.run(self._behind.count())

    def take(self, n: int) -> "_ListFace":
        return _ListFace(self._world, self._behind.take(n))

    def _iterate(self, items: Any) -> Iterator[Any]:
        over = object()
        iterator = aiter(items)

        async def following() -> Any:
            return await anext(iterator, over)

        async def leave() -> None:
            await iterator.aclose()

        try:
            while (item := self._world.run(following())) is not over:
                yield item
        finally:
            self._world.run(leave())


@contextlib.contextmanager
def world(name: str) -> Iterator[World]:
    """Open a world by its name, and close it at the end."""
    made: World = AsyncWorld() if name == AsyncWorld.name else SyncWorld()
    try:
        yield made
    finally:
        made.close()
