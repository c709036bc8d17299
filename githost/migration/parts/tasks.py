"""Tasks: what is to be done before a merge; who asked for it, and when, stands above each."""

from collections.abc import Iterator, MutableMapping

import attrs

from githost.client.sync import Host
from githost.migration.attribution import attributed, parse
from githost.migration.parts.part import Part, Sides
from githost.migration.parts.texts import origin, plain
from githost.migration.things import Thing
from githost.model import PullRequestRef, Task

__all__ = ["Tasks"]


@attrs.define
class Tasks(Part[PullRequestRef]):
    """The tasks on one pull request."""

    #: The ids on the target of what was carried, by what it is known by.
    ids: MutableMapping[str, str] = attrs.field(factory=dict)

    name = "tasks"
    reads = "tasks.list"
    makes = "tasks.create"

    def expected(self, sides: Sides, place: PullRequestRef) -> list[Thing]:
        """Return what each is to be."""
        return [_translated(task, place) for task in sides.source.tasks.list(*_address(place))]

    def found(self, host: Host, place: PullRequestRef) -> Iterator[Thing]:
        """Give those that a migration made; people may have added others since."""
        comments = {there: key for key, there in self.ids.items()}
        for task in host.tasks.list(*_address(place)):
            marker = parse(task.body).marker
            if marker is not None:
                yield Thing(
                    key=marker,
                    id=task.id,
                    name=f"task {task.id}",
                    facts={
                        "body": plain(task.body),
                        "done": task.done,
                        "comment": comments.get(task.comment or ""),
                    },
                )

    def make(self, sides: Sides, place: PullRequestRef, thing: Thing) -> str:
        """Add it where it hung."""
        comment = thing.facts["comment"]
        made = sides.target.tasks.create(
            *_address(place),
            thing.facts["body"],
            comment=self.ids.get(comment) if comment is not None else None,
        )
        if thing.facts["done"]:
            sides.target.tasks.resolve(*_address(place), made.id)
        return made.id

    def change(self, sides: Sides, place: PullRequestRef, there: Thing, thing: Thing) -> str:
        """Give it its text, and say whether it is done."""
        if there.facts["body"] != thing.facts["body"]:
            sides.target.tasks.update(*_address(place), there.id, thing.facts["body"])
        if there.facts["done"] != thing.facts["done"]:
            act = sides.target.tasks.resolve if thing.facts["done"] else sides.target.tasks.reopen
            act(*_address(place), there.id)
        return there.id


def _address(place: PullRequestRef) -> tuple[str, int]:
    return str(place.repo), place.number


def _translated(task: Task, place: PullRequestRef) -> Thing:
    key = f"{place}/tasks/{task.id}"
    parsed = parse(task.body)
    come = parsed.origin or origin("wrote", task.author, task.created_at)
    return Thing(
        key=key,
        id=task.id,
        name=f"task {task.id} on {place}",
        facts={
            "body": plain(attributed(parsed.body, come, key)),
            "done": task.done,
            "comment": None if task.comment is None else f"{place}/comments/{task.comment}",
        },
        losses=("its author and time stand in its first line",),
    )
