"""Answers as Cloud gives them: one object, or a page of them.

The next page is the server's own `next` link, taken as it is: it holds the whole query, and its
page may be an opaque hash.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlsplit

from githost.errors import PaginationError
from githost.interface import Site, without_secrets
from githost.wire import Op, Page, Pages, QueryValue, Request, Response, send
from githost_bitbucket.cloud import payloads
from githost_bitbucket.cloud.decode import Raw, decoder

__all__ = ["LARGEST_PAGE", "listed", "page_length", "paged", "single"]

P = TypeVar("P")
T = TypeVar("T")

#: The number of a page in a link.
_PAGE: Final = re.compile(r"[?&]page=(\d+)(?=&|$)")
#: The largest `pagelen` of most lists; a larger one is refused with 400, not lowered.
LARGEST_PAGE: Final = 100


def page_length(page_size: int | None, largest: int = LARGEST_PAGE) -> int:
    """Return the `pagelen` to ask for. The client has checked `page_size`."""
    return largest if page_size is None else min(page_size, largest)


def single(response: Response, shape: type[P], model: Callable[[P, Raw], T]) -> T:
    """Read one object, turned into a model that keeps the vendor's document."""
    read = decoder.decode(response, shape)
    return model(read.value, without_secrets(read.document))


def listed(
    response: Response, shape: type[P], model: Callable[[P, Raw], T], *, keep_raw: bool
) -> Page[T]:
    """Read one page of `shape`, each item turned into a model."""
    page, items = decoder.listed(response, payloads.Page, shape, model, keep_raw=keep_raw)
    # An empty `next` was recorded on a last page.
    return Page(items, page.next or None, page.size)


def paged(
    site: Site,
    path: str,
    shape: type[P],
    model: Callable[[P, Raw], T],
    *,
    page_size: int | None,
    cursor: str | None = None,
    query: Mapping[str, QueryValue] | None = None,
    largest: int = LARGEST_PAGE,
    smallest: int = 1,
) -> Pages[T]:
    """Describe the list at `path`, of payloads of `shape` turned into models."""
    first = {**(query or {}), "pagelen": max(smallest, page_length(page_size, largest))}

    def fetch(link: str | None) -> Op[Page[T]]:
        request = Request("GET", path, query=first) if link is None else Request("GET", link)
        response = yield from send(request)
        page = listed(response, shape, model, keep_raw=site.keep_raw)
        if link is None and page.next is not None and _same(page.next, path, first):
            raise PaginationError(
                f"{response.url} names itself as the next page; the list would repeat itself. What "
                "came so far is right, and not all"
            )
        return page

    return Pages(fetch, cursor, _ahead)


def _ahead(link: str, pages: int, _: int) -> str | None:
    """Guess the link some pages on, where pages are numbered and not opaque hashes."""
    found = _PAGE.search(link)
    if found is None:
        return None
    return f"{link[: found.start(1)]}{int(found[1]) + pages}{link[found.end(1) :]}"


def _same(link: str, path: str, query: Mapping[str, QueryValue]) -> bool:
    """Say whether `link` leads to the first page of the list at `path`."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if not parts.path.endswith(path):
        return False
    asked = [
        (key, str(one))
        for key, value in query.items()
        if value is not None
        for one in ([value] if isinstance(value, str | int) else value)
    ]
    led = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair != ("page", "1")]
    return sorted(led) == sorted(asked)
