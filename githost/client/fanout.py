"""Many calls at a time: bounded, in order, failures collected."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from githost.errors import ConfigurationError, GitHostError
from githost.value import Value

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

__all__ = ["Outcome", "each", "each_async"]

I = TypeVar("I")  # noqa: E741  # an item
T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Outcome(Value, Generic[T]):
    """What came of one item."""

    #: What the function was called with.
    item: Any
    #: None where it failed.
    value: T | None = None
    #: None where it went well.
    error: GitHostError | None = None

    def result(self) -> T:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # a value of None is the function's own


def _checked(concurrency: int) -> int:
    if isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1:
        raise ConfigurationError(f"concurrency must be a whole number from 1, not {concurrency!r}")
    return concurrency


def each(function: Callable[[I], T], items: Iterable[I], concurrency: int) -> Iterator[Outcome[T]]:
    """Call `function` with each of `items` in `concurrency` threads, and give the outcomes in order.

    Items are taken as they are needed. An error that is not githost's ends it, and is raised.
    """
    most = _checked(concurrency)

    def one(item: I) -> Outcome[T]:
        try:
            return Outcome(item=item, value=function(item))
        except GitHostError as error:
            return Outcome(item=item, error=error)

    def run() -> Iterator[Outcome[T]]:
        # Imported here, as asyncio is below: whoever uses one of them does not pay for the other.
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(most, thread_name_prefix="githost-map")
        running: deque[Future[Outcome[T]]] = deque()
        try:
            for item in items:
                running.append(pool.submit(one, item))
                if len(running) >= most:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            # Who leaves the loop early waits for what has begun, and for no more.
            pool.shutdown(cancel_futures=True)

    return run()


def each_async(
    function: Callable[[I], Awaitable[T]], items: Iterable[I], concurrency: int
) -> AsyncIterator[Outcome[T]]:
    """Await `function` of each of `items`, `concurrency` at a time, and give the outcomes in order.

    Items are taken as they are needed. An error that is not githost's ends it, and is raised.
    """
    most = _checked(concurrency)

    async def one(item: I) -> Outcome[T]:
        try:
            return Outcome(item=item, value=await function(item))
        except GitHostError as error:
            return Outcome(item=item, error=error)

    async def run() -> AsyncIterator[Outcome[T]]:
        import asyncio

        running: deque[asyncio.Task[Outcome[T]]] = deque()
        try:
            for item in items:
                running.append(asyncio.ensure_future(one(item)))
                if len(running) >= most:
                    yield await running.popleft()
            while running:
                yield await running.popleft()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    return run()
