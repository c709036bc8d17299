"""`githost commit`."""

from typing import Annotated

import typer

from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, write_bytes
from githost.cli.places import AtRepo, InRepo
from githost.model import Change, Commit, Comparison

app = noun("Commits.")

_Base = Annotated[str, typer.Argument(metavar="BASE", help="A SHA, branch or tag.")]
_Head = Annotated[str, typer.Argument(metavar="HEAD", help="A SHA, branch or tag.")]


@command(app, "list")
def list_(
    at: AtRepo,
    out: Listing[Commit],
    ref: Annotated[
        str | None, typer.Option(metavar="REF", help="Reached from here; default: default branch.")
    ] = None,
    path: Annotated[str | None, typer.Option(help="That touched this file or directory.")] = None,
    exclude: Annotated[
        str | None, typer.Option(metavar="REF", help="Leave out what this reaches.")
    ] = None,
) -> None:
    """List commits, newest first.

    Example: githost commit list acme/site --host bitbucket.org --ref main --limit 10
    """
    found = at.host.commits.list(at.repo, ref=ref, path=path, exclude=exclude)
    out.show(found, "sha", "author.name", "authored_at", "message")


@command(app, "view")
def view(
    ref: Annotated[str, typer.Argument(metavar="REF", help="A SHA, branch or tag.")],
    at: InRepo,
    out: Single[Commit],
) -> None:
    """Show a commit.

    Example: githost commit view main -R acme/site
    """
    out.show(at.host.commits.get(at.repo, ref))


@command(app, "compare")
def compare(base: _Base, head: _Head, at: InRepo, out: Single[Comparison]) -> None:
    """Count the commits between two places.

    Example: githost commit compare main feature/login -R acme/site
    """
    out.show(at.host.commits.compare(at.repo, base, head))


@command(app, "diff")
def diff(
    base: _Base,
    head: _Head,
    at: InRepo,
    path: Annotated[str | None, typer.Option(help="Of this file or directory only.")] = None,
) -> None:
    """Print the diff that leads from one place to another.

    Example: githost commit diff main feature/login -R acme/site
    """
    write_bytes(at.host.commits.diff(at.repo, base, head, path=path))


@command(app, "files")
def files(base: _Base, head: _Head, at: InRepo, out: Listing[Change]) -> None:
    """List the files that differ between two places.

    Example: githost commit files main feature/login -R acme/site
    """
    found = at.host.commits.changes(at.repo, base, head)
    out.show(found, "kind", "path", "old_path", "lines_added", "lines_removed")
