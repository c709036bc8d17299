"""The commands, and what their failures look like: one line on standard error, never a traceback."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import githost
from githost.cli.confirm import Refused
from githost.cli.interruption import Interrupted
from githost.cli.options import noun
from githost.cli.tree import NOUNS, Commands
from githost.cli.wording import as_typed
from githost.errors import ConfigurationError, GitHostError, UnsupportedError

__all__ = ["app", "run"]

app = typer.Typer(
    name="githost",
    cls=Commands,
    help="One command line for any Git host.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# What is wrong with how a command was typed: click's class, or in newer releases typer's own copy.
_WrongUsage: Any = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)

_INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run the command line with `arguments` and return its exit status."""
    try:
        result = app(args=_spelt_out(arguments), prog_name="githost", standalone_mode=False)
        sys.stdout.flush()
    except _WrongUsage as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            # Its message is the help, which has lines.
            sys.stderr.write(f"{error.format_message()}\n")
            return 2
        return _complain(error.format_message(), 2)
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _complain("interrupted", _INTERRUPTED)
    except Interrupted as error:
        return _complain(str(error), _INTERRUPTED)
    except Refused:
        return _complain("nothing was done", 1)
    except (ConfigurationError, UnsupportedError) as error:
        return _complain(str(error), 2, anonymous=_takes_anonymous(arguments))
    except GitHostError as error:
        return _complain(str(error), 1)
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); there is nobody left to tell.
        _forget_output()
        return 1
    except OSError as error:
        _forget_output()
        return _complain(_said_of(error), 1)
    except ImportError as error:
        return _complain(
            f"this command needs more packages ({error}); pip install 'githost-sdk[cli]'", 2
        )
    # Newer releases of typer turn an interrupt into this status.
    if result == _INTERRUPTED:
        return _complain("interrupted", _INTERRUPTED)
    return result if isinstance(result, int) else 0


def _forget_output() -> None:
    """Let what is still buffered go nowhere if it cannot be written, or the interpreter's end complains of it."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _said_of(error: OSError) -> str:
    """Return which file cannot be used and why, in the system's words without its number."""
    file = f"{error.filename}: " if error.filename is not None else ""
    return f"{file}{error.strerror or error}; mend that and run again"


def _takes_anonymous(arguments: Sequence[str]) -> bool:
    return bool(arguments) and arguments[0] in {*NOUNS, "api", "estimate"}


def _spelt_out(arguments: Sequence[str]) -> list[str]:
    """Give a noun's bare `--json`, one that no fields follow, all of them."""
    if not arguments or arguments[0] not in NOUNS:
        return list(arguments)
    spelt: list[str] = []
    for number, one in enumerate(arguments):
        if one == "--":
            return [*spelt, *arguments[number:]]
        spelt.append(one)
        if one == "--json" and (arguments[number + 1 : number + 2] or ["-"])[0].startswith("-"):
            spelt.append("all")
    return spelt


def _complain(message: str, status: int, *, anonymous: bool = True) -> int:
    sys.stderr.write(f"githost: {as_typed(message, anonymous=anonymous)}\n")
    return status


@app.callback()
def _main() -> None:
    """One command line for any Git host."""


@app.command()
def version() -> None:
    """Print the version of githost.

    Example: githost version
    """
    typer.echo(githost.__version__)


@app.command()
def providers(
    table: Annotated[
        bool, typer.Option("--table", help="Every operation beside what each host can do.")
    ] = False,
) -> None:
    """List the hosts that the installed plugins know.

    Example: githost providers --table
    """
    from githost.cli.facts import matrix

    if table:
        typer.echo(matrix(githost.providers()), nl=False)
        return
    from rich.console import Console
    from rich.table import Table

    listing = Table("name", "product", "exact hosts")
    for provider in githost.providers():
        listing.add_row(provider.name, provider.title, ", ".join(sorted(provider.hosts)))
    Console().print(listing)


@app.command()
def scopes(
    operations: Annotated[list[str], typer.Argument(help="Operations, as repos.list.")],
    provider: Annotated[str, typer.Option(help="The host's provider.")],
) -> None:
    """Print the least token scopes that some operations need together.

    Example: githost scopes --provider bitbucket-cloud repos.list pull_requests.create
    """
    from githost.cli.facts import scopes_of
    from githost.registry import installed

    for kind, needed in scopes_of(installed().provider(provider), operations).items():
        typer.echo(f"{kind.__name__}: {' '.join(needed) or 'none'}")


auth = typer.Typer(help="Credentials.", no_args_is_help=True)
app.add_typer(auth, name="auth")


@auth.callback()
def _auth() -> None:
    """Credentials."""


@auth.command("check")
def auth_check(
    host: Annotated[
        str | None,
        typer.Argument(
            help="A host or its address, as bitbucket.org; default: that of the directory's remote.",
            show_default=False,
        ),
    ] = None,
    provider: Annotated[str | None, typer.Option(help="The host's provider.")] = None,
) -> None:
    """Say which credential is used for a host, where it was found, and what the host says to it.

    Exit status 1 where the host refuses it or cannot be reached, 2 where none is found. Shows no
    secret.

    Example: githost auth check bitbucket.org
    """
    from githost.cli.auth import check

    if host is None:
        from githost.cli.target import find_host

        host = find_host(None, host=None, provider=provider).url
    for name, value in check(host, provider):
        typer.echo(f"{name + ':':9}{value}")


config = noun("The configuration file.")
app.add_typer(config, name="config")


@config.command("path")
def config_path() -> None:
    """Print where the configuration file lies, or would lie.

    Example: githost config path
    """
    from githost.engine.configuration import configuration_path

    typer.echo(configuration_path())


@config.command("view")
def config_view() -> None:
    """Print what the configuration file says, with secrets hidden.

    Example: githost config view
    """
    from githost.cli.config import told

    for line in told():
        typer.echo(line)


@app.command()
def estimate(
    host: Annotated[str, typer.Argument(help="A host or its address, as bitbucket.org.")],
    requests: Annotated[int, typer.Argument(min=1, help="How many requests.")],
    provider: Annotated[str | None, typer.Option(help="The host's provider.")] = None,
    resource: Annotated[
        str | None, typer.Option(help="Which limit they count against; none: the tightest.")
    ] = None,
    budget: Annotated[
        Path | None,
        typer.Option(help="The budget's file, which knows what was used and learned."),
    ] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="As nobody.")] = False,
) -> None:
    """Say how long a number of requests has to wait for a host's rate limit. Sends none.

    Example: githost estimate bitbucket.org 4300 --budget budget.sqlite
    """
    from githost.cli.estimate import estimate as told

    for line in told(
        host,
        requests,
        provider=provider,
        resource=resource,
        budget=budget,
        anonymous=anonymous,
    ):
        typer.echo(line)


@app.command()
def emulate(
    provider: Annotated[str, typer.Argument(help="Whose product to imitate, as bitbucket-cloud.")],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps the world; none: it is deleted at the end."),
    ] = None,
    seed: Annotated[
        str | None, typer.Option(help="`demo` begins with a small believable world.")
    ] = None,
    product_version: Annotated[
        str | None, typer.Option("--version", help="Version of the product to imitate.")
    ] = None,
) -> None:
    """Run an imitation of a product on this machine until it is interrupted.

    Prints one line of JSON when it is ready: url, provider, users, tokens.

    Example: githost emulate bitbucket-datacenter --port 7990 --seed demo
    """
    from githost.cli.emulate import serve_forever

    serve_forever(provider, port=port, data=data, seed=seed, version=product_version)


@app.command()
def demo(
    repo: Annotated[
        Path | None,
        typer.Option(help="A git repository; default: the one around you, else a sample."),
    ] = None,
) -> None:
    """Move a real repository from Data Center to Cloud, both imitated on this machine, and compare.

    Exit status 1 where the two sides differ in what could have been kept.

    Example: githost demo --repo ~/src/site
    """
    from githost.cli.demo import main

    raise typer.Exit(main(repo))
