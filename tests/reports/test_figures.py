"""Percentiles, and the JSON of figures."""

import json
import statistics
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from githost.reports.activity import count
from githost.reports.figures import Spread, figures_json, spread
from tests.reports.worlds import PERIOD, readings

SECONDS = st.floats(min_value=0, max_value=1e9)


@settings(deadline=None)
@given(st.lists(SECONDS, min_size=2, max_size=60))
def test_percentiles_are_those_of_the_standard_library(seconds: list[float]) -> None:
    """Which places them between two values as we do."""
    found = spread(seconds)
    assert found is not None
    tenths = statistics.quantiles(seconds, n=10, method="inclusive")
    tolerance = 1e-9 * max(seconds)
    assert abs(found.median - statistics.median(seconds)) <= tolerance
    assert abs(found.ninetieth - tenths[8]) <= tolerance
    assert found.count == len(seconds)


@settings(deadline=None)
@given(st.lists(SECONDS, min_size=1, max_size=60))
def test_percentiles_lie_within_the_values(seconds: list[float]) -> None:
    """In their order, however the values come."""
    found = spread(seconds)
    assert found is not None
    assert found == spread(reversed(seconds))
    assert min(seconds) <= found.median <= max(seconds)
    assert found.median <= found.ninetieth <= max(seconds)


def test_one_value_is_all_percentiles_and_none_has_none() -> None:
    """No figure is made up."""
    assert spread([7.0]) == Spread(count=1, median=7.0, ninetieth=7.0)
    assert spread([]) is None


def test_json_has_every_figure() -> None:
    """Times are ISO 8601 in UTC, durations seconds."""
    figures = count(
        readings(),
        PERIOD,
        host="https://bitbucket.org",
        product="Bitbucket Cloud",
        targets=["acme"],
        at=PERIOD.until + timedelta(days=1),
    )
    document = json.loads(figures_json(figures))
    assert document["format"] == "githost-activity"
    assert document["version"] == 1
    assert document["period"] == {
        "since": "2026-08-03T00:00:00+00:00",
        "until": "2026-08-24T00:00:00+00:00",
    }
    assert document["weeks"][0]["first_review"]["median"] == 3 * 3600
    assert document["authors"][0] == {
        "person": {"id": "1", "name": "Alice Adams"},
        "commits": 2,
        "by_week": [1, 1, 0],
    }
    assert document["open"][0]["author"]["name"] == "Alice Adams"
    assert document["notes"] == ["The host does not tell all."]
