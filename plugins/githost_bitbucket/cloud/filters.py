"""Cloud's query language, as far as lists are filtered by it.

Source: "Filter and sort API objects" of the REST 2.0 introduction.
"""

from datetime import UTC, datetime

__all__ = ["after", "both", "contains", "either", "equals"]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def contains(field: str, text: str | None) -> str | None:
    """Ask for `text` within a field, ignoring case; None asks for nothing."""
    return None if text is None else f"{field} ~ {_quoted(text)}"


def equals(field: str, text: str | None) -> str | None:
    """Ask for a field that is `text`; None asks for nothing."""
    return None if text is None else f"{field} = {_quoted(text)}"


def after(field: str, moment: datetime | None) -> str | None:
    """Ask for a time later than `moment`; None asks for nothing."""
    return None if moment is None else f"{field} > {moment.astimezone(UTC).isoformat()}"


def both(*conditions: str | None) -> str | None:
    """Ask for all `conditions`; None where there is none."""
    given = [condition for condition in conditions if condition is not None]
    return " AND ".join(given) or None


def either(*conditions: str | None) -> str | None:
    """Ask for one of `conditions`; None where there is none."""
    given = [condition for condition in conditions if condition is not None]
    return f"({' OR '.join(given)})" if given else None
