"""`githost permission`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import subject, user
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say, write
from githost.cli.places import AtTarget, InRepo, OnTarget
from githost.model import Ensured, Grant, Permission

app = noun("Permissions: who may do what on a repository, namespace or project.")

_Subject = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="A user's id, or group:NAME, as the list has it.")
]
_Permission = Annotated[
    Permission, typer.Argument(metavar="PERMISSION", help="read, write, admin.")
]
_Role = Annotated[str | None, typer.Option(help="The host's own word, where it has finer ones.")]


@command(app, "list")
def list_(at: AtTarget, out: Listing[Grant]) -> None:
    """List what is granted to whom.

    Example: githost permission list acme/site --host bitbucket.org
    """
    out.show(at.host.permissions.list(at.target), "subject", "name", "permission", "role")


@command(app, "view")
def view(who: _Subject, at: OnTarget, out: Single[Grant]) -> None:
    """Show what is granted to a user or group; `none` where nothing is.

    Example: githost permission view group:developers -R acme/site
    """
    out.show(at.host.permissions.get(at.target, subject(who)))


@command(app, "grant")
def grant(
    who: _Subject, permission: _Permission, at: OnTarget, out: Single[Grant], role: _Role = None
) -> None:
    """Grant a permission to a user or group, in place of the one it had.

    Example: githost permission grant group:developers write -R acme/site
    """
    out.show(at.host.permissions.grant(at.target, subject(who), permission, role=role))


@command(app, "ensure")
def ensure(
    who: _Subject,
    permission: _Permission,
    at: OnTarget,
    out: Single[Ensured[Grant]],
    role: _Role = None,
) -> None:
    """Grant, change or revoke (`none`) a permission where it differs.

    Example: githost permission ensure group:developers write -R acme/site
    """
    out.show(at.host.permissions.ensure(at.target, subject(who), permission, role=role))


@command(app, "revoke")
def revoke(who: _Subject, at: OnTarget, confirmed: Confirmed) -> None:
    """Take away what a user or group was granted.

    Example: githost permission revoke group:developers -R acme/site --yes
    """
    confirmed.ask(f"revoke what {who} may do on {at.target}")
    at.host.permissions.revoke(at.target, subject(who))
    say(f"{who} is granted nothing on {at.target}")


@command(app, "effective")
def effective(
    at: InRepo,
    who: Annotated[
        str | None, typer.Argument(metavar="USER", help="Default: you.", show_default=False)
    ] = None,
) -> None:
    """Print what a user, or you, may do in all with a repository.

    Example: githost permission effective -R acme/site
    """
    found = at.host.permissions.effective(at.repo, None if who is None else user(who))
    write(found.value)
