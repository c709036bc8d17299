"""Which messages came already."""

import threading

import pytest

import githost
from githost.webhooks import SeenDeliveries


def test_second_time_is_told_from_the_first() -> None:
    """Until it is forgotten."""
    seen = SeenDeliveries()
    assert [seen.add("a"), seen.add("a"), seen.add("b")] == [True, False, True]
    assert "a" in seen
    seen.discard("a")
    seen.discard("never")
    assert "a" not in seen
    assert seen.add("a")


def test_no_more_are_kept_than_the_limit() -> None:
    """The oldest goes first."""
    seen = SeenDeliveries(limit=3)
    for delivery in "abcd":
        assert seen.add(delivery)
    assert len(seen) == 3
    assert [delivery in seen for delivery in "abcd"] == [False, True, True, True]


@pytest.mark.parametrize("limit", [0, -1])
def test_limit_is_at_least_one(limit: int) -> None:
    """One that remembers nothing is a mistake."""
    with pytest.raises(githost.ConfigurationError):
        SeenDeliveries(limit=limit)


def test_threads_share_one() -> None:
    """Each id is new to exactly one of them."""
    seen = SeenDeliveries()
    new: list[int] = []
    start = threading.Barrier(8)

    def add() -> None:
        start.wait()
        new.extend(number for number in range(500) if seen.add(str(number)))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == list(range(500))
