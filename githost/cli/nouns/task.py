"""`githost task`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import Body
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtPullRequest
from githost.model import Task

app = noun("Tasks on a pull request.")

_Id = Annotated[str, typer.Argument(metavar="TASK", help="The task's id.")]


@command(app, "list")
def list_(at: AtPullRequest, out: Listing[Task]) -> None:
    """List the tasks of a pull request.

    Example: githost task list 2 -R acme/site
    """
    found = at.host.tasks.list(at.repo, at.number)
    out.show(found, "id", "done", "author.name", "body")


@command(app, "create")
def create(
    at: AtPullRequest,
    body: Body,
    out: Single[Task],
    comment: Annotated[
        str | None, typer.Option(metavar="COMMENT", help="The comment that it hangs on.")
    ] = None,
) -> None:
    """Add a task to a pull request.

    Example: githost task create 2 -R acme/site --body "Add a test"
    """
    out.show(at.host.tasks.create(at.repo, at.number, body.wanted(), comment=comment))


@command(app, "edit")
def edit(at: AtPullRequest, task: _Id, body: Body, out: Single[Task]) -> None:
    """Change the text of a task.

    Example: githost task edit 2 2 -R acme/site --body "Add two tests"
    """
    out.show(at.host.tasks.update(at.repo, at.number, task, body.wanted()))


@command(app, "resolve")
def resolve(at: AtPullRequest, task: _Id, out: Single[Task]) -> None:
    """Mark a task as done.

    Example: githost task resolve 2 2 -R acme/site
    """
    out.show(at.host.tasks.resolve(at.repo, at.number, task))


@command(app, "reopen")
def reopen(at: AtPullRequest, task: _Id, out: Single[Task]) -> None:
    """Mark a task as not done.

    Example: githost task reopen 2 2 -R acme/site
    """
    out.show(at.host.tasks.reopen(at.repo, at.number, task))


@command(app, "delete")
def delete(at: AtPullRequest, task: _Id, confirmed: Confirmed) -> None:
    """Delete a task.

    Example: githost task delete 2 2 -R acme/site --yes
    """
    confirmed.ask(f"delete task {task} on {at.repo}#{at.number}")
    at.host.tasks.delete(at.repo, at.number, task)
    say(f"deleted task {task}")
