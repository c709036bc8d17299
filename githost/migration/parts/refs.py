"""Branches and tags: compared by name and SHA; pushing them is the mirror's work."""

from collections.abc import Iterable

from githost.client.sync import Host
from githost.interface.addresses import Target
from githost.migration.git import refs_in
from githost.migration.parts.part import Held, Sides
from githost.migration.things import Thing
from githost.model import RepoRef

__all__ = ["HEADS", "KEPT", "OWN", "Branches", "Refs", "Tags"]

#: Branches begin so, and among them those that the migration makes for itself.
HEADS = "refs/heads/"
OWN = f"{HEADS}githost/"
#: The one of them that stays: it keeps the commits of pull requests whose branches are gone.
KEPT = f"{OWN}archive"


class Refs(Held):
    """Refs below one prefix."""

    reads = "repos.get"
    makes = "repos.create"
    guarded = True
    prefix = ""

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give the refs, without those that a migration made for itself."""
        assert isinstance(place, RepoRef)
        found = refs_in(host, place)
        for name, sha in found.items():
            if name.startswith(self.prefix) and not name.startswith(OWN):
                yield Thing(
                    key=name, id=name, name=name.removeprefix(self.prefix), facts={"sha": sha}
                )

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give the same ref."""
        yield thing


class Branches(Refs):
    """The branches of a repository."""

    name = "branches"
    prefix = HEADS


class Tags(Refs):
    """The tags of a repository, annotated or not."""

    name = "tags"
    prefix = "refs/tags/"
