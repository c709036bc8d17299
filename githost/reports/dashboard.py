"""The figures of an activity report as a page: plots, a sentence and a table for each."""

from collections.abc import Sequence
from datetime import timedelta

from githost.reports.figures import Figures, Spread
from githost.reports.page import page, plot_library, script
from githost.reports.sections import sections, spoken

__all__ = ["dashboard_page"]


def dashboard_page(figures: Figures) -> str:
    """Return the page.

    Raises `ConfigurationError` where the extra `report` is not installed.
    """
    found = sections(figures)
    return page(
        "dashboard.html",
        scripts=[plot_library(), script("dashboard.js")],
        figures=figures,
        last_day=figures.period.until - timedelta(microseconds=1),
        tiles=_tiles(figures),
        sections=found,
        data={one.name: one.plot for one in found if one.plot is not None},
    )


def _tiles(figures: Figures) -> Sequence[tuple[str, str]]:
    return (
        (str(figures.total("commits")), "commits"),
        (str(figures.total("opened")), "pull requests opened"),
        (str(figures.total("merged")), "merged"),
        (_median(figures.first_review), "median time to first review"),
        (_median(figures.merge), "median time to merge"),
        (str(len(figures.open)), "open now"),
    )


def _median(found: Spread | None) -> str:
    return "none" if found is None else spoken(found.median)
