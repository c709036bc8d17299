"""`githost migrate`: move repositories from any host to any other, and prove what arrived."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from githost.errors import ConfigurationError

if TYPE_CHECKING:
    from githost.migration.endpoint import Endpoint
    from githost.migration.journal import Journal

__all__ = ["app"]

app = typer.Typer(
    help="Move repositories from one host to another.", no_args_is_help=True, rich_markup_mode=None
)

_Source = Annotated[
    str, typer.Argument(help="Host or address to move from, as git.example.com/bitbucket.")
]
_Target = Annotated[str, typer.Argument(help="Host or address to move to, as bitbucket.org.")]
_Namespaces = Annotated[
    list[str], typer.Argument(help="Namespaces of the source: projects, workspaces.")
]
_PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan's file.")]
_Journal = Annotated[
    str | None,
    typer.Option(
        help="File or SQLAlchemy URL that keeps what was done; default: beside the plan, as plan.journal."
    ),
]
_SourceProvider = Annotated[str | None, typer.Option(help="The provider of the source.")]
_TargetProvider = Annotated[str | None, typer.Option(help="The provider of the target.")]
_Into = Annotated[
    str | None,
    typer.Option(help="The target's namespace for everything; each source's becomes a project."),
]
_Workers = Annotated[
    int, typer.Option(min=1, help="How many repositories and pull requests at a time.")
]


@app.callback()
def _migrate() -> None:
    """Move repositories from one host to another.

    In this order: inventory, plan, diff, apply, verify, activate.
    """


@app.command()
def inventory(
    source: _Source,
    namespaces: _Namespaces,
    target: Annotated[
        str | None,
        typer.Option(help="Host to move to: tells what cannot be carried, and how long it takes."),
    ] = None,
    source_provider: _SourceProvider = None,
    target_provider: _TargetProvider = None,
    sample: Annotated[
        int,
        typer.Option(min=1, help="In how many pull requests of a repository comments are counted."),
    ] = 20,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Count what there is to move, and say what of it cannot be carried and why. Changes nothing.

    Example: githost migrate inventory git.example.com/bitbucket PROJ --target bitbucket.org
    """
    from contextlib import ExitStack

    from githost.cli.migrate_output import following, inventory_json, show_inventory
    from githost.migration.inventory import inventory as count

    with ExitStack() as stack:
        here = stack.enter_context(_endpoint(source, source_provider).open(read_only=True))
        there = None
        if target is not None:
            there = stack.enter_context(_endpoint(target, target_provider).open(read_only=True))
        told = stack.enter_context(following("reading"))
        found = count(here, there, namespaces, sample=sample, progress=told)
    if json:
        typer.echo(inventory_json(found))
    else:
        show_inventory(found)


@app.command()
def plan(
    source: _Source,
    target: _Target,
    namespaces: _Namespaces,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    into: _Into = None,
    source_provider: _SourceProvider = None,
    target_provider: _TargetProvider = None,
    placeholder: Annotated[
        str | None,
        typer.Option(help="Id of the target's user who reviews for those whom nobody stands for."),
    ] = None,
    by_name: Annotated[
        bool,
        typer.Option(
            "--by-name", help="Let people stand for those who have the same login or name only."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write a plan: where everything goes and who stands for whom. Read it and edit it.

    Reads both hosts and changes neither.

    Example: githost migrate plan git.example.com/bitbucket bitbucket.org PROJ --into acme -o plan.toml
    """
    from githost import reports
    from githost.cli.migrate_output import draft_summary, following
    from githost.migration.drafting import make_plan

    if output.exists() and not force:
        raise ConfigurationError(f"{output} is there already; name another file, or say --force")
    reports.check(output)
    with (
        _endpoint(source, source_provider).open(read_only=True) as here,
        _endpoint(target, target_provider).open(read_only=True) as there,
        following("reading") as told,
    ):
        drafted = make_plan(
            here,
            there,
            namespaces,
            into=into,
            placeholder=placeholder,
            by_name=by_name,
            progress=told,
        )
    reports.write(output, drafted.text())
    for line in draft_summary(drafted, output):
        typer.echo(line)


@app.command()
def diff(
    plan: _PlanFile,
    journal: _Journal = None,
    detailed_exitcode: Annotated[
        bool,
        typer.Option("--detailed-exitcode", help="Exit status 2 where something is to be done."),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    workers: _Workers = 8,
) -> None:
    """Say what carrying out a plan would make (+) and change (~), and what cannot be carried (-, !).

    Reads both hosts and changes neither. A repository of the target that no run made (!) is in the
    way: nothing is carried into it.

    Example: githost migrate diff plan.toml
    """
    from githost.cli.migrate_output import show_differences
    from githost.migration.comparing import compare
    from githost.migration.plan import Plan

    read = Plan.read(plan)
    with _journal_there(plan, journal, needed=False) as kept:
        to_do = show_differences(compare(read, kept, workers=workers), as_json=json)
    if detailed_exitcode and to_do:
        raise typer.Exit(2)


@app.command()
def apply(
    plan: _PlanFile,
    journal: _Journal = None,
    workers: _Workers = 8,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Carry out a plan. Run it again to go on after an interruption, and to carry what is new since.

    Nothing on the target is changed that the journal does not know. Exit status 1 where something
    could not be carried that should have been.

    Example: githost migrate apply plan.toml --journal plan.journal
    """
    from githost.cli.confirm import Confirmed
    from githost.cli.interruption import Interrupted
    from githost.cli.migrate_output import bar, plan_summary, show_summary
    from githost.migration.apply import apply as carry_out
    from githost.migration.journal import Journal
    from githost.migration.plan import Plan

    read = Plan.read(plan)
    for line in plan_summary(read):
        sys.stderr.write(f"{line}\n")
    Confirmed(yes).ask(f"carry out {plan}")
    with Journal(_journal_of(plan, journal)) as kept:
        try:
            with bar() as progress:
                summary = carry_out(read, kept, workers=workers, progress=progress)
        except KeyboardInterrupt:
            raise Interrupted(
                "interrupted; run the same command again to go on from here"
            ) from None
    show_summary(summary)
    if summary.failures:
        raise typer.Exit(1)


@app.command()
def verify(
    plan: _PlanFile,
    journal: _Journal = None,
    report: Annotated[Path | None, typer.Option(help="File for the account as a page.")] = None,
    json: Annotated[Path | None, typer.Option(help="File for the account as JSON.")] = None,
    workers: _Workers = 8,
) -> None:
    """Compare both sides, thing by thing: what was kept, degraded, dropped, and what differs.

    Exit status 1 where something differs that nothing explains.

    Example: githost migrate verify plan.toml --report verified.html
    """
    from githost import reports
    from githost.cli.migrate_output import show_verification, write_verification
    from githost.migration.comparing import verify as compared
    from githost.migration.plan import Plan

    read = Plan.read(plan)
    for path in (report, json):
        if path is not None:
            reports.check(path)
    with _journal_there(plan, journal, needed=False) as kept:
        verification = compared(read, kept, workers=workers)
    write_verification(verification, report, json)
    show_verification(verification)
    if not verification.clean:
        raise typer.Exit(1)


@app.command()
def rebuild(
    plan: _PlanFile,
    journal: Annotated[str, typer.Option(help="File or SQLAlchemy URL of the new journal.")],
    workers: _Workers = 8,
) -> None:
    """Make a lost journal anew from what an earlier run left on the target. Changes neither host.

    Example: githost migrate rebuild plan.toml --journal new.journal
    """
    from githost.migration.journal import Journal
    from githost.migration.plan import Plan
    from githost.migration.rebuilding import rebuild as found_again

    read = Plan.read(plan)
    with Journal(journal) as kept:
        if next(kept.entries(), None) is not None:
            raise ConfigurationError(f"the journal {kept} is not new; name another for rebuild")
        count = found_again(read, kept, workers=workers)
    typer.echo(f"things found on the target and written to the journal: {count}")


@app.command()
def activate(plan: _PlanFile, journal: _Journal = None) -> None:
    """Switch on the hooks that were carried switched off, once the target is in use.

    Example: githost migrate activate plan.toml
    """
    from githost.migration.activation import activate as switch_on
    from githost.migration.plan import Plan

    read = Plan.read(plan)
    with _journal_there(plan, journal, needed=True) as kept:
        assert kept is not None
        count = switch_on(read, kept)
    typer.echo(f"hooks switched on: {count}")


def _endpoint(address: str, provider: str | None) -> "Endpoint":
    """Return a side by a host's name or address; a host that is not known is asked what it is."""
    from githost.cli.target import find_host
    from githost.migration.endpoint import Endpoint

    found = find_host(address, host=None, provider=provider)
    return Endpoint(url=found.url, provider=found.provider)


def _journal_of(plan: Path, journal: str | None) -> str:
    """Return where the journal is: where the user says, else beside the plan."""
    return journal if journal is not None else str(plan.with_suffix(".journal"))


@contextmanager
def _journal_there(plan: Path, journal: str | None, *, needed: bool) -> Iterator["Journal | None"]:
    """Open a journal that an earlier run made; one that was not named and is not `needed` may be missing.

    Raises `ConfigurationError` where it is missing.
    """
    from githost.migration.journal import Journal

    location = _journal_of(plan, journal)
    if "://" in location or Path(location).exists():
        with Journal(location) as kept:
            yield kept
    elif needed or journal is not None:
        raise ConfigurationError(
            f"there is no journal {location}; name that of the run with --journal FILE, "
            "or make one with githost migrate apply"
        )
    else:
        yield None
