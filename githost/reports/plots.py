"""The plots of a dashboard, as documents that plotly.js draws.

Their colours have at least 3:1 contrast with white and with the dark page, so only text and lines
change with the theme; the page's script sets those. plotly.js reads some mark-up in texts, so
people's and repositories' names are escaped here.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import attrs

from githost.reports.page import require_extra

__all__ = ["Plot", "Series", "ages", "bars", "lines", "rows"]

#: A figure of plotly.js: `data` and `layout`.
Plot: TypeAlias = Mapping[str, Any]

_COLOURS: Final = (
    "#3b7fc4", "#d0762a", "#2f9467", "#a668b5", "#c9536b", "#7d8b1e", "#2a95a5", "#8f6f52",
)  # fmt: skip
_OTHERS: Final = "#808890"
_LONGEST: Final = 34
#: More weeks than this are not each named on the axis.
_NAMED_WEEKS: Final = 14


@attrs.frozen(kw_only=True)
class Series:
    """Some values with a name."""

    name: str
    values: Sequence[float | None]
    #: What a reader who points at a value is told; None is the value itself.
    spoken: Sequence[str] | None = None
    #: Whether it sums up what has no series of its own.
    others: bool = False


def bars(weeks: Sequence[datetime], series: Sequence[Series], *, stacked: bool) -> Plot:
    """Draw counts by week, on each other or side by side."""
    data = [
        {
            "type": "bar",
            "name": _plain(one.name),
            "x": _days(weeks),
            "y": list(one.values),
            "marker": {"color": _colour(one, place)},
            "hovertemplate": "%{y}<br>week of %{x|%d %b %Y}",
        }
        for place, one in enumerate(series)
    ]
    return _figure(
        data,
        barmode="stack" if stacked else "group",
        xaxis=_week_axis(weeks),
        yaxis={"rangemode": "tozero", "tickformat": ",d", **_whole(series, stacked=stacked)},
    )


def lines(weeks: Sequence[datetime], series: Sequence[Series], *, unit: str) -> Plot:
    """Draw durations by week; a week without one is left out of the line."""
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _plain(one.name),
            "x": _days(weeks),
            "y": list(one.values),
            "customdata": list(one.spoken or ()),
            "connectgaps": True,
            "line": {"color": _colour(one, place), "dash": "dot" if place else "solid"},
            "marker": {"size": 8, "symbol": "diamond" if place else "circle"},
            "hovertemplate": "%{customdata}<br>week of %{x|%d %b %Y}",
        }
        for place, one in enumerate(series)
    ]
    return _figure(
        data,
        xaxis=_week_axis(weeks),
        yaxis={"rangemode": "tozero", "title": {"text": unit}},
    )


def ages(names: Sequence[str], counts: Sequence[int]) -> Plot:
    """Draw counts by class of age."""
    data = [
        {
            "type": "bar",
            "x": list(names),
            "y": list(counts),
            "text": [str(count) for count in counts],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": _COLOURS[0]},
            "hovertemplate": "%{y} of %{x}<extra></extra>",
        }
    ]
    return _figure(
        data,
        showlegend=False,
        xaxis={"type": "category", "showgrid": False, "automargin": True},
        yaxis={
            "rangemode": "tozero",
            "tickformat": ",d",
            **_whole([Series(name="", values=counts)], stacked=False),
        },
    )


def rows(names: Sequence[str], series: Sequence[Series]) -> Plot:
    """Draw counts of each of `names`, one below the other, each series on an axis of its own."""
    data = []
    axes: dict[str, Any] = {}
    gap = 0.04
    width = (1 - gap * (len(series) - 1)) / len(series)
    labels = _distinct([_shortened(name) for name in names])
    for place, one in enumerate(series):
        number = "" if place == 0 else str(place + 1)
        left = place * (width + gap)
        axes[f"xaxis{number}"] = {
            "domain": [round(left, 4), round(left + width, 4)],
            "title": {"text": one.name},
            "rangemode": "tozero",
            "tickformat": ",d",
            "nticks": 5,
            **_whole([one], stacked=False),
        }
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": one.name,
                "y": labels,
                "x": list(one.values),
                "xaxis": f"x{number}",
                "yaxis": "y",
                "text": [str(value) for value in one.values],
                "textposition": "auto",
                "marker": {"color": _COLOURS[place]},
                "hovertemplate": "%{y}: %{x} " + one.name + "<extra></extra>",
            }
        )
    return _figure(
        data,
        showlegend=False,
        height=110 + 30 * len(names),
        margin={"l": 60, "r": 20, "t": 10, "b": 55},
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "automargin": True,
            "showgrid": False,
        },
        **axes,
    )


def _figure(data: list[dict[str, Any]], **layout: Any) -> Plot:
    """Return the document, once plotly has found it sound."""
    require_extra()
    from plotly.graph_objects import Figure

    common = {
        "template": "none",
        "height": 320,
        "margin": {"l": 60, "r": 20, "t": 20, "b": 30},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "bargap": 0.25,
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "traceorder": "normal",
        },
    }
    document: Plot = Figure(data=data, layout={**common, **layout}).to_dict()
    return document


def _week_axis(weeks: Sequence[datetime]) -> Mapping[str, Any]:
    ticks: Mapping[str, Any]
    if len(weeks) <= _NAMED_WEEKS:
        ticks = {"tickvals": _days(weeks), "tickformat": "%d %b"}
    else:
        ticks = {"nticks": 12, "tickformat": "%b %Y"}
    return {"type": "date", "showgrid": False, "automargin": True, **ticks}


def _whole(series: Sequence[Series], *, stacked: bool) -> Mapping[str, Any]:
    """Keep the axis of small counts from naming halves."""
    columns = list(zip(*([value or 0 for value in one.values] for one in series), strict=True))
    most = max((sum(column) if stacked else max(column) for column in columns), default=0)
    if most >= 6:
        return {}
    return {"dtick": 1, "range": [0, max(1, most) * 1.15]}


def _days(weeks: Iterable[datetime]) -> list[str]:
    return [f"{begins:%Y-%m-%d}" for begins in weeks]


def _colour(series: Series, place: int) -> str:
    return _OTHERS if series.others else _COLOURS[place % len(_COLOURS)]


def _shortened(text: str) -> str:
    """Leave out the middle of a long name: its ends tell repositories of one namespace apart."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[1 - half :]}"


def _plain(text: str) -> str:
    return html.escape(_shortened(text), quote=False)


def _distinct(names: Iterable[str]) -> list[str]:
    """Tell apart what is named alike by numbers, for an axis shows equal names as one."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(
            html.escape(name if seen[name] == 1 else f"{name} ({seen[name]})", quote=False)
        )
    return found
