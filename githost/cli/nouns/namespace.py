"""`githost namespace`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import VisibilityOption
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtHost, AtNamespace
from githost.model import Grant, Namespace

app = noun("Namespaces: what stands before a repository's name.")

_Name = Annotated[str | None, typer.Option(help="The name shown to people.")]
_Description = Annotated[str | None, typer.Option("--description", "-d", help="What it is.")]


@command(app, "list")
def list_(
    at: AtHost,
    out: Listing[Namespace],
    query: Annotated[
        str | None, typer.Option("--query", "-q", help="Part of the path or name.")
    ] = None,
) -> None:
    """List the namespaces of a host that you can see.

    Example: githost namespace list bitbucket.org
    """
    out.show(at.host.namespaces.list(query=query), "path", "name", "kind", "visibility")


@command(app, "view")
def view(at: AtNamespace, out: Single[Namespace]) -> None:
    """Show a namespace.

    Example: githost namespace view acme --host bitbucket.org
    """
    out.show(at.host.namespaces.get(at.path))


@command(app, "create")
def create(
    at: AtNamespace,
    out: Single[Namespace],
    name: _Name = None,
    description: _Description = None,
    visibility: VisibilityOption = None,
) -> None:
    """Create a namespace, where the host has a call for it.

    Example: githost namespace create SITE --host git.example.com/bitbucket --name "Our site"
    """
    made = at.host.namespaces.create(
        at.path.path, name=name, description=description, visibility=visibility
    )
    out.show(made)


@command(app, "edit")
def edit(
    at: AtNamespace,
    out: Single[Namespace],
    name: _Name = None,
    description: _Description = None,
    visibility: VisibilityOption = None,
) -> None:
    """Change what is given of a namespace, and leave the rest.

    Example: githost namespace edit SITE --host git.example.com/bitbucket --name "The site"
    """
    changed = at.host.namespaces.update(
        at.path, name=name, description=description, visibility=visibility
    )
    out.show(changed)


@command(app, "delete")
def delete(at: AtNamespace, confirmed: Confirmed) -> None:
    """Delete a namespace that holds no repositories.

    Example: githost namespace delete SITE --host git.example.com/bitbucket --yes
    """
    confirmed.ask(f"delete the namespace {at.path}", word=str(at.path))
    at.host.namespaces.delete(at.path)
    say(f"deleted {at.path}")


@command(app, "members")
def members(at: AtNamespace, out: Listing[Grant]) -> None:
    """List who belongs to a namespace, with what permission.

    Example: githost namespace members acme --host bitbucket.org
    """
    out.show(at.host.namespaces.members(at.path), "subject", "name", "permission", "role")
