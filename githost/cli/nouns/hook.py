"""`githost hook`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import Secret
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtTarget, OnTarget
from githost.model import Delivery, Ensured, Event, Hook

app = noun("Hooks: whom the host calls when something happens.")


def _complete(incomplete: str) -> list[str]:
    return [event.value for event in Event if event.value.startswith(incomplete)]


_Id = Annotated[str, typer.Argument(metavar="HOOK", help="The hook's id.")]
_Url = Annotated[str, typer.Option(help="Whom to call.")]
_EVENT = typer.Option(
    "--event",
    "-e",
    metavar="EVENT",
    help="push, pr_opened, …, or the host's own key; repeatable.",
    autocompletion=_complete,
)
_Events = Annotated[list[str], _EVENT]
_NewEvents = Annotated[list[str] | None, _EVENT]
_Active = Annotated[bool, typer.Option("--active/--inactive", help="Whether it is called.")]
_Description = Annotated[str | None, typer.Option("--description", "-d", help="What it is for.")]


def _events(given: Sequence[str]) -> list[Event | str]:
    """Return neutral events as such, and other words as the host's own keys."""
    neutral = {event.value: event for event in Event}
    return [neutral.get(one, one) for one in given]


@command(app, "list")
def list_(at: AtTarget, out: Listing[Hook]) -> None:
    """List the hooks of a repository, namespace or project.

    Example: githost hook list acme/site --host bitbucket.org
    """
    out.show(at.host.hooks.list(at.target), "id", "url", "active", "events")


@command(app, "view")
def view(hook: _Id, at: OnTarget, out: Single[Hook]) -> None:
    """Show a hook; its secret never comes back.

    Example: githost hook view 1 -R ACME/site --host git.example.com/bitbucket
    """
    out.show(at.host.hooks.get(at.target, hook))


@command(app, "create")
def create(
    at: OnTarget,
    secret: Secret,
    out: Single[Hook],
    url: _Url,
    event: _Events,
    active: _Active = True,
    description: _Description = None,
    verify_ssl: Annotated[
        bool, typer.Option("--verify-ssl/--no-verify-ssl", help="Whether certificates count.")
    ] = True,
) -> None:
    """Create a hook.

    Example: githost hook create -R ACME/site --host git.example.com/bitbucket
    --url https://ci.example.com/hook --event push --secret-env HOOK_SECRET
    """
    made = at.host.hooks.create(
        at.target,
        url=url,
        events=_events(event),
        secret=secret.value,
        active=active,
        description=description,
        verify_ssl=verify_ssl,
    )
    out.show(made)


@command(app, "edit")
def edit(
    hook: _Id,
    at: OnTarget,
    secret: Secret,
    out: Single[Hook],
    url: Annotated[str | None, typer.Option(help="Whom to call.")] = None,
    event: _NewEvents = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether it is called.")
    ] = None,
    description: _Description = None,
    verify_ssl: Annotated[
        bool | None,
        typer.Option("--verify-ssl/--no-verify-ssl", help="Whether certificates count."),
    ] = None,
) -> None:
    """Change what is given of a hook; events are the whole new list.

    Example: githost hook edit 1 -R ACME/site --host git.example.com/bitbucket --inactive
    """
    changed = at.host.hooks.update(
        at.target,
        hook,
        url=url,
        events=None if event is None else _events(event),
        secret=secret.value,
        active=active,
        description=description,
        verify_ssl=verify_ssl,
    )
    out.show(changed)


@command(app, "ensure")
def ensure(
    at: OnTarget,
    secret: Secret,
    out: Single[Ensured[Hook]],
    url: _Url,
    event: _Events,
    active: _Active = True,
    rotate_secret: Annotated[
        bool, typer.Option("--rotate-secret", help="Write the secret where there is one, too.")
    ] = False,
) -> None:
    """Create the hook for an address where there is none, or change what differs.

    Example: githost hook ensure -R acme/site --url https://ci.example.com/hook --event push
    """
    ensured = at.host.hooks.ensure(
        at.target,
        url=url,
        events=_events(event),
        secret=secret.value,
        active=active,
        rotate_secret=rotate_secret,
    )
    out.show(ensured)


@command(app, "delete")
def delete(hook: _Id, at: OnTarget, confirmed: Confirmed) -> None:
    """Delete a hook.

    Example: githost hook delete 3 -R ACME/site --host git.example.com/bitbucket --yes
    """
    confirmed.ask(f"delete hook {hook} of {at.target}")
    at.host.hooks.delete(at.target, hook)
    say(f"deleted hook {hook}")


@command(app, "test")
def test(hook: _Id, at: OnTarget, out: Single[Delivery]) -> None:
    """Have the host call a hook now, and tell what came of it.

    Example: githost hook test 1 -R ACME/site --host git.example.com/bitbucket
    """
    out.show(at.host.hooks.test(at.target, hook))


@command(app, "deliveries")
def deliveries(hook: _Id, at: OnTarget, out: Listing[Delivery]) -> None:
    """List the latest calls of a hook, newest first.

    Example: githost hook deliveries 1 -R ACME/site --host git.example.com/bitbucket
    """
    found = at.host.hooks.deliveries(at.target, hook)
    out.show(found, "id", "event", "status", "delivered_at")
