"""`githost project`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import VisibilityOption
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtNamespace, InNamespace
from githost.model import Project

app = noun("Projects: groups of repositories inside a namespace.")

_Key = Annotated[str, typer.Argument(metavar="KEY", help="Its key.")]
_Name = Annotated[str | None, typer.Option(help="The name shown to people.")]
_Description = Annotated[str | None, typer.Option("--description", "-d", help="What it is.")]


@command(app, "list")
def list_(at: AtNamespace, out: Listing[Project]) -> None:
    """List the projects of a namespace.

    Example: githost project list acme --host bitbucket.org
    """
    out.show(at.host.projects.list(at.path), "key", "name", "visibility", "description")


@command(app, "view")
def view(key: _Key, at: InNamespace, out: Single[Project]) -> None:
    """Show a project.

    Example: githost project view ACME --namespace acme --host bitbucket.org
    """
    out.show(at.host.projects.get(at.path, key))


@command(app, "create")
def create(
    key: _Key,
    at: InNamespace,
    out: Single[Project],
    name: _Name = None,
    description: _Description = None,
    visibility: VisibilityOption = None,
) -> None:
    """Create a project; its name is the key unless told.

    Example: githost project create SITE --namespace acme --host bitbucket.org --name "Our site"
    """
    made = at.host.projects.create(
        at.path, key, name=name or key, description=description, visibility=visibility
    )
    out.show(made)


@command(app, "edit")
def edit(
    key: _Key,
    at: InNamespace,
    out: Single[Project],
    name: _Name = None,
    description: _Description = None,
    visibility: VisibilityOption = None,
) -> None:
    """Change what is given of a project, and leave the rest.

    Example: githost project edit SITE --namespace acme --host bitbucket.org --visibility private
    """
    changed = at.host.projects.update(
        at.path, key, name=name, description=description, visibility=visibility
    )
    out.show(changed)


@command(app, "delete")
def delete(key: _Key, at: InNamespace, confirmed: Confirmed) -> None:
    """Delete a project that holds no repositories.

    Example: githost project delete SITE --namespace acme --host bitbucket.org --yes
    """
    confirmed.ask(f"delete the project {key} of {at.path}")
    at.host.projects.delete(at.path, key)
    say(f"deleted {key}")
