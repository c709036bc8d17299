"""What a dashboard says of each of its figures: a sentence, a plot and a table."""

from collections.abc import Sequence
from typing import Any, Final

import attrs

from githost.reports import plots
from githost.reports.figures import Figures, Spread, Week
from githost.reports.plots import Plot, Series

__all__ = ["Cell", "Section", "sections", "spoken"]

#: Authors who have a colour of their own; the others are summed up.
_MOST_AUTHORS: Final = 7
#: Repositories and reviewers that are drawn; tables have more.
_MOST_ROWS: Final = 15
#: Lines of a table; the JSON has all.
_MOST_LINES: Final = 500
_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR
#: Upper ends of the classes of age, in days.
_AGES: Final = (
    ("less than a day", 1.0),
    ("1 to 7 days", 7.0),
    ("1 to 4 weeks", 28.0),
    ("4 to 12 weeks", 84.0),
    ("older", float("inf")),
)


@attrs.frozen
class Cell:
    """What stands in a table."""

    text: str
    url: str | None = None


@attrs.frozen(kw_only=True)
class Section:
    """A plot, in words and as a table."""

    name: str
    heading: str
    sentence: str
    #: None where there is nothing to draw.
    plot: Plot | None
    columns: tuple[str, ...]
    #: How many of the columns, from the left, are words; the rest are numbers.
    words: int
    lines: Sequence[tuple[Cell, ...]]

    @property
    def shown(self) -> Sequence[tuple[Cell, ...]]:
        """The lines that the page has."""
        return self.lines[:_MOST_LINES]


def sections(figures: Figures) -> tuple[Section, ...]:
    """Return all of them, in the order of the page."""
    return (
        _commits(figures),
        _pull_requests(figures),
        _durations(figures, "first-review", "Time to first review", _review_sentence(figures)),
        _durations(figures, "merge", "Time to merge", _merge_sentence(figures)),
        _open(figures),
        _repositories(figures),
        _reviewers(figures),
    )


def spoken(seconds: float) -> str:
    """Return a duration as people say it."""
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (60.0, "minute")):
        if seconds >= 2 * size or (seconds >= size and name != "day"):
            count = seconds / size
            text = f"{count:.1f}".removesuffix(".0") if count < 10 else f"{count:.0f}"
            return f"{text} {name}" if text == "1" else f"{text} {name}s"
    return f"{seconds:.0f} seconds" if round(seconds) != 1 else "1 second"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _commits(figures: Figures) -> Section:
    total = figures.total("commits")
    own, rest = figures.authors[:_MOST_AUTHORS], figures.authors[_MOST_AUTHORS:]
    series = [Series(name=author.person.name, values=author.by_week) for author in own]
    if rest:
        summed = [sum(counts) for counts in zip(*(one.by_week for one in rest), strict=True)]
        series.append(Series(name=f"{len(rest)} others", values=summed, others=True))
    sentence = "No commits reached a default branch."
    if own:
        sentence = (
            f"{_counted(total, 'commit', 'commits')} by "
            f"{_counted(len(figures.authors), 'author', 'authors')}, "
            f"most by {own[0].person.name} ({own[0].commits})."
        )
    return Section(
        name="commits",
        heading="Commits by week",
        sentence=sentence,
        plot=plots.bars([w.begins for w in figures.weeks], series, stacked=True) if own else None,
        columns=("author", "all", *(_day(week) for week in figures.weeks)),
        words=1,
        lines=[
            _line(author.person.name, author.commits, *author.by_week) for author in figures.authors
        ],
    )


def _pull_requests(figures: Figures) -> Section:
    counts = {
        "opened": figures.total("opened"),
        "merged": figures.total("merged"),
        "closed": figures.total("closed"),
    }
    return Section(
        name="pull-requests",
        heading="Pull requests by week",
        sentence=(
            f"{counts['opened']} opened, {counts['merged']} merged, "
            f"{counts['closed']} closed without a merge."
        ),
        plot=plots.bars(
            [week.begins for week in figures.weeks],
            [
                Series(name=name, values=[getattr(week, name) for week in figures.weeks])
                for name in counts
            ],
            stacked=False,
        )
        if any(counts.values())
        else None,
        columns=("week of", *counts),
        words=1,
        lines=[_line(_day(week), week.opened, week.merged, week.closed) for week in figures.weeks],
    )


def _durations(figures: Figures, name: str, heading: str, sentence: str) -> Section:
    attribute = name.replace("-", "_")
    found: list[Spread | None] = [getattr(week, attribute) for week in figures.weeks]
    longest = max((one.ninetieth for one in found if one is not None), default=0.0)
    unit, size = ("days", _DAY) if longest > 3 * _DAY else ("hours", _HOUR)
    series = [
        Series(
            name=label,
            values=[
                None if one is None else round(getattr(one, measure) / size, 3) for one in found
            ],
            spoken=[
                "" if one is None else f"{spoken(getattr(one, measure))} (of {one.count})"
                for one in found
            ],
        )
        for label, measure in (("median", "median"), ("90th percentile", "ninetieth"))
    ]
    columns: tuple[str, ...] = ("week of", "median", "90th percentile", "of how many")
    lines = [
        _line(_day(week), *_spread(one)) for week, one in zip(figures.weeks, found, strict=True)
    ]
    if attribute == "first_review":
        columns = (*columns, "not yet reviewed")
        lines = [
            (*line, Cell(str(week.unreviewed)))
            for line, week in zip(lines, figures.weeks, strict=True)
        ]
    weeks = [week.begins for week in figures.weeks]
    return Section(
        name=name,
        heading=heading,
        sentence=sentence,
        plot=plots.lines(weeks, series, unit=unit) if any(found) else None,
        columns=columns,
        words=1,
        lines=lines,
    )


def _spread(found: Spread | None) -> tuple[str, str, int]:
    if found is None:
        return "", "", 0
    return spoken(found.median), spoken(found.ninetieth), found.count


def _review_sentence(figures: Figures) -> str:
    waiting = figures.total("unreviewed")
    left = f"{_counted(waiting, 'has', 'have')} not been looked at by anybody else."
    if figures.first_review is None:
        return f"None of those opened was reviewed; {left}" if waiting else "Nothing was reviewed."
    return (
        f"Of {figures.first_review.count} opened and reviewed, half had their first review within "
        f"{spoken(figures.first_review.median)}, nine in ten within "
        f"{spoken(figures.first_review.ninetieth)}; {left}"
    )


def _merge_sentence(figures: Figures) -> str:
    if figures.merge is None:
        return "Nothing was merged."
    return (
        f"Of {figures.merge.count} merged, half were merged within {spoken(figures.merge.median)} "
        f"of being opened, nine in ten within {spoken(figures.merge.ninetieth)}."
    )


def _open(figures: Figures) -> Section:
    counts = [0] * len(_AGES)
    for one in figures.open:
        days = one.age / _DAY
        counts[next(place for place, (_, end) in enumerate(_AGES) if days < end)] += 1
    sentence = "No pull request is open."
    if figures.open:
        oldest = figures.open[0]
        drafts = sum(one.draft for one in figures.open)
        sentence = (
            f"{_counted(len(figures.open), 'is', 'are')} open now"
            f"{f', {drafts} of them drafts' if drafts else ''}; the oldest is "
            f"{oldest.repository} #{oldest.number}, opened {spoken(oldest.age)} ago."
        )
    return Section(
        name="open",
        heading="Open pull requests by age",
        sentence=sentence,
        plot=plots.ages([name for name, _ in _AGES], counts) if figures.open else None,
        columns=("repository", "pull request", "author", "draft", "opened", "age"),
        words=4,
        lines=[
            (
                Cell(one.repository),
                Cell(f"#{one.number} {one.title}", one.url),
                Cell("deleted account" if one.author is None else one.author.name),
                Cell("draft" if one.draft else ""),
                Cell(f"{one.opened_at:%Y-%m-%d}"),
                Cell(spoken(one.age)),
            )
            for one in figures.open
        ],
    )


def _repositories(figures: Figures) -> Section:
    busy = [one for one in figures.repositories if one.commits or one.opened][:_MOST_ROWS]
    sentence = "Nothing happened in any repository."
    if busy:
        first = busy[0]
        sentence = (
            f"Of {_counted(len(figures.repositories), 'repository', 'repositories')}, {first.name} "
            f"was busiest: {_counted(first.commits, 'commit', 'commits')}, "
            f"{_counted(first.opened, 'pull request', 'pull requests')} opened."
        )
    return Section(
        name="repositories",
        heading="Busiest repositories",
        sentence=sentence,
        plot=plots.rows(
            [one.name for one in busy],
            [
                Series(name="commits", values=[one.commits for one in busy]),
                Series(name="pull requests opened", values=[one.opened for one in busy]),
            ],
        )
        if busy
        else None,
        columns=("repository", "commits", "opened", "merged", "closed", "open now"),
        words=1,
        lines=[
            (
                Cell(one.name, one.url),
                *_line(one.commits, one.opened, one.merged, one.closed, one.open),
            )
            for one in figures.repositories
        ],
    )


def _reviewers(figures: Figures) -> Section:
    first = figures.reviewers[:_MOST_ROWS]
    reviewed = [one for one in figures.reviewers if one.pull_requests]
    waiting = sum(one.waiting for one in figures.reviewers)
    sentence = "Nobody reviewed anything."
    if reviewed:
        sentence = (
            f"{_counted(len(reviewed), 'person', 'people')} reviewed, {reviewed[0].person.name} "
            f"most ({_counted(reviewed[0].pull_requests, 'pull request', 'pull requests')})."
        )
    return Section(
        name="reviewers",
        heading="Reviewers' load",
        sentence=f"{sentence} {_counted(waiting, 'verdict is', 'verdicts are')} waited for.",
        plot=plots.rows(
            [one.person.name for one in first],
            [
                Series(name="reviewed", values=[one.pull_requests for one in first]),
                Series(name="waiting for their verdict", values=[one.waiting for one in first]),
            ],
        )
        if first
        else None,
        columns=(
            "reviewer",
            "pull requests reviewed",
            "comments",
            "approvals",
            "changes requested",
            "waiting",
        ),
        words=1,
        lines=[
            _line(
                one.person.name,
                one.pull_requests,
                one.comments,
                one.approvals,
                one.changes_requested,
                one.waiting,
            )
            for one in figures.reviewers
        ],
    )


def _day(week: Week) -> str:
    return f"{week.begins:%Y-%m-%d}"


def _line(*values: Any) -> tuple[Cell, ...]:
    return tuple(Cell(str(value)) for value in values)
