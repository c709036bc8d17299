"""`githost report`: what happened in repositories, as a page and as JSON."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import githost
from githost.errors import ConfigurationError

if TYPE_CHECKING:
    from githost.reports.reading import Watch

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None)
_DAY = ["%Y-%m-%d"]


@app.command()
def report(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="TARGET",
            help="Namespaces, as acme or group/sub/, and repositories, as acme/site.",
        ),
    ],
    host: Annotated[str, typer.Option(help="The host or its address, as bitbucket.org.")],
    provider: Annotated[str | None, typer.Option(help="The host's provider.")] = None,
    html: Annotated[Path | None, typer.Option(help="File for the page.")] = None,
    json: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=_DAY, help="First day, in UTC; none: 90 days before the end."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="Last day, in UTC; none: now.")
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="How many requests at a time.")] = 8,
) -> None:
    """Make a dashboard of commits, pull requests, reviews and merges, with plots.

    Only reads. Exit status 1 where something could not be read; what could is written all the same,
    and the page names the rest.

    Example: githost report acme --host bitbucket.org --html acme.html --since 2025-03-01
    """
    from githost import reports
    from githost.cli.target import url_of

    if html is None and json is None:
        raise ConfigurationError("say where the report goes: --html FILE, --json FILE or both")
    period = reports.period(since and since.date(), until and until.date())
    options = githost.Options(read_only=True)
    if html is not None:
        reports.require_extra()
    for path in (html, json):
        if path is not None:
            reports.check(path)
    with (
        githost.connect(url_of(host), provider=provider, options=options) as opened,
        _told(opened) as watch,
    ):
        figures = reports.measure(
            opened, targets, period=period, concurrency=concurrency, watch=watch
        )
    if html is not None:
        reports.write(html, reports.dashboard_page(figures))
    if json is not None:
        reports.write(json, reports.figures_json(figures))
    for one in figures.unread:
        sys.stderr.write(f"githost: not read: {one.what}: {one.why}\n")
    if figures.unread:
        raise typer.Exit(1)


@contextmanager
def _told(host: githost.Host) -> "Iterator[Watch]":
    """Say on standard error what a stage will take, and on a terminal how far it is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True, highlight=False)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks = {}

        def watch(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
                console.print(_estimate(host, stage, total), soft_wrap=True)
            progress.update(tasks[stage], completed=done)

        yield watch


def _estimate(host: githost.Host, stage: str, total: int) -> str:
    from githost.cli.estimate import spoken

    each = 3 if stage == "repositories" else 1
    wait = (
        spoken(host.budget.estimate(each * total)) if host.budget.standings() else "no limit known"
    )
    later = ", then one or more for each pull request" if stage == "repositories" else ""
    return f"{total} {stage}: at least {each * total} requests ({wait}){later}"
