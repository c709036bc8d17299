"""How operations reach the forge: each is one piece of work, and each write one transaction."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import attrs

from githost.errors import ConfigurationError
from githost.interface import Site
from githost.wire import Op, Page, Pages, work
from githost_local.errors import translated
from githost_local.forge.records import Slice
from githost_local.session import Session, open_session

__all__ = ["SESSION", "Access"]

R = TypeVar("R")
T = TypeVar("T")

#: Under which name a site remembers its session.
SESSION: Final = "session"
#: The largest page, and the usual one.
_MOST: Final = 1000


@attrs.frozen
class Access:
    """One connection's way to its forge, which is opened by the first operation."""

    site: Site
    directory: Path

    def read(self, do: Callable[[Session], T]) -> Op[T]:
        """Look at the forge."""
        session = yield from self._session()

        def run() -> T:
            with translated():
                return do(session)

        return (yield from work(run))

    def write(self, do: Callable[[Session], T]) -> Op[T]:
        """Change the forge: all that `do` does, or nothing."""
        session = yield from self._session()

        def run() -> T:
            with translated(), session.forge.transaction():
                return do(session)

        return (yield from work(run))

    def pages(
        self,
        select: Callable[[Session, int, int], Slice[R]],
        decode: Callable[[Session, R, bool], T],
        *,
        page_size: int | None,
        cursor: str | None,
    ) -> Pages[T]:
        """Describe a list: `select` takes offset and limit, and a cursor is an offset as text."""
        limit = _limit(page_size)
        _offset(cursor)

        def fetch(cursor: str | None) -> Op[Page[T]]:
            offset = _offset(cursor)

            def read(session: Session) -> Page[T]:
                found = select(session, offset, limit)
                items = tuple(decode(session, item, self.site.keep_raw) for item in found)
                end = offset + len(items)
                return Page(items, str(end) if items and end < found.total else None, found.total)

            return (yield from self.read(read))

        return Pages(fetch, cursor)

    def _session(self) -> Op[Session]:
        return self.site.once(
            SESSION, work(lambda: open_session(self.directory, self.site.credential))
        )


def _limit(page_size: int | None) -> int:
    return _MOST if page_size is None else min(page_size, _MOST)


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise ConfigurationError(f"{cursor!r} is no cursor of the local host; take a page's `next`")
    return int(cursor)
