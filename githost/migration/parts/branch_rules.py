"""Branch rules: of a repository, and of the project or namespace that holds it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

import attrs

from githost.client.sync import Host
from githost.interface.addresses import Target
from githost.migration.parts.part import Held, Sides
from githost.migration.things import Thing
from githost.model import BranchRule, BranchRuleKind, GroupRef, UserRef

__all__ = ["BranchRules"]

R = TypeVar("R", UserRef, GroupRef)
_Kind = BranchRuleKind

#: Where the target lacks a kind: the kinds that together come nearest, and what is not the same.
_NEAREST: Final[Mapping[BranchRuleKind, tuple[tuple[BranchRuleKind, ...], str]]] = {
    _Kind.PULL_REQUEST_ONLY: (
        (_Kind.PUSH,),
        "the target has no rule of its own for pull requests; nobody else may push",
    ),
    _Kind.READ_ONLY: (
        (_Kind.PUSH, _Kind.MERGE),
        "the target has no rule that forbids every change; it forbids pushes and merges",
    ),
    _Kind.PUSH: (
        (_Kind.PULL_REQUEST_ONLY,),
        "the target says it as: changes come by pull request only",
    ),
}
_NOBODY: Final = "the target's rule of this kind lets nobody through"


class BranchRules(Held):
    """What may happen to which branches, and for whom that does not hold."""

    name = "branch_rules"
    reads = "branch_rules.list"
    makes = "branch_rules.create"
    guarded = True

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give the rules."""
        for rule in host.branch_rules.list(place):
            yield Thing(
                key=_key(rule.kind, rule.pattern),
                id=rule.id,
                name=f"{rule.kind.value} of {rule.pattern}",
                facts=_facts(rule),
            )

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give the rule, or those that come nearest, for those who stand for the named."""
        kind = BranchRuleKind(thing.facts["kind"])
        kinds: tuple[BranchRuleKind, ...] = (kind,)
        losses = []
        supported = sides.target.supports(self.makes, kind=kind)
        if not supported:
            kinds, loss = _NEAREST.get(kind, ((), ""))
            if not kinds or not all(sides.target.supports(self.makes, kind=one) for one in kinds):
                yield thing.not_carried(supported.reason or "the target has no such rule")
                return
            losses.append(loss)
        users, lost = _standing(sides.people.user, map(UserRef, thing.facts["users"]))
        groups, lost_groups = _standing(sides.people.group, map(GroupRef, thing.facts["groups"]))
        if lost or lost_groups:
            names = ", ".join((*lost, *lost_groups))
            losses.append(f"nobody on the target stands for {names}, so the rule binds them too")
        pattern, value = thing.facts["pattern"], thing.facts["value"]
        for one in kinds:
            said = thing.losing(*losses, kind=one.value, users=users, groups=groups, value=value)
            if (users or groups) and one not in sides.target.provider.naming_rules:
                said = said.losing(_NOBODY, users=[], groups=[])
            yield attrs.evolve(said, key=_key(one, pattern))

    def make(self, sides: Sides, place: Target, thing: Thing) -> str:
        """Make the rule."""
        facts = thing.facts
        return sides.target.branch_rules.create(
            place,
            kind=BranchRuleKind(facts["kind"]),
            pattern=facts["pattern"],
            users=[UserRef(one) for one in facts["users"]],
            groups=[GroupRef(one) for one in facts["groups"]],
            value=facts["value"],
        ).id

    def change(self, sides: Sides, place: Target, there: Thing, thing: Thing) -> str:
        """Name whom it is to let through."""
        facts = thing.facts
        return sides.target.branch_rules.update(
            place,
            there.id,
            users=[UserRef(one) for one in facts["users"]],
            groups=[GroupRef(one) for one in facts["groups"]],
            value=facts["value"],
        ).id


def _key(kind: BranchRuleKind, pattern: str) -> str:
    return f"{kind.value} {pattern}"


def _facts(rule: BranchRule) -> Mapping[str, object]:
    return {
        "kind": rule.kind.value,
        "pattern": rule.pattern,
        "users": sorted(one.id for one in rule.users),
        "groups": sorted(one.id for one in rule.groups),
        "value": rule.value,
    }


def _standing(
    stands: Callable[[R], UserRef | GroupRef | None], named: Iterable[R]
) -> tuple[list[str], list[str]]:
    """Return the ids of those who stand for `named`, and the ids of those for whom nobody does."""
    found, lost = set(), []
    for one in named:
        there = stands(one)
        if there is None:
            lost.append(one.id)
        else:
            found.add(there.id)
    return sorted(found), lost
