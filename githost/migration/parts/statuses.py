"""Statuses: what builds said about the commits of pull requests and the tips of branches."""

from collections.abc import Iterable

from githost.client.sync import Host
from githost.migration.parts.part import Part, Sides
from githost.migration.things import Thing
from githost.model import CommitRef, StatusState

__all__ = ["Statuses"]


class Statuses(Part[CommitRef]):
    """The statuses of one commit."""

    name = "statuses"
    reads = "statuses.list"
    makes = "statuses.set"

    def expected(self, sides: Sides, place: CommitRef) -> list[Thing]:
        """Return what each is to be."""
        return [_translated(thing, sides.target) for thing in self.found(sides.source, place)]

    def found(self, host: Host, place: CommitRef) -> Iterable[Thing]:
        """Give the statuses of the commit."""
        for status in host.statuses.list(place.repo, place.sha):
            yield Thing(
                key=status.key,
                id=status.key,
                name=f"status {status.name or status.key} of {place.sha[:12]}",
                facts={
                    "state": status.state.value,
                    "url": status.url,
                    # Where it has no name, hosts tell its key in place of one.
                    "name": None if status.name == status.key else status.name,
                    "description": status.description,
                },
                url=status.url,
            )

    def make(self, sides: Sides, place: CommitRef, thing: Thing) -> str:
        """Set it."""
        facts = thing.facts
        sides.target.statuses.set(
            place.repo,
            place.sha,
            key=thing.key,
            state=StatusState(facts["state"]),
            url=facts["url"],
            name=facts.get("name"),
            description=facts["description"],
        )
        return thing.key

    def change(self, sides: Sides, place: CommitRef, there: Thing, thing: Thing) -> str:
        """Set it anew."""
        return self.make(sides, place, thing)


def _translated(thing: Thing, target: Host) -> Thing:
    facts = dict(thing.facts)
    if facts["url"] is None:
        return thing.not_carried("it names no page, and hosts take none without")
    state = StatusState(facts["state"])
    if not target.supports("statuses.set", state=state):
        return thing.not_carried(f"the target has no state {state.value}")
    # One without a name is called by its key, and hosts tell it as either.
    if facts["name"] in {None, thing.key}:
        del facts["name"]
    return Thing(
        key=thing.key,
        id=thing.id,
        name=thing.name,
        facts=facts,
        losses=("hosts take the time at which it is set",),
        url=thing.url,
    )
