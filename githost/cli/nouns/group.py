"""`githost group`."""

from typing import Annotated

import typer

from githost.cli.options import command, noun
from githost.cli.output import Listing
from githost.cli.places import AtHost
from githost.model import Group

app = noun("Groups.")


@command(app, "list")
def list_(
    at: AtHost,
    out: Listing[Group],
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Of this namespace; default: all.")
    ] = None,
) -> None:
    """List the groups of a host, or of a namespace.

    Example: githost group list git.example.com/bitbucket
    """
    out.show(at.host.groups.list(namespace), "ref", "name")
