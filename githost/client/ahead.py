"""Which pages to fetch before they are asked for. Pure.

A page that was fetched ahead is used only when its predecessor names it as the next one: guessing
wrong costs a request, never an item.
"""

from typing import Any

from githost.errors import ConfigurationError
from githost.wire import Page, Pages

__all__ = ["cursors_ahead", "depth"]


def depth(pages: int) -> int:
    """Return the checked number of pages to fetch ahead.

    Raises `ConfigurationError` for what is no whole number from 1.
    """
    if isinstance(pages, bool) or not isinstance(pages, int) or pages < 1:
        raise ConfigurationError(f"prefetch() wants a whole number from 1, not {pages!r}")
    return pages


def cursors_ahead(
    pages: Pages[Any], page: Page[Any], cursor: str, most: int, left: int | None
) -> list[str]:
    """Return the cursors of up to `most` pages after `page`: the one it names, and guesses after it.

    `left` is how many items are still wanted, where that is known.
    """
    items = len(page.items)
    if pages.ahead is None or items == 0:
        return [cursor]
    if left is not None:
        most = min(most, -(-left // items))
    found = [cursor]
    for number in range(1, most):
        guess = pages.ahead(cursor, number, items)
        if guess is None:
            break
        found.append(guess)
    return found
