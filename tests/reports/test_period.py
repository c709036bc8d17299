"""Periods and their weeks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from githost.errors import ConfigurationError
from githost.reports.period import Period, period, week

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001  # given a time zone by the strategy
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001  # given a time zone by the strategy
    timezones=st.timezones(),
)


@settings(deadline=None)
@given(MOMENTS)
def test_week_holds_its_moment(moment: datetime) -> None:
    """It begins on a Monday at midnight UTC, not a week or more before."""
    begins = week(moment)
    assert (begins.weekday(), begins.hour, begins.minute, begins.tzinfo) == (0, 0, 0, UTC)
    assert begins <= moment < begins + timedelta(weeks=1)


@settings(deadline=None)
@given(MOMENTS, st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=900)))
def test_weeks_of_a_period_leave_nothing_out(since: datetime, length: timedelta) -> None:
    """They follow each other, and hold the first and the last moment."""
    since = since.astimezone(UTC)
    asked = Period(since=since, until=since + length)
    weeks = asked.weeks()
    last = asked.until - timedelta(microseconds=1)
    assert weeks[0] == week(asked.since)
    assert weeks[-1] == week(last)
    assert {later - earlier for earlier, later in pairwise(weeks)} <= {timedelta(weeks=1)}


@pytest.mark.parametrize(
    ("local", "begins"),
    [
        # The night in which clocks go forward, and the one in which an hour comes twice.
        (datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN), datetime(2026, 3, 23, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0), datetime(2026, 10, 19, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), datetime(2026, 10, 19, tzinfo=UTC)),
        # Monday morning in Berlin is Sunday in UTC.
        (datetime(2026, 10, 26, 0, 30, tzinfo=BERLIN), datetime(2026, 10, 19, tzinfo=UTC)),
        (datetime(2026, 10, 26, 1, 0, tzinfo=BERLIN), datetime(2026, 10, 26, tzinfo=UTC)),
        # Summer has an hour more between the two.
        (datetime(2026, 6, 1, 1, 59, tzinfo=BERLIN), datetime(2026, 5, 25, tzinfo=UTC)),
        (datetime(2026, 6, 1, 2, 0, tzinfo=BERLIN), datetime(2026, 6, 1, tzinfo=UTC)),
    ],
)
def test_week_is_that_of_utc(local: datetime, begins: datetime) -> None:
    """Whatever clocks do elsewhere."""
    assert week(local) == begins


def test_week_of_the_clocks_change_is_as_long_as_others() -> None:
    """A period that spans it has weeks of 168 hours."""
    asked = period(date(2026, 10, 12), date(2026, 11, 1), now=datetime(2026, 12, 1, tzinfo=UTC))
    assert asked.weeks() == tuple(datetime(2026, 10, day, tzinfo=UTC) for day in (12, 19, 26))
    assert datetime(2026, 11, 1, 23, 59, tzinfo=UTC) in asked
    assert datetime(2026, 11, 2, tzinfo=UTC) not in asked
    assert None not in asked


def test_period_is_the_last_90_days_unless_told() -> None:
    """From a midnight, up to the present."""
    now = datetime(2026, 11, 26, 1, 30, 15, 999, tzinfo=UTC)
    asked = period(now=now)
    assert asked.since == datetime(2026, 8, 28, tzinfo=UTC)
    assert asked.until == now.replace(microsecond=0)


def test_period_does_not_reach_into_the_future() -> None:
    """The last day may be today, which is not over."""
    now = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
    assert period(until=date(2026, 11, 26), now=now).until == now


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2027, 1, 1), None), (date(2026, 5, 2), date(2026, 5, 1))],
    ids=["in the future", "ends before it begins"],
)
def test_empty_period_is_refused(since: date, until: date | None) -> None:
    """With what to do."""
    with pytest.raises(ConfigurationError, match="give an earlier since"):
        period(since, until, now=datetime(2026, 11, 26, tzinfo=UTC))
