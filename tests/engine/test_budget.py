"""What is used of a limit, and when the next request may go."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import githost
from githost.engine.budget import (
    Quota,
    Usage,
    emptied,
    estimate,
    learned,
    reserved,
    restored,
    used,
)
from githost.interface import Allowance

HOUR = 3600.0
NOW = 1_800_000_000.0
QUOTA = Quota.of(1000, HOUR, githost.Budget())


def sent(number: int, at: float = NOW, quota: Quota = QUOTA) -> Usage:
    """Send `number` requests at once, without waiting for their turns."""
    usage = Usage()
    for _ in range(number):
        _, usage = reserved(usage, quota, at)
    return usage


def turns(number: int, quota: Quota = QUOTA, usage: Usage | None = None) -> list[float]:
    """Send `number` requests one after the other as fast as they may go; return when they went."""
    usage, now, moments = usage or Usage(), NOW, list[float]()
    for _ in range(number):
        now, usage = reserved(usage, quota, now)
        moments.append(now)
    return moments


def test_nothing_waits_before_the_limit_is_near() -> None:
    """Nine tenths of the limit go at once."""
    assert turns(900) == [NOW] * 900


def test_near_the_limit_requests_go_at_the_rate_at_which_they_are_granted() -> None:
    """A thousand an hour are one every 3.6 seconds."""
    moments = turns(903)
    assert [round(at - NOW, 3) for at in moments[900:]] == [3.6, 7.2, 10.8]


def test_share_leaves_the_rest_to_others() -> None:
    """With a share of a half the first half of the limit is all there is."""
    quota = Quota.of(1000, HOUR, githost.Budget(share=0.5, pace_from=1.0))
    moments = turns(501, quota)
    assert moments[499] == NOW
    assert moments[500] >= NOW + HOUR


@given(
    requests=st.integers(1, 60),
    seconds=st.floats(1, HOUR),
    pauses=st.lists(st.floats(0, 120), min_size=1, max_size=150),
    pace_from=st.floats(0.1, 1),
)
@example(requests=1, seconds=3089.0, pauses=[0.0, 0.0, 0.0, 0.0], pace_from=1.0)
def test_no_window_ever_holds_more_than_the_limit(
    requests: int, seconds: float, pauses: list[float], pace_from: float
) -> None:
    """Whatever the pauses between them, no window of the host's sees more requests than it grants."""
    quota = Quota.of(requests, seconds, githost.Budget(pace_from=pace_from))
    usage, now, moments = Usage(), NOW, list[float]()
    for pause in pauses:
        now, usage = reserved(usage, quota, now + pause)
        moments.append(now)
    for first, later in zip(moments, moments[requests:], strict=False):
        assert later - first >= seconds


def test_those_who_wait_at_the_same_time_form_a_queue() -> None:
    """Sixteen threads that ask at one moment get sixteen turns."""
    usage, moments = sent(900), list[float]()
    for _ in range(16):
        at, usage = reserved(usage, QUOTA, NOW)
        moments.append(at)
    assert moments == sorted(set(moments))
    assert moments[0] > NOW


def test_what_was_used_comes_back_when_its_window_has_passed() -> None:
    """After an hour and the slot that is counted as one moment, nothing is used."""
    usage = sent(10)
    assert used(usage, QUOTA, NOW + HOUR) == 10
    until = restored(usage, QUOTA, NOW)
    assert until is not None
    assert NOW + HOUR < until <= NOW + HOUR + QUOTA.slot
    assert used(usage, QUOTA, until) == 0
    assert restored(usage, QUOTA, until) is None


def test_others_who_use_the_limit_are_learned_of() -> None:
    """The host says what is left, and what we did not send counts too."""
    usage = learned(sent(10), QUOTA, Allowance(left=700), NOW)
    assert used(usage, QUOTA, NOW) == 300


def test_what_the_host_gave_back_is_learned_of() -> None:
    """A bucket that fills has more in it than the window says; the oldest are forgotten first."""
    usage = sent(10)
    _, usage = reserved(usage, QUOTA, NOW + 1800)
    usage = learned(usage, QUOTA, Allowance(left=999), NOW + 1800)
    assert used(usage, QUOTA, NOW + 1800) == 1
    assert used(usage, QUOTA, NOW + HOUR + 60) == 1


def test_upper_bound_of_what_is_left_takes_nothing_back() -> None:
    """Who says `at the most 200 left` does not say that less than 800 are used."""
    usage = learned(sent(900), QUOTA, Allowance(left=200, exact=False), NOW)
    assert used(usage, QUOTA, NOW) == 900


def test_refusal_empties_the_budget_and_it_fills_steadily() -> None:
    """After a refusal requests go at the granted rate, not all an hour later."""
    usage = emptied(sent(10), QUOTA, None, NOW)
    assert used(usage, QUOTA, NOW) == 1000
    moments = turns(20, usage=usage)
    assert NOW < moments[0] <= NOW + QUOTA.slot
    assert moments[-1] <= NOW + QUOTA.slot + 20 * QUOTA.gap


def test_refusal_with_a_time_closes_until_then() -> None:
    """`Retry-After` holds for everybody who shares the budget."""
    usage = emptied(Usage(), None, 90.0, NOW)
    assert turns(1, usage=usage) == [NOW + 90]


def test_clock_that_was_set_back_blocks_nobody() -> None:
    """What lies in the future only was written by a clock that was wrong."""
    at, usage = reserved(sent(1000, NOW + 10 * HOUR), QUOTA, NOW)
    assert at == NOW
    assert used(usage, QUOTA, NOW) == 1


@pytest.mark.parametrize("requests", [1, 900, 950, 1000, 1300, 4300])
@pytest.mark.parametrize("before", [0, 500, 1000])
def test_estimate_is_about_what_it_takes(requests: int, before: int) -> None:
    """Within a tenth, or two minutes, of what sending them would take."""
    usage = sent(before)
    took = turns(requests, usage=usage)[-1] - NOW
    said = estimate(usage, QUOTA, requests, NOW)
    assert said == pytest.approx(took, rel=0.1, abs=120)


def test_estimate_of_nothing_is_no_time() -> None:
    """No requests take no time, even where the limit is used up."""
    assert estimate(sent(1000), QUOTA, 0, NOW) == 0.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": 0},
        {"share": 1.5},
        {"pace_from": 0},
        {"write_interval": -1},
        {"share": "half"},
        {"path": 5},
        {"path": ""},
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    """The message names the setting."""
    with pytest.raises(githost.ConfigurationError, match=next(iter(wrong))):
        githost.Budget(**wrong)  # type: ignore[arg-type]  # wrong on purpose
