"""Default reviewers: who is asked to review whatever is opened."""

from collections.abc import Iterable

import attrs

from githost.client.sync import Host
from githost.errors import ValidationError
from githost.interface.addresses import Target
from githost.migration.parts.part import Held, Refused, Sides
from githost.migration.things import Thing
from githost.model import RepoRef, UserRef

__all__ = ["DefaultReviewers"]


class DefaultReviewers(Held):
    """The default reviewers of a repository."""

    name = "default_reviewers"
    reads = "default_reviewers.list"
    makes = "default_reviewers.add"

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give the default reviewers."""
        assert isinstance(place, RepoRef)
        for user in host.default_reviewers.list(place):
            yield Thing(key=user.ref.id, id=user.ref.id, name=user.display_name or user.name)

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give whoever stands for them."""
        ref = UserRef(thing.key)
        there = sides.people.reviewer(ref)
        if there is None:
            yield thing.not_carried("nobody on the target stands for them; name one in the plan")
        elif sides.people.user(ref) is None:
            yield attrs.evolve(
                thing.losing("the plan's placeholder is asked instead"), key=there.id
            )
        else:
            yield attrs.evolve(thing, key=there.id)

    def make(self, sides: Sides, place: Target, thing: Thing) -> str:
        """Add the reviewer."""
        assert isinstance(place, RepoRef)
        try:
            sides.target.default_reviewers.add(place, UserRef(thing.key))
        except ValidationError as error:
            raise Refused(
                "the target does not take them as a reviewer: may they read it?"
            ) from error
        return thing.key
