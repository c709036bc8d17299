"""Settings: what a repository says of itself."""

from collections.abc import Iterable

from githost.client.sync import Host
from githost.errors import NotFoundError
from githost.interface.addresses import Target
from githost.migration.parts.part import Held, Sides
from githost.migration.plan import Move
from githost.migration.things import Thing
from githost.model import RepoRef, Visibility

__all__ = ["Settings"]

_PRIVATE = Visibility.PRIVATE.value


class Settings(Held):
    """Description, visibility, default branch, and whether the repository is frozen."""

    name = "settings"
    reads = "repos.get"
    makes = "repos.create"
    owned = True
    exact = False

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give each setting."""
        assert isinstance(place, RepoRef)
        found = host.repos.get(place)
        values = {
            "description": found.description,
            "visibility": found.visibility.value,
            "default branch": found.default_branch,
            "archived": found.archived,
        }
        for name, value in values.items():
            yield Thing(key=name, name=name, id=name, facts={"value": value}, url=found.url)
        if found.parent is not None:
            yield Thing(key="parent", name=f"fork of {found.parent}", id="parent", url=found.url)

    def expected(self, sides: Sides, place: Target) -> list[Thing]:
        """Return what is to be; nothing is more visible than the project that it goes into."""
        things = super().expected(sides, place)
        if any(one.key == "visibility" and one.facts["value"] != _PRIVATE for one in things):
            move = next((one for one in sides.plan.moves if one.source == place), None)
            if move is not None and move.project and _is_private(sides, move, move.project):
                return [
                    one.losing("the project that it goes into is private", value=_PRIVATE)
                    if one.key == "visibility"
                    else one
                    for one in things
                ]
        return things

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give the setting; a repository is never more visible than it was."""
        value = thing.facts.get("value")
        if thing.key == "visibility":
            yield _visible(thing, sides.target)
        elif thing.key == "archived" and value:
            supported = sides.target.supports("repos.update", archived=True)
            yield thing if supported else thing.not_carried(supported.reason or "not supported")
        elif thing.key == "default branch" and value is None:
            return
        elif thing.key == "parent":
            yield thing.not_carried("a fork arrives as a repository of its own")
        else:
            yield thing

    def change(self, sides: Sides, place: Target, there: Thing, thing: Thing) -> str:
        """Make the setting what it is to be."""
        assert isinstance(place, RepoRef)
        value = thing.facts["value"]
        if thing.key == "default branch":
            sides.target.branches.set_default(place, value)
        elif thing.key == "visibility":
            sides.target.repos.update(place, visibility=Visibility(value))
        elif thing.key == "archived":
            sides.target.repos.update(place, archived=value)
        else:
            sides.target.repos.update(place, description=value)
        return thing.key


def _is_private(sides: Sides, move: Move, project: str) -> bool:
    """Say whether a project of the target is private; one that is not there yet is as it is planned."""
    try:
        found = sides.target.projects.get(move.target.namespace, project).visibility
    except NotFoundError:
        planned = {(one.namespace, one.key): one.visibility for one in sides.plan.projects}
        found = planned.get((move.target.namespace, project), Visibility.PRIVATE)
    return found is Visibility.PRIVATE


def _visible(thing: Thing, target: Host) -> Thing:
    was = Visibility(thing.facts["value"])
    if was is Visibility.UNKNOWN:
        return thing.losing("the source does not say who may read it", value=_PRIVATE)
    if was is not Visibility.PRIVATE and not target.supports("repos.create", visibility=was):
        return thing.losing(f"the target has no {was.value} repositories", value=_PRIVATE)
    return thing
