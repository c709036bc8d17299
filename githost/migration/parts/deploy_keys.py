"""Deploy keys: public keys that read a repository, or write to it, by ssh."""

from collections.abc import Iterable

from githost.client.sync import Host
from githost.interface.addresses import Target
from githost.migration.parts.part import Held, Sides
from githost.migration.things import Thing
from githost.model import RepoRef

__all__ = ["DeployKeys"]


class DeployKeys(Held):
    """The deploy keys of a repository."""

    name = "deploy_keys"
    reads = "deploy_keys.list"
    makes = "deploy_keys.create"
    guarded = True

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give the keys, each known by its kind and material: hosts may drop its comment."""
        assert isinstance(place, RepoRef)
        for key in host.deploy_keys.list(place):
            yield Thing(
                key=" ".join(key.key.split()[:2]),
                id=key.id,
                name=key.label or f"deploy key {key.id}",
                facts={"label": key.label, "read_only": key.read_only},
            )

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give the key, one that only reads where the target has no other."""
        writes = not thing.facts["read_only"]
        if writes and not sides.target.supports(self.makes, read_only=False):
            yield thing.losing("keys only read on the target", read_only=True)
        else:
            yield thing

    def make(self, sides: Sides, place: Target, thing: Thing) -> str:
        """Add the key."""
        assert isinstance(place, RepoRef)
        return sides.target.deploy_keys.create(
            place,
            label=thing.facts["label"],
            key=thing.key,
            read_only=thing.facts["read_only"],
        ).id

    def change(self, sides: Sides, place: Target, there: Thing, thing: Thing) -> str:
        """Name it, and say what it may."""
        assert isinstance(place, RepoRef)
        return sides.target.deploy_keys.update(
            place,
            there.id,
            label=thing.facts["label"],
            read_only=thing.facts["read_only"],
        ).id
