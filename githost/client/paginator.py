"""Lists as users hold them: lazy, restartable, sync and async."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Generic, TypeVar

from githost.client.ahead import cursors_ahead, depth
from githost.client.circles import Circles
from githost.errors import ConfigurationError, PaginationError
from githost.wire import Page

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

    from githost.client.connection import Listing
    from githost.engine.aio import AsyncEngine
    from githost.engine.sync import Engine

__all__ = ["AsyncPaginator", "Paginator"]

T = TypeVar("T")


class _Walk:
    """One walk over the pages of a list: where it stands, and that it goes on."""

    def __init__(self, start: str | None, most: int | None) -> None:
        self.cursor = start
        self._left = most
        self._given = 0
        self._circles = Circles()
        self.over = most == 0

    def take(self, page: Page[T]) -> Page[T]:
        """Move on behind `page`, and return what of it belongs to the walk."""
        if page.next is not None and self._circles.closed_by(page.next):
            raise PaginationError(
                "the host gave a cursor that it had given before; the list would never end"
            )
        self.cursor = page.next
        self.over = page.next is None
        self._given += len(page.items)
        if self._left is None:
            return page
        if len(page.items) >= self._left:
            self.over = True
            page = Page(page.items[: self._left], page.next, page.total)
        self._left -= len(page.items)
        return page

    def left(self, total: int | None) -> int | None:
        """Return how many items are still to come of a list of `total`, where that is known."""
        known = [] if total is None else [max(0, total - self._given)]
        return min([*known, *([] if self._left is None else [self._left])], default=None)


def _checked(most: int) -> int:
    if isinstance(most, bool) or not isinstance(most, int) or most < 0:
        raise ConfigurationError(f"take() wants a whole number from 0, not {most!r}")
    return most


def _fewer(most: int | None, n: int) -> int:
    return _checked(n) if most is None else min(most, _checked(n))


def _counted(page: Page[T], most: int | None) -> int | None:
    """Return how many items a list has, judged by its first page."""
    total = len(page.items) if page.next is None else page.total
    return total if total is None or most is None else min(total, most)


class Paginator(Generic[T]):
    """A list of the host. Nothing is asked before the first item; iterating again starts again."""

    def __init__(
        self, engine: Engine, listing: Listing[T], most: int | None = None, ahead: int = 0
    ) -> None:
        self._engine = engine
        self._listing = listing
        self._most = most
        self._ahead = ahead

    def __iter__(self) -> Iterator[T]:
        for page in self._walk():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Give page by page: `items`, `total` where the host tells, and `next`.

        Keep `next` and give it as `cursor=` later to go on from there.
        """
        for page in self._walk():
            yield self._listing.sealed(page)

    def _walk(self) -> Iterator[Page[T]]:
        walk = _Walk(self._listing.pages.start, self._most)
        if self._ahead:
            yield from self._walk_ahead(walk)
        while not walk.over:
            yield walk.take(self._fetch(walk.cursor))

    def _walk_ahead(self, walk: _Walk) -> Iterator[Page[T]]:
        # Imported here, as asyncio is below: most lists are walked without.
        from concurrent.futures import ThreadPoolExecutor

        running: dict[str, Future[Page[T]]] = {}
        pool = ThreadPoolExecutor(self._ahead, thread_name_prefix="githost-prefetch")
        try:
            while not walk.over:
                cursor = walk.cursor
                known = None if cursor is None else running.pop(cursor, None)
                page = self._fetch(cursor) if known is None else known.result()
                shown = walk.take(page)
                if walk.cursor is not None and not walk.over:
                    left = walk.left(page.total)
                    wanted = cursors_ahead(
                        self._listing.pages, page, walk.cursor, self._ahead, left
                    )
                    for one in running.keys() - set(wanted):
                        running.pop(one).cancel()
                    for one in wanted:
                        if one not in running:
                            running[one] = pool.submit(self._fetch, one)
                yield shown
        finally:
            # Who leaves the loop early waits for what has begun, and for no more.
            pool.shutdown(cancel_futures=True)

    def _fetch(self, cursor: str | None) -> Page[T]:
        return self._engine.run(self._listing.pages.fetch(cursor))

    def first(self) -> T | None:
        """Return the first item, or None where there is none. Nothing is fetched ahead."""
        return next(iter(Paginator(self._engine, self._listing, _fewer(self._most, 1))), None)

    def take(self, n: int) -> Paginator[T]:
        """Return the list of the first `n` items at the most."""
        return Paginator(self._engine, self._listing, _fewer(self._most, n), self._ahead)

    def prefetch(self, pages: int = 1) -> Paginator[T]:
        """Return the same list, whose walk keeps up to `pages` pages in flight ahead of the reader.

        The first page is fetched alone. Where the host does not number its pages, only the next one
        is fetched ahead. Items and their order are the same; up to `pages` requests may be made
        for nothing.

        Raises `ConfigurationError` for what is no whole number from 1.
        """
        return Paginator(self._engine, self._listing, self._most, depth(pages))

    def all(self) -> list[T]:
        """Return every item."""
        return list(self)

    def count(self) -> int | None:
        """Return how many items there are; None where the host cannot tell cheaply.

        Makes one request.
        """
        pages = self._listing.pages
        return _counted(self._engine.run(pages.fetch(pages.start)), self._most)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: nothing is asked before it is iterated>"


class AsyncPaginator(Generic[T]):
    """A list of the host, for `async for`.

    Nothing is asked before the first item; iterating again starts again.
    """

    def __init__(
        self, engine: AsyncEngine, listing: Listing[T], most: int | None = None, ahead: int = 0
    ) -> None:
        self._engine = engine
        self._listing = listing
        self._most = most
        self._ahead = ahead

    async def __aiter__(self) -> AsyncGenerator[T]:
        async with aclosing(self._walk()) as walk:
            async for page in walk:
                for item in page.items:
                    yield item

    async def pages(self) -> AsyncGenerator[Page[T]]:
        """Give page by page: `items`, `total` where the host tells, and `next`.

        Keep `next` and give it as `cursor=` later to go on from there.
        """
        async with aclosing(self._walk()) as walk:
            async for page in walk:
                yield self._listing.sealed(page)

    async def _walk(self) -> AsyncGenerator[Page[T]]:
        walk = _Walk(self._listing.pages.start, self._most)
        if self._ahead:
            async with aclosing(self._walk_ahead(walk)) as ahead:
                async for page in ahead:
                    yield page
        while not walk.over:
            yield walk.take(await self._fetch(walk.cursor))

    async def _walk_ahead(self, walk: _Walk) -> AsyncGenerator[Page[T]]:
        import asyncio

        running: dict[str, asyncio.Task[Page[T]]] = {}
        left_over: list[asyncio.Task[Page[T]]] = []
        try:
            while not walk.over:
                cursor = walk.cursor
                known = None if cursor is None else running.pop(cursor, None)
                page = await (self._fetch(cursor) if known is None else known)
                shown = walk.take(page)
                if walk.cursor is not None and not walk.over:
                    left = walk.left(page.total)
                    wanted = cursors_ahead(
                        self._listing.pages, page, walk.cursor, self._ahead, left
                    )
                    for one in running.keys() - set(wanted):
                        left_over.append(running.pop(one))
                        left_over[-1].cancel()
                    for one in wanted:
                        if one not in running:
                            running[one] = asyncio.ensure_future(self._fetch(one))
                yield shown
        finally:
            left_over += running.values()
            for task in left_over:
                task.cancel()
            await asyncio.gather(*left_over, return_exceptions=True)

    async def _fetch(self, cursor: str | None) -> Page[T]:
        return await self._engine.run(self._listing.pages.fetch(cursor))

    async def first(self) -> T | None:
        """Return the first item, or None where there is none. Nothing is fetched ahead."""
        alone = AsyncPaginator(self._engine, self._listing, _fewer(self._most, 1))
        return next(iter(await alone.all()), None)

    def take(self, n: int) -> AsyncPaginator[T]:
        """Return the list of the first `n` items at the most."""
        return AsyncPaginator(self._engine, self._listing, _fewer(self._most, n), self._ahead)

    def prefetch(self, pages: int = 1) -> AsyncPaginator[T]:
        """Return the same list, whose walk keeps up to `pages` pages in flight ahead of the reader.

        Works and raises as the sync one does.
        """
        return AsyncPaginator(self._engine, self._listing, self._most, depth(pages))

    async def all(self) -> list[T]:
        """Return every item."""
        return [item async for page in self._walk() for item in page.items]

    async def count(self) -> int | None:
        """Return how many items there are; None where the host cannot tell cheaply.

        Makes one request.
        """
        pages = self._listing.pages
        return _counted(await self._engine.run(pages.fetch(pages.start)), self._most)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: nothing is asked before it is iterated>"
