"""Lists as users hold them: lazy, restartable, sync and async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from githost.errors import ConfigurationError, PaginationError
from githost.wire import Page

if TYPE_CHECKING:
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
        self._seen: set[int] = set()
        self.over = most == 0

    def take(self, page: Page[T]) -> Page[T]:
        """Move on behind `page`, and return what of it belongs to the walk."""
        if page.next is not None and hash(page.next) in self._seen:
            raise PaginationError(
                "the host gave a cursor that it had given before; the list would never end"
            )
        if page.next is not None:
            self._seen.add(hash(page.next))
        self.cursor = page.next
        self.over = page.next is None
        if self._left is None:
            return page
        if len(page.items) >= self._left:
            self.over = True
            page = Page(page.items[: self._left], page.next, page.total)
        self._left -= len(page.items)
        return page


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

    def __init__(self, engine: Engine, listing: Listing[T], most: int | None = None) -> None:
        self._engine = engine
        self._listing = listing
        self._most = most

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
        while not walk.over:
            yield walk.take(self._engine.run(self._listing.pages.fetch(walk.cursor)))

    def first(self) -> T | None:
        """Return the first item, or None where there is none."""
        return next(iter(self), None)

    def take(self, n: int) -> Paginator[T]:
        """Return the list of the first `n` items at the most."""
        return Paginator(self._engine, self._listing, _fewer(self._most, n))

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

    def __init__(self, engine: AsyncEngine, listing: Listing[T], most: int | None = None) -> None:
        self._engine = engine
        self._listing = listing
        self._most = most

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self._walk():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Give page by page: `items`, `total` where the host tells, and `next`.

        Keep `next` and give it as `cursor=` later to go on from there.
        """
        async for page in self._walk():
            yield self._listing.sealed(page)

    async def _walk(self) -> AsyncIterator[Page[T]]:
        walk = _Walk(self._listing.pages.start, self._most)
        while not walk.over:
            yield walk.take(await self._engine.run(self._listing.pages.fetch(walk.cursor)))

    async def first(self) -> T | None:
        """Return the first item, or None where there is none."""
        async for page in self._walk():
            if page.items:
                return page.items[0]
        return None

    def take(self, n: int) -> AsyncPaginator[T]:
        """Return the list of the first `n` items at the most."""
        return AsyncPaginator(self._engine, self._listing, _fewer(self._most, n))

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
