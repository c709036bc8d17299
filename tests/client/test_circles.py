"""Circles of cursors are seen, short and long, in memory that has a bound."""

import sys
from itertools import chain, count, cycle

import pytest

from githost.client.circles import Circles


def walked(tail: int, circle: int) -> int:
    """Return how many pages are walked of a list that runs into a circle, before it is seen."""
    seen = Circles()
    cursors = chain(
        (f"tail {number}" for number in range(tail)),
        cycle([f"circle {number}" for number in range(circle)]),
    )
    return next(pages for pages, cursor in enumerate(cursors) if seen.closed_by(cursor))


@pytest.mark.parametrize("tail", [0, 1, 7, 5000])
@pytest.mark.parametrize("circle", [1, 2, 3, 1000])
def test_circle_of_up_to_a_thousand_pages_is_seen_as_it_closes(tail: int, circle: int) -> None:
    """Not one page of it is walked twice."""
    assert walked(tail, circle) == tail + circle


@pytest.mark.parametrize("tail", [0, 1, 7, 5000])
@pytest.mark.parametrize("circle", [1001, 1024, 3000, 4097])
def test_longer_circle_is_seen_before_four_times_its_pages_came(tail: int, circle: int) -> None:
    """Those that lead to it are counted twice at the most."""
    assert tail + circle <= walked(tail, circle) < 2 * tail + 4 * circle


def test_memory_has_a_bound() -> None:
    """Of a hundred thousand cursors no more is kept than of ten thousand."""
    circles, sizes = Circles(), []
    for number in count(1):
        assert not circles.closed_by(f"cursor {number}")
        if number in {10_000, 100_000}:
            sizes.append(sys.getsizeof(circles._known))
        if number == 100_000:
            break
    assert sizes[0] == sizes[1]
    assert len(circles._known) == 1000
