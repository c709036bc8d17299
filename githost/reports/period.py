"""Which time a report is about, and the weeks in it.

Rule 1: everything is UTC, where no hour comes twice and none is left out, so every week has the
same length wherever its reader lives.
Rule 2: a week begins on Monday at midnight.
Rule 3: a period holds its first moment and not its last.
"""

from datetime import UTC, date, datetime, time, timedelta

import attrs

from githost.errors import ConfigurationError

__all__ = ["Period", "period", "week"]

_WEEK = timedelta(weeks=1)


def week(moment: datetime) -> datetime:
    """Return when the week of a moment began."""
    day = moment.astimezone(UTC).date()
    return _midnight(day - timedelta(days=day.weekday()))


@attrs.frozen(kw_only=True)
class Period:
    """From one moment to another."""

    #: The first moment that belongs to it.
    since: datetime
    #: The first moment after it.
    until: datetime

    def __contains__(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment < self.until

    def weeks(self) -> tuple[datetime, ...]:
        """Return the beginnings of all weeks that share a moment with it, oldest first."""
        first = week(self.since)
        count = -((first - self.until) // _WEEK)
        return tuple(first + n * _WEEK for n in range(count))


def period(
    since: date | None = None, until: date | None = None, *, now: datetime | None = None
) -> Period:
    """Return the period from the day `since` up to and with the day `until`.

    `until` None is `now`, which None is the present; `since` None is 90 days before that.

    Raises `ConfigurationError` where it would be empty, or begin in the future.
    """
    present = (datetime.now(UTC) if now is None else now.astimezone(UTC)).replace(microsecond=0)
    end = present if until is None else min(present, _midnight(until + timedelta(days=1)))
    begin = _midnight(end.date() - timedelta(days=90) if since is None else since)
    if begin >= end:
        raise ConfigurationError(
            f"a period from {begin:%Y-%m-%d} to {end:%Y-%m-%d %H:%M} UTC is empty; give an earlier since"
        )
    return Period(since=begin, until=end)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
