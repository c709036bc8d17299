"""Permissions: of a repository, and of the project or namespace that holds it."""

from collections.abc import Iterable

import attrs

from githost.client.sync import Host
from githost.interface.addresses import Subject, Target
from githost.migration.parts.part import Held, Sides
from githost.migration.things import Thing
from githost.model import GroupRef, Permission, UserRef, Via

__all__ = ["Permissions", "known_as", "subject_of"]


def known_as(subject: UserRef | GroupRef) -> str:
    """Return what a subject is known by: its kind and its id."""
    return f"{'group' if isinstance(subject, GroupRef) else 'user'}:{subject.id}"


def subject_of(key: str) -> Subject:
    """Return the subject that is known by `key`."""
    kind, _, name = key.partition(":")
    return GroupRef(name) if kind == "group" else UserRef(name)


class Permissions(Held):
    """Who was granted what, without what is inherited."""

    name = "permissions"
    reads = "permissions.list"
    makes = "permissions.grant"
    guarded = True

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give the direct grants."""
        for grant in host.permissions.list(place):
            if grant.via is not Via.INHERITED and grant.permission is not Permission.NONE:
                key = known_as(grant.subject)
                yield Thing(
                    key=key,
                    id=key,
                    name=f"{grant.permission.value} for {grant.name or grant.subject}",
                    facts={"permission": grant.permission.value},
                )

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give the same permission to whoever stands for the subject on the target."""
        subject = sides.people.subject(subject_of(thing.key))
        if subject is None:
            yield thing.not_carried("nobody on the target stands for them; name one in the plan")
        else:
            yield attrs.evolve(thing, key=known_as(subject))

    def joined(self, first: Thing, second: Thing) -> Thing:
        """Give somebody who stands for several the most that they had."""
        more, less = sorted((first, second), key=_level, reverse=True)
        why = f"{less.name} and {more.name} are the same on the target"
        return more if more.facts == less.facts else more.losing(why)

    def make(self, sides: Sides, place: Target, thing: Thing) -> str:
        """Grant it."""
        sides.target.permissions.grant(
            place, subject_of(thing.key), Permission(thing.facts["permission"])
        )
        return thing.key

    def change(self, sides: Sides, place: Target, there: Thing, thing: Thing) -> str:
        """Grant what it is to be."""
        return self.make(sides, place, thing)


def _level(thing: Thing) -> Permission:
    return Permission(thing.facts["permission"])
