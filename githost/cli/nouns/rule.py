"""`githost rule`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import group, user
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtTarget, OnTarget
from githost.model import BranchRule, BranchRuleKind, Ensured

app = noun("Branch rules: what may happen to which branches.")

_Id = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id.")]
_Kind = Annotated[BranchRuleKind, typer.Option(metavar="KIND", help="push, delete, force_push, …")]
_Pattern = Annotated[str, typer.Option(help="A branch's name or a glob.")]
_Users = Annotated[
    list[str] | None, typer.Option("--user", metavar="USER", help="Lets this user through.")
]
_Groups = Annotated[
    list[str] | None, typer.Option("--group", metavar="NAME", help="Lets this group through.")
]
_Value = Annotated[int | None, typer.Option(help="The number, in kinds that have one.")]


@command(app, "list")
def list_(at: AtTarget, out: Listing[BranchRule]) -> None:
    """List the branch rules of a repository or namespace.

    Example: githost rule list acme/site --host bitbucket.org
    """
    found = at.host.branch_rules.list(at.target)
    out.show(found, "id", "kind", "pattern", "users", "groups", "value")


@command(app, "view")
def view(rule: _Id, at: OnTarget, out: Single[BranchRule]) -> None:
    """Show a branch rule.

    Example: githost rule view 1 -R acme/site
    """
    out.show(at.host.branch_rules.get(at.target, rule))


@command(app, "create")
def create(
    at: OnTarget,
    out: Single[BranchRule],
    kind: _Kind,
    pattern: _Pattern,
    users: _Users = None,
    groups: _Groups = None,
    value: _Value = None,
) -> None:
    """Create a branch rule.

    Example: githost rule create -R acme/site --kind push --pattern main --group developers
    """
    made = at.host.branch_rules.create(
        at.target,
        kind=kind,
        pattern=pattern,
        users=[user(one) for one in users or ()],
        groups=[group(one) for one in groups or ()],
        value=value,
    )
    out.show(made)


@command(app, "edit")
def edit(
    rule: _Id,
    at: OnTarget,
    out: Single[BranchRule],
    pattern: Annotated[str | None, typer.Option(help="A branch's name or a glob.")] = None,
    users: _Users = None,
    groups: _Groups = None,
    value: _Value = None,
) -> None:
    """Change what is given of a branch rule; its id may change, too.

    Example: githost rule edit 2 -R acme/site --pattern "release/*"
    """
    changed = at.host.branch_rules.update(
        at.target,
        rule,
        pattern=pattern,
        users=None if users is None else [user(one) for one in users],
        groups=None if groups is None else [group(one) for one in groups],
        value=value,
    )
    out.show(changed)


@command(app, "ensure")
def ensure(
    at: OnTarget,
    out: Single[Ensured[BranchRule]],
    kind: _Kind,
    pattern: _Pattern,
    users: _Users = None,
    groups: _Groups = None,
    value: _Value = None,
) -> None:
    """Create the rule of a kind and pattern where there is none, or change what differs.

    Example: githost rule ensure -R acme/site --kind delete --pattern main
    """
    ensured = at.host.branch_rules.ensure(
        at.target,
        kind=kind,
        pattern=pattern,
        users=[user(one) for one in users or ()],
        groups=[group(one) for one in groups or ()],
        value=value,
    )
    out.show(ensured)


@command(app, "delete")
def delete(rule: _Id, at: OnTarget, confirmed: Confirmed) -> None:
    """Delete a branch rule.

    Example: githost rule delete 2 -R acme/site --yes
    """
    confirmed.ask(f"delete rule {rule} of {at.target}")
    at.host.branch_rules.delete(at.target, rule)
    say(f"deleted rule {rule}")
