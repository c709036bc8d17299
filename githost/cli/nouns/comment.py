"""`githost comment`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import Body
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtPullRequest
from githost.errors import ConfigurationError
from githost.model import Anchor, Comment, Side

app = noun("Comments on a pull request.")

_Id = Annotated[str, typer.Argument(metavar="COMMENT", help="The comment's id.")]


@command(app, "list")
def list_(at: AtPullRequest, out: Listing[Comment]) -> None:
    """List the comments of a pull request, answers among them.

    Example: githost comment list 2 -R acme/site
    """
    found = at.host.comments.list(at.repo, at.number)
    out.show(found, "id", "parent", "author.name", "created_at", "anchor.path", "body")


@command(app, "view")
def view(at: AtPullRequest, comment: _Id, out: Single[Comment]) -> None:
    """Show a comment.

    Example: githost comment view 2 1 -R acme/site
    """
    out.show(at.host.comments.get(at.repo, at.number, comment))


@command(app, "create")
def create(
    at: AtPullRequest,
    body: Body,
    out: Single[Comment],
    reply_to: Annotated[
        str | None, typer.Option(metavar="COMMENT", help="The comment that it answers.")
    ] = None,
    path: Annotated[str | None, typer.Option(help="The file that it is about.")] = None,
    line: Annotated[int | None, typer.Option(min=1, help="The line of that file.")] = None,
    side: Annotated[
        Side, typer.Option(help="old, before the change, or new, after it.")
    ] = Side.NEW,
) -> None:
    """Write a comment on a pull request, on a line of it, or in answer to another.

    Example: githost comment create 2 -R acme/site --body "Why?" --path login.html --line 1
    """
    if line is not None and path is None:
        raise ConfigurationError("--line is a line of a file; say --path PATH")
    made = at.host.comments.create(
        at.repo,
        at.number,
        body.wanted(),
        anchor=None if path is None else Anchor(path=path, line=line, side=side),
        reply_to=reply_to,
    )
    out.show(made)


@command(app, "edit")
def edit(at: AtPullRequest, comment: _Id, body: Body, out: Single[Comment]) -> None:
    """Change the text of a comment.

    Example: githost comment edit 2 3 -R acme/site --body "Why not?"
    """
    out.show(at.host.comments.update(at.repo, at.number, comment, body.wanted()))


@command(app, "delete")
def delete(at: AtPullRequest, comment: _Id, confirmed: Confirmed) -> None:
    """Delete a comment.

    Example: githost comment delete 2 3 -R acme/site --yes
    """
    confirmed.ask(f"delete comment {comment} on {at.repo}#{at.number}")
    at.host.comments.delete(at.repo, at.number, comment)
    say(f"deleted comment {comment}")


@command(app, "resolve")
def resolve(at: AtPullRequest, comment: _Id) -> None:
    """Settle the thread that a comment begins.

    Example: githost comment resolve 2 1 -R acme/site
    """
    at.host.comments.resolve(at.repo, at.number, comment)
    say(f"settled the thread of comment {comment}")


@command(app, "reopen")
def reopen(at: AtPullRequest, comment: _Id) -> None:
    """Open a settled thread again.

    Example: githost comment reopen 2 1 -R acme/site
    """
    at.host.comments.reopen(at.repo, at.number, comment)
    say(f"opened the thread of comment {comment}")
