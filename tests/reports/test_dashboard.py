"""What a dashboard says, and what it needs."""

import json
import sys
from datetime import timedelta

import attrs
import pytest

from githost.errors import ConfigurationError
from githost.reports import page, plots
from githost.reports.activity import count
from githost.reports.dashboard import dashboard_page
from githost.reports.figures import Author, Figures, Person, Unread
from githost.reports.plots import Series
from githost.reports.reading import Readings
from githost.reports.sections import Section, sections, spoken
from tests.reports.worlds import HOSTILE, MONDAY, PERIOD, readings


def counted(found: Readings) -> Figures:
    """Count what was read."""
    return count(
        found,
        PERIOD,
        host="https://bitbucket.org",
        product="Bitbucket Cloud",
        targets=["acme"],
        at=PERIOD.until + timedelta(days=1),
    )


@pytest.fixture(scope="module")
def said() -> dict[str, Section]:
    """Give the sections by name."""
    return {one.name: one for one in sections(counted(readings()))}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("commits", "3 commits by 2 authors, most by Alice Adams (2)."),
        ("pull-requests", "4 opened, 2 merged, 1 closed without a merge."),
        (
            "first-review",
            (
                "Of 2 opened and reviewed, half had their first review within 3 hours, "
                "nine in ten within 3.8 hours; 1 has not been looked at by anybody else."
            ),
        ),
        (
            "merge",
            "Of 2 merged, half were merged within 4.4 days of being opened, nine in ten within 7.5 days.",
        ),
        (
            "open",
            "3 are open now, 1 of them drafts; the oldest is acme/site #5, opened 122 days ago.",
        ),
        (
            "repositories",
            "Of 2 repositories, acme/site was busiest: 3 commits, 4 pull requests opened.",
        ),
        (
            "reviewers",
            "2 people reviewed, Bob <b>Brown</b> most (2 pull requests). 3 verdicts are waited for.",
        ),
    ],
)
def test_figure_is_said_in_a_sentence(said: dict[str, Section], name: str, sentence: str) -> None:
    """For those who read only that."""
    assert said[name].sentence == sentence


def test_every_plot_has_its_table(said: dict[str, Section]) -> None:
    """With the same numbers."""
    assert all(one.plot is not None and one.lines for one in said.values())
    lines = [[cell.text for cell in line] for line in said["first-review"].lines]
    assert lines == [
        ["2026-08-03", "3 hours", "3.8 hours", "2", "0"],
        ["2026-08-10", "", "", "0", "1"],
        ["2026-08-17", "", "", "0", "0"],
    ]
    plot = said["first-review"].plot
    assert plot is not None
    assert plot["data"][0]["y"] == [3.0, None, None]
    assert [cell.text for cell in said["commits"].lines[0]] == ["Alice Adams", "2", "1", "1", "0"]
    assert all(len(line) == len(one.columns) for one in said.values() for line in one.lines)


def test_nothing_is_said_plainly_and_not_drawn() -> None:
    """An empty axis tells nobody anything."""
    found = sections(counted(Readings(repos=(), unread=(), notes=())))
    assert [one.plot for one in found] == [None] * 7
    assert [one.sentence for one in found] == [
        "No commits reached a default branch.",
        "0 opened, 0 merged, 0 closed without a merge.",
        "Nothing was reviewed.",
        "Nothing was merged.",
        "No pull request is open.",
        "Nothing happened in any repository.",
        "Nobody reviewed anything. 0 verdicts are waited for.",
    ]


def test_page_names_what_is_missing() -> None:
    """At its top; names are shown as they are."""
    figures = attrs.evolve(
        counted(readings()), unread=(Unread(what=f"acme/{HOSTILE}", why="403: no access"),)
    )
    text = dashboard_page(figures)
    assert "Not everything could be read" in text
    assert "403: no access" in text
    assert "The host does not tell all." in text
    assert HOSTILE not in text
    assert "Not everything" not in dashboard_page(counted(readings()))


def test_authors_beyond_the_first_are_summed_up() -> None:
    """The table has each of them."""
    figures = counted(readings())
    many = tuple(
        Author(person=Person(id=str(n), name=f"Person {n}"), commits=20 - n, by_week=(20 - n, 0, 0))
        for n in range(10)
    )
    section = sections(attrs.evolve(figures, authors=many))[0]
    assert section.plot is not None
    assert [one["name"] for one in section.plot["data"]][-2:] == ["Person 6", "3 others"]
    assert section.plot["data"][-1]["y"] == [13 + 12 + 11, 0, 0]
    assert len(section.lines) == 10


def test_rows_named_alike_stay_apart() -> None:
    """An axis would lay one on the other."""
    plot = plots.rows(["Kim", "Kim", "<i>Lee</i>"], [Series(name="reviewed", values=[3, 2, 1])])
    assert plot["data"][0]["y"] == ["Kim", "Kim (2)", "&lt;i&gt;Lee&lt;/i&gt;"]


def test_long_names_are_shortened_in_their_middle() -> None:
    """What tells repositories apart is at the end."""
    names = [f"acme/mobile-app-for-customers-of-the-region-{n}" for n in (1, 2)]
    labels = plots.rows(names, [Series(name="commits", values=[1, 2])])["data"][0]["y"]
    assert [len(label) for label in labels] == [34, 34]
    assert [label[-8:] for label in labels] == ["region-1", "region-2"]


def test_plot_can_be_written_as_json() -> None:
    """As the page needs it."""
    plot = plots.bars([MONDAY], [Series(name="opened", values=[1])], stacked=True)
    assert json.loads(json.dumps(plot)) == plot


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (90, "1.5 minutes"),
        (3599, "60 minutes"),
        (3600, "1 hour"),
        (12.34 * 3600, "12 hours"),
        (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"),
        (3.46 * 86400, "3.5 days"),
        (122.4 * 86400, "122 days"),
    ],
)
def test_durations_are_said_as_people_do(seconds: float, words: str) -> None:
    """In one unit, with no more digits than mean something."""
    assert spoken(seconds) == words


@pytest.mark.parametrize("module", ["jinja2", "plotly"])
def test_missing_package_is_told_with_its_extra(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not by a traceback."""
    monkeypatch.setitem(sys.modules, module, None)
    page._environment.cache_clear()
    page.plot_library.cache_clear()
    for call in (page.require_extra, lambda: page.script("dashboard.js"), page.plot_library):
        with pytest.raises(ConfigurationError, match=r"pip install 'githost-sdk\[report\]'"):
            call()
    with pytest.raises(ConfigurationError, match=module):
        plots.ages(["old"], [1])


def test_axis_of_a_long_period_names_months() -> None:
    """With their year, for there may be two Novembers."""
    weeks = [MONDAY + timedelta(weeks=n) for n in range(60)]
    series = [Series(name="opened", values=[1] * 60)]
    axis = plots.bars(weeks, series, stacked=True)["layout"]["xaxis"]
    assert (axis["tickformat"], axis["nticks"]) == ("%b %Y", 12)
    short = plots.bars(weeks[:3], [Series(name="opened", values=[1] * 3)], stacked=True)
    assert short["layout"]["xaxis"]["tickvals"] == ["2026-08-03", "2026-08-10", "2026-08-17"]
