"""What `githost migrate` prints."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

import githost
from githost import reports
from githost.cli.estimate import grouped, spoken
from githost.migration.apply import Progress as Step
from githost.migration.apply import Summary
from githost.migration.comparing import Difference
from githost.migration.inventory import Estimate, Inventory, Stock
from githost.migration.items import Fate, Verification
from githost.migration.plan import PARTS, Plan
from githost.model import PullRequestState

__all__ = [
    "bar",
    "draft_summary",
    "following",
    "inventory_json",
    "plan_summary",
    "show_differences",
    "show_inventory",
    "show_summary",
    "show_verification",
    "write_verification",
]

_SHOWN = 20


@contextmanager
def following(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal's standard error what is being done, and give the function that says it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(what) as status:
        yield lambda name: status.update(Text(f"{what} {name}"))


@contextmanager
def bar() -> Iterator[Callable[[Step], None]]:
    """Show on a terminal's standard error how far a run is, how fast, and the time left."""
    console = Console(stderr=True)
    columns = (
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.fields[made]} made, {task.fields[rate]}/s"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", markup=False),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None, made=0, rate="0.0", what="")

        def show(step: Step) -> None:
            seconds = progress.tasks[0].elapsed or 0.0
            rate = f"{step.made / seconds:.1f}" if seconds else "0.0"
            progress.update(
                task,
                completed=step.done,
                total=step.known,
                made=step.made,
                rate=rate,
                what=step.what,
            )

        yield show


def draft_summary(plan: Plan, path: Path) -> Iterator[str]:
    """Say what a draft holds, and what in it a person has to look at."""
    yield f"{path}: {_count(len(plan.moves), 'repository', 'repositories')} to move"
    for table, people in (("users", plan.users), ("groups", plan.groups)):
        guessed = {one for one in people if "check" in plan.remarks.get((table, one), "")}
        found = sum(bool(there) and one not in guessed for one, there in people.items())
        yield (
            f"  [{table}] {len(people)}: {found} found, {len(guessed)} to check, "
            f"{len(people) - found - len(guessed)} without anybody"
        )
    remarked = sum(table == "moves" for table, _ in plan.remarks)
    if remarked:
        yield f"  {_count(remarked, 'remark', 'remarks')} above the moves"
    yield f"Read and edit it, then: githost migrate diff {path}"


def plan_summary(plan: Plan) -> Iterator[str]:
    """Say what a plan is going to do."""
    moves = _count(len(plan.moves), "repository", "repositories")
    yield f"{moves} from {plan.source.url} to {plan.target.url}"
    left = [part for part in PARTS if part not in plan.parts]
    if left:
        yield f"  left behind: {', '.join(left)}"
    nobody = sum(not one for one in (*plan.users.values(), *plan.groups.values()))
    if nobody:
        yield f"  nobody on the target stands for {nobody} of the source's users and groups"
    yield f"  hooks are made {'active' if plan.hooks_active else 'switched off'}"


def _count(number: int, one: str, many: str) -> str:
    return f"{grouped(number)} {one if number == 1 else many}"


_SIGNS = {
    "make": ("+", "green"),
    "change": ("~", "yellow"),
    "drop": ("-", "red"),
    "refuse": ("!", "bold red"),
}


def show_differences(differences: Iterable[Difference], *, as_json: bool) -> int:
    """Print differences as they are found, and return how many are not merely left out."""
    console = Console(highlight=False, soft_wrap=True)
    counts: Counter[str] = Counter()
    repository = ""
    for one in differences:
        counts[one.change] += 1
        if as_json:
            sys.stdout.write(json.dumps(attrs.asdict(one), ensure_ascii=False) + "\n")
            continue
        if one.repository != repository:
            repository = one.repository
            console.print(Text(_line(repository), style="bold"))
        sign, colour = _SIGNS[one.change]
        why = f"  ({_line(one.why)})" if one.why else ""
        console.print(Text(f"  {sign} {one.part}  {_line(one.name)}", style=colour) + Text(why))
    if not as_json:
        refused = counts["refuse"]
        console.print(
            f"{counts['make']} to make, {counts['change']} to change, "
            f"{counts['drop']} that cannot be carried"
            + (f", {_count(refused, 'repository', 'repositories')} in the way." if refused else ".")
        )
    return counts.total() - counts["drop"]


def _line(text: str) -> str:
    """Return a text of a host as it may stand on a terminal: in one line, without controls."""
    return "".join(one if one.isprintable() else " " for one in text)


def show_summary(summary: Summary) -> None:
    """Print what a run did, and on standard error what failed."""
    sys.stdout.write(
        f"{summary.made} made, {summary.changed} changed, {summary.kept} kept, "
        f"{summary.dropped} that cannot be carried, {len(summary.failures)} failed\n"
    )
    for failure in summary.failures[:_SHOWN]:
        sys.stderr.write(f"githost: {_line(failure.what)}: {_line(str(failure.error))}\n")
    more = len(summary.failures) - _SHOWN
    if more > 0:
        sys.stderr.write(f"githost: and {more} more; run again, and githost migrate verify\n")


def show_verification(verification: Verification) -> None:
    """Print the totals of each part, and what differs unexplained."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table("part", *(fate.value for fate in Fate), box=None, pad_edge=False)
    for part, counts in verification.totals().items():
        table.add_row(part, *(str(counts[fate]) for fate in Fate))
    console.print(table)
    differing = [item for item in verification.items if item.fate is Fate.DIFFERS]
    for item in differing[:_SHOWN]:
        console.print(Text(f"{item.repository}: {item.part} {_line(item.name)}: {_line(item.why)}"))
    if len(differing) > _SHOWN:
        console.print(f"and {len(differing) - _SHOWN} more; say --report FILE to see all of them")
    said = "everything is explained" if verification.clean else "the sides differ"
    console.print(f"{len(verification.items)} things compared: {said}")


def write_verification(verification: Verification, page: Path | None, data: Path | None) -> None:
    """Write the account of a verification as a page, and as JSON."""
    if page is not None:
        reports.write(page, reports.verification_page(verification))
    if data is not None:
        reports.write(data, reports.verification_json(verification))


def inventory_json(found: Inventory) -> str:
    """Return an inventory as one JSON object."""

    def plain(value: Any) -> Any:
        if isinstance(value, githost.RepoRef):
            return str(value)
        if attrs.has(type(value)):
            return {name: plain(one) for name, one in _fields(value)}
        if isinstance(value, dict):
            return {str(name): plain(one) for name, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, tuple) else value

    return json.dumps({**plain(found), "totals": found.totals}, ensure_ascii=False)


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    for field in attrs.fields(type(value)):
        yield field.name, getattr(value, field.name)


def show_inventory(found: Inventory) -> None:
    """Print what was counted, what cannot be carried, and how long it may take."""
    console = Console(highlight=False, soft_wrap=True)
    _show_stocks(console, found.repositories)
    if any(not stock.comments_counted for stock in found.repositories):
        console.print("~ reckoned from the newest pull requests")
    console.print(
        f"{_count(len(found.repositories), 'repository', 'repositories')}, "
        f"{_count(found.users, 'user', 'users')}, {_count(found.groups, 'group', 'groups')}"
    )
    for stock in found.repositories:
        for why in stock.unread:
            console.print(Text(f"not read: {_line(str(stock.repo))}: {_line(why)}"))
    if found.target is not None:
        console.print(f"What cannot be carried to {found.target}, or not as it is:")
    for one in found.obstacles:
        number = f"{grouped(one.count)} of them, " if one.count is not None else ""
        console.print(Text(f"  {one.part}: {number}{one.what} ({one.why})"))
    for side, estimate in ((found.source, found.reading), (found.target, found.writing)):
        if side is not None and estimate is not None:
            console.print(f"{side}: {_reckoned(estimate)}")


def _show_stocks(console: Console, stocks: Sequence[Stock]) -> None:
    """Print a table of the repositories, without the columns in which none has anything."""
    cells = {name: [_cell(stock, name) for stock in stocks] for name in _COLUMNS}
    columns = [name for name in _COLUMNS if set(cells[name]) - {"0", ""}]
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("repository", no_wrap=not console.is_terminal, min_width=12, overflow="fold")
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for number, stock in enumerate(stocks):
        table.add_row(Text(_line(str(stock.repo))), *(cells[name][number] for name in columns))
    # A line is never broken where it is read by a program.
    console.print(table, width=None if console.is_terminal else console.measure(table).maximum)


def _reckoned(estimate: Estimate) -> str:
    return f"about {grouped(estimate.requests)} requests, {spoken(estimate.seconds)}"


_COLUMNS = (
    *("branches", "tags", "open", "merged", "closed", "comments", "grants", "hooks", "rules"),
    *("keys", "size"),
)


def _cell(stock: Stock, column: str) -> str:
    if column in {"open", "merged", "closed"}:
        return grouped(stock.pull_requests.get(PullRequestState(column), 0))
    value = getattr(stock, {"rules": "branch_rules", "keys": "deploy_keys"}.get(column, column))
    if value is None:
        return "?" if column != "size" else ""
    if column == "comments" and not stock.comments_counted:
        return f"~{grouped(value)}"
    return grouped(value)
