"""Answers as Data Center gives them: one object, or a page of them.

The next page starts at the server's own `nextPageStart`, never at `start + limit`: rows that the
caller may not see are skipped, and the server lowers a `limit` that is above its own maximum.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from githost.errors import ConfigurationError, PaginationError
from githost.interface import Site, without_secrets
from githost.wire import Op, Page, Pages, QueryValue, Request, Response, send
from githost_bitbucket.datacenter import payloads
from githost_bitbucket.datacenter.decode import Raw, decoder

__all__ = ["LARGEST_PAGE", "listed", "next_start", "page_limit", "page_start", "paged", "single"]

P = TypeVar("P")
T = TypeVar("T")

#: The server's own maximum for most resources, unless its administrator lowered it (`page.max.*`).
LARGEST_PAGE: Final = 1000


def page_limit(page_size: int | None) -> int:
    """Return the `limit` to ask for. The client has checked `page_size`."""
    return LARGEST_PAGE if page_size is None else min(page_size, LARGEST_PAGE)


def page_start(cursor: str | None) -> str | None:
    """Return the `start` behind a cursor."""
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal()):
        raise ConfigurationError("this cursor belongs to another list; start without one")
    return cursor


def next_start(page: payloads.Page | payloads.Children, start: str | None) -> str | None:
    """Return the cursor of the page after `page`, which began at `start`; None for the last one."""
    if page.nextPageStart is not None and not page.isLastPage:
        if page.nextPageStart <= int(start or 0):
            raise PaginationError(
                f"the host says that the page after the one from {start or 0} begins at "
                f"{page.nextPageStart}; the list would repeat itself. What came so far is right, and not all"
            )
        return str(page.nextPageStart)
    if page.isLastPage is False:
        raise PaginationError(
            "the host says that more follows but not where (nextPageStart); the list cannot go on. "
            "What came so far is right, and not all"
        )
    return None


def single(response: Response, shape: type[P], model: Callable[[P, Raw], T]) -> T:
    """Read one object, turned into a model that keeps the vendor's document."""
    read = decoder.decode(response, shape)
    return model(read.value, without_secrets(read.document))


def listed(
    response: Response,
    shape: type[P],
    model: Callable[[P, Raw], T],
    *,
    keep_raw: bool,
    start: str | None = None,
) -> Page[T]:
    """Read one page of `shape` that began at `start`, each item turned into a model."""
    page, items = decoder.listed(response, payloads.Page, shape, model, keep_raw=keep_raw)
    return Page(items, next_start(page, start))


def paged(
    site: Site,
    path: str,
    shape: type[P],
    model: Callable[[P, Raw], T],
    *,
    page_size: int | None,
    cursor: str | None = None,
    root: str = "api",
    query: Mapping[str, QueryValue] | None = None,
) -> Pages[T]:
    """Describe the list at `path`, of payloads of `shape` turned into models."""
    limit = page_limit(page_size)
    asked = dict(query or {})

    def fetch(start: str | None) -> Op[Page[T]]:
        wanted = {**asked, "limit": limit, "start": page_start(start)}
        response = yield from send(Request("GET", path, query=wanted, root=root))
        return listed(response, shape, model, keep_raw=site.keep_raw, start=start)

    return Pages(fetch, cursor, _ahead)


def _ahead(start: str, pages: int, items: int) -> str:
    """Guess where a page some pages on begins: right where no rows are skipped."""
    return str(int(start) + pages * items)
