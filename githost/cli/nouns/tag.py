"""`githost tag`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtRepo, InRepo
from githost.model import Tag

app = noun("Tags.")

_Name = Annotated[str, typer.Argument(metavar="NAME", help="The tag, without refs/tags/.")]


@command(app, "list")
def list_(
    at: AtRepo,
    out: Listing[Tag],
    query: Annotated[str | None, typer.Option("--query", "-q", help="Part of the name.")] = None,
) -> None:
    """List the tags of a repository.

    Example: githost tag list acme/site --host bitbucket.org
    """
    out.show(at.host.tags.list(at.repo, query=query), "name", "commit", "message")


@command(app, "view")
def view(name: _Name, at: InRepo, out: Single[Tag]) -> None:
    """Show a tag.

    Example: githost tag view v1.0 -R acme/site
    """
    out.show(at.host.tags.get(at.repo, name))


@command(app, "create")
def create(
    name: _Name,
    at: InRepo,
    out: Single[Tag],
    target: Annotated[str, typer.Option(metavar="REF", help="A commit's SHA or a branch.")],
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="Makes it an annotated tag.")
    ] = None,
) -> None:
    """Create a tag.

    Example: githost tag create v1.1 --target main --message "The first fixes" -R acme/site
    """
    out.show(at.host.tags.create(at.repo, name, target=target, message=message))


@command(app, "delete")
def delete(name: _Name, at: InRepo, confirmed: Confirmed) -> None:
    """Delete a tag.

    Example: githost tag delete v1.1 -R acme/site --yes
    """
    confirmed.ask(f"delete the tag {name} of {at.repo}")
    at.host.tags.delete(at.repo, name)
    say(f"deleted {name}")
