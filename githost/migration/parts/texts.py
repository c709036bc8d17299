"""What people wrote: who wrote it, and how two copies of it are compared."""

from collections.abc import Mapping
from datetime import datetime

from githost.migration.attribution import Origin
from githost.model import User

__all__ = ["origin", "plain"]


def origin(
    verb: str,
    author: User | None,
    at: datetime | None,
    *,
    url: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> Origin:
    """Return where a text comes from."""
    return Origin(
        verb=verb,
        author=None if author is None else author.display_name or author.name,
        login=None if author is None else author.name,
        at=at,
        url=url,
        facts=facts or {},
    )


def plain(text: str) -> str:
    """Return a text as hosts give it back: they may change line ends, and strip blanks at its end."""
    return text.replace("\r\n", "\n").rstrip()
