"""`githost branch`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtRepo, InRepo
from githost.model import Branch

app = noun("Branches.")

_Name = Annotated[str, typer.Argument(metavar="NAME", help="The branch, without refs/heads/.")]


@command(app, "list")
def list_(
    at: AtRepo,
    out: Listing[Branch],
    query: Annotated[str | None, typer.Option("--query", "-q", help="Part of the name.")] = None,
) -> None:
    """List the branches of a repository.

    Example: githost branch list acme/site --host bitbucket.org --json name,commit
    """
    out.show(at.host.branches.list(at.repo, query=query), "name", "commit", "default")


@command(app, "view")
def view(name: _Name, at: InRepo, out: Single[Branch]) -> None:
    """Show a branch.

    Example: githost branch view main -R acme/site
    """
    out.show(at.host.branches.get(at.repo, name))


@command(app, "create")
def create(
    name: _Name,
    at: InRepo,
    out: Single[Branch],
    start: Annotated[str, typer.Option(metavar="REF", help="A commit's SHA or a branch.")],
) -> None:
    """Create a branch.

    Example: githost branch create fix --start main -R acme/site
    """
    out.show(at.host.branches.create(at.repo, name, start=start))


@command(app, "delete")
def delete(name: _Name, at: InRepo, confirmed: Confirmed) -> None:
    """Delete a branch.

    Example: githost branch delete fix -R acme/site --yes
    """
    confirmed.ask(f"delete the branch {name} of {at.repo}")
    at.host.branches.delete(at.repo, name)
    say(f"deleted {name}")


@command(app, "set-default")
def set_default(name: _Name, at: InRepo) -> None:
    """Make a branch the default one.

    Example: githost branch set-default main -R acme/site
    """
    at.host.branches.set_default(at.repo, name)
    say(f"{name} is the default branch of {at.repo}")
