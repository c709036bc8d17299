"""`githost reviewer`."""

from typing import Annotated

import typer

from githost.cli.inputs import user
from githost.cli.options import command, noun
from githost.cli.output import Listing, say
from githost.cli.places import AtRepo, InRepo
from githost.model import User

app = noun("Default reviewers of a repository.")

_User = Annotated[str, typer.Argument(metavar="USER", help="The user's id, as `user view` has it.")]


@command(app, "list")
def list_(at: AtRepo, out: Listing[User]) -> None:
    """List the default reviewers of a repository.

    Example: githost reviewer list acme/site --host bitbucket.org
    """
    out.show(at.host.default_reviewers.list(at.repo), "ref", "name", "display_name")


@command(app, "add")
def add(reviewer: _User, at: InRepo) -> None:
    """Make a user a default reviewer.

    Example: githost reviewer add alice -R ACME/site --host git.example.com/bitbucket
    """
    at.host.default_reviewers.add(at.repo, user(reviewer))
    say(f"{reviewer} is a default reviewer of {at.repo}")


@command(app, "remove")
def remove(reviewer: _User, at: InRepo) -> None:
    """Take a user off the default reviewers.

    Example: githost reviewer remove alice -R ACME/site --host git.example.com/bitbucket
    """
    at.host.default_reviewers.remove(at.repo, user(reviewer))
    say(f"{reviewer} is no default reviewer of {at.repo}")
