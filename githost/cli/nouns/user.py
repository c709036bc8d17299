"""`githost user`."""

from typing import Annotated

import typer

from githost.cli.inputs import user
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single
from githost.cli.places import AtHost, OnHost
from githost.model import User

app = noun("Users.")


@command(app, "me")
def me(at: AtHost, out: Single[User]) -> None:
    """Show whom the host takes you for.

    Example: githost user me bitbucket.org
    """
    out.show(at.host.users.me())


@command(app, "view")
def view(
    who: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    at: OnHost,
    out: Single[User],
) -> None:
    """Show a user.

    Example: githost user view alice --host git.example.com/bitbucket
    """
    out.show(at.host.users.get(user(who)))


@command(app, "search")
def search(
    query: Annotated[str, typer.Argument(help="Part of the name.")],
    at: OnHost,
    out: Listing[User],
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Among its members.")
    ] = None,
) -> None:
    """List the users whose names contain a text.

    Example: githost user search alice --namespace acme --host bitbucket.org
    """
    found = at.host.users.search(query, namespace=namespace)
    out.show(found, "ref", "name", "display_name", "email", "kind")
