"""Pages: `start` and `limit` in the query, `nextPageStart` and `isLastPage` in the answer.

https://developer.atlassian.com/server/bitbucket/rest/, "Paged APIs": the next page begins at
`nextPageStart`, which is not always `start` + `limit`, since rows the caller may not see are
skipped.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import attrs

from githost_bitbucket.emulator.datacenter.errors import invalid_argument
from githost_local.forge.records import Slice

T = TypeVar("T")

DEFAULT_LIMIT: Final = 25
#: The server's own maximum (`page.max.*` in its properties); more is answered with this many.
MAX_LIMIT: Final = 1000


@attrs.frozen(kw_only=True)
class Window:
    """The part of a list that is asked for."""

    start: int
    limit: int


def window(start: str | None, limit: str | None) -> Window:
    """Read the parameters of the query."""
    first = _number("start", start, 0)
    count = _number("limit", limit, DEFAULT_LIMIT)
    if first < 0:
        raise invalid_argument("The start of the page must not be negative")
    if count < 1:
        raise invalid_argument("The limit of the page must be greater than 0")
    return Window(start=first, limit=min(count, MAX_LIMIT))


def _number(name: str, text: str | None, default: int) -> int:
    if text is None:
        return default
    try:
        return int(text)
    except ValueError as error:
        raise invalid_argument(f"{name} must be a number") from error


def envelope(asked: Window, values: Iterable[Any], following: int | None) -> dict[str, Any]:
    """Return a page's JSON; `following` is where the next one begins, None after the last."""
    shown = list(values)
    return {
        "size": len(shown),
        "limit": asked.limit,
        "isLastPage": following is None,
        "values": shown,
        "start": asked.start,
        "nextPageStart": following,
    }


def page(asked: Window, found: Slice[T], render: Callable[[T], Any]) -> dict[str, Any]:
    """Return the page of a list that the forge has cut already."""
    end = asked.start + len(found)
    return envelope(asked, map(render, found), end if end < found.total else None)


def page_of(asked: Window, items: Sequence[T], render: Callable[[T], Any]) -> dict[str, Any]:
    """Return the page of a whole list."""
    part = items[asked.start : asked.start + asked.limit]
    return page(asked, Slice(tuple(part), len(items)), render)


def page_where(
    asked: Window, items: Sequence[T], keep: Callable[[T], bool], render: Callable[[T], Any]
) -> dict[str, Any]:
    """Return the page of a whole list, without the rows that the caller may not see.

    `start` counts all rows, so pages begin where the one before it stopped looking.
    """
    shown: list[T] = []
    for index in range(asked.start, len(items)):
        if not keep(items[index]):
            continue
        if len(shown) == asked.limit:
            return envelope(asked, map(render, shown), index)
        shown.append(items[index])
    return envelope(asked, map(render, shown), None)
