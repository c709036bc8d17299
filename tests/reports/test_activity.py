"""What is counted, against a small world counted by hand."""

from datetime import timedelta

import pytest

from githost.reports.activity import count
from githost.reports.figures import Author, Figures, RepositoryFigures, Reviewer, Spread, Week
from tests.reports.worlds import ALICE, BOB, CAROL, MONDAY, PERIOD, readings

HOUR = 3600.0


@pytest.fixture(scope="module")
def figures() -> Figures:
    """Count the world, read a day after the period."""
    return count(
        readings(),
        PERIOD,
        host="https://bitbucket.org",
        product="Bitbucket Cloud",
        targets=["acme"],
        at=PERIOD.until + timedelta(days=1),
    )


def spread(hours: float, ninetieth: float, count: int) -> Spread:
    """Return a spread in hours."""
    return Spread(count=count, median=hours * HOUR, ninetieth=round(ninetieth * HOUR))


def test_weeks_tell_what_happened_in_them(figures: Figures) -> None:
    """What began before the period counts when it ends in it, and what nobody could read as not reviewed by nobody."""
    first, second, third = (MONDAY + timedelta(weeks=n) for n in range(3))
    assert figures.weeks == (
        Week(
            begins=first,
            commits=2,
            opened=2,
            merged=1,
            closed=0,
            unreviewed=0,
            first_review=spread(3, 3.8, 2),
            merge=spread(10, 10, 1),
        ),
        Week(
            begins=second,
            commits=1,
            opened=2,
            merged=1,
            closed=0,
            unreviewed=1,
            first_review=None,
            merge=spread(200, 200, 1),
        ),
        Week(
            begins=third,
            commits=0,
            opened=0,
            merged=0,
            closed=1,
            unreviewed=0,
            first_review=None,
            merge=None,
        ),
    )
    assert figures.first_review == spread(3, 3.8, 2)
    assert figures.merge == spread(105, 181, 2)


def test_commit_of_two_repositories_counts_once(figures: Figures) -> None:
    """But in each of their lines."""
    assert figures.authors == (
        Author(person=ALICE, commits=2, by_week=(1, 1, 0)),
        Author(person=BOB, commits=1, by_week=(1, 0, 0)),
    )
    assert figures.total("commits") == 3
    assert [one.commits for one in figures.repositories] == [3, 1]


def test_repositories_come_busiest_first(figures: Figures) -> None:
    """An address that is no web page is not kept."""
    assert figures.repositories == (
        RepositoryFigures(
            name="acme/site",
            url="https://bitbucket.org/acme/site",
            commits=3,
            opened=4,
            merged=2,
            closed=1,
            open=3,
        ),
        RepositoryFigures(
            name="acme/fork", url=None, commits=1, opened=0, merged=0, closed=0, open=0
        ),
    )


def test_reviewers_are_told_by_what_they_did_and_owe(figures: Figures) -> None:
    """What was said before the period does not count; what is asked of somebody does."""
    assert figures.reviewers == (
        Reviewer(
            person=BOB,
            pull_requests=2,
            comments=2,
            approvals=1,
            changes_requested=0,
            waiting=0,
        ),
        Reviewer(
            person=CAROL,
            pull_requests=1,
            comments=0,
            approvals=0,
            changes_requested=1,
            waiting=2,
        ),
        Reviewer(
            person=ALICE,
            pull_requests=0,
            comments=0,
            approvals=0,
            changes_requested=0,
            waiting=1,
        ),
    )


def test_open_ones_come_oldest_first(figures: Figures) -> None:
    """With their age when the host was read."""
    assert [one.number for one in figures.open] == [5, 4, 6]
    assert figures.open[0].age == (22 * 24 + 2400) * HOUR
    assert [one.draft for one in figures.open] == [False, True, False]


def test_sums_agree_with_the_weeks(figures: Figures) -> None:
    """Nothing falls between two of them."""
    assert figures.total("opened") == sum(one.opened for one in figures.repositories)
    assert figures.total("merged") == sum(one.merged for one in figures.repositories)
    assert figures.total("closed") == sum(one.closed for one in figures.repositories)
