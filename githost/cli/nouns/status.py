"""`githost status`."""

from typing import Annotated

import typer

from githost.cli.options import command, noun
from githost.cli.output import Listing, Single
from githost.cli.places import InRepo
from githost.model import Status, StatusState

app = noun("Statuses: what builds say about commits.")

_Commit = Annotated[str, typer.Argument(metavar="SHA", help="The commit's full SHA.")]


@command(app, "list")
def list_(commit: _Commit, at: InRepo, out: Listing[Status]) -> None:
    """List the statuses of a commit.

    Example: githost status list 98a7a5dafa0a7afe7b675f956dc1fa9e72c02e61 -R acme/site
    """
    found = at.host.statuses.list(at.repo, commit)
    out.show(found, "key", "state", "name", "url", "updated_at")


@command(app, "set")
def set_(
    commit: _Commit,
    at: InRepo,
    out: Single[Status],
    key: Annotated[str, typer.Option(help="Names the build; the same key replaces its status.")],
    state: Annotated[
        StatusState,
        typer.Option(
            metavar="STATE", help="pending, running, success, failure, cancelled or unknown."
        ),
    ],
    url: Annotated[str, typer.Option(help="Where people read about the build.")],
    name: Annotated[str | None, typer.Option(help="The name shown to people.")] = None,
    description: Annotated[str | None, typer.Option("--description", "-d", help="More.")] = None,
) -> None:
    """Set the status of a build on a commit.

    Example: githost status set 98a7a5dafa0a7afe7b675f956dc1fa9e72c02e61 -R acme/site --key ci --state success --url https://ci.example.com/1
    """
    made = at.host.statuses.set(
        at.repo, commit, key=key, state=state, url=url, name=name, description=description
    )
    out.show(made)
