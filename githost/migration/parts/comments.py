"""Comments: threads and places in the diff are kept; who wrote them, and when, stands above each."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from datetime import UTC, datetime

import attrs

from githost.client.sync import Host
from githost.errors import PermissionDeniedError, ValidationError, WrongStateError
from githost.migration.attribution import Origin, attributed, parse
from githost.migration.parts.part import Part, Refused, Sides
from githost.migration.parts.texts import origin, plain
from githost.migration.things import Thing
from githost.model import Anchor, Comment, PullRequestRef, Side

__all__ = ["Comments"]

#: Ends what the settling of a thread is known by.
_SETTLED = "/settled"
_NEVER = datetime.min.replace(tzinfo=UTC)


@attrs.define
class Comments(Part[PullRequestRef]):
    """The comments on one pull request."""

    #: The ids on the target of what was carried, by what it is known by.
    ids: MutableMapping[str, str] = attrs.field(factory=dict)

    name = "comments"
    reads = "comments.list"
    makes = "comments.create"

    def expected(self, sides: Sides, place: PullRequestRef) -> list[Thing]:
        """Return what each is to be, in the order in which they were written."""
        comments = in_order(sides.source.comments.list(place.repo, place.number))
        known = {comment.id for comment in comments}
        things = [_translated(comment, place, known) for comment in comments]
        settled = [_settled(f"{place}/comments/{one.id}") for one in comments if _ends(one)]
        return [*things, *settled]

    def found(self, host: Host, place: PullRequestRef) -> Iterator[Thing]:
        """Give those that a migration made; people may have written others since."""
        comments = list(host.comments.list(place.repo, place.number))
        markers = {comment.id: parse(comment.body).marker for comment in comments}
        for comment in comments:
            marker = markers[comment.id]
            if marker is not None:
                self.ids[marker] = comment.id
                yield Thing(
                    key=marker,
                    id=comment.id,
                    name=f"comment {comment.id}",
                    facts={
                        "body": plain(comment.body),
                        "parent": markers.get(comment.parent or ""),
                        "anchor": _placed(None if comment.parent else comment.anchor),
                    },
                )
                if _ends(comment):
                    yield _settled(marker)

    def make(self, sides: Sides, place: PullRequestRef, thing: Thing) -> str:
        """Write it, at its place in the diff where the target takes that; or settle a thread."""
        host, facts = sides.target, thing.facts
        if thing.key.endswith(_SETTLED):
            first = self.there(thing.key.removesuffix(_SETTLED))
            _settle(host, place, first)
            return first
        parent = facts["parent"] and self.there(facts["parent"])
        anchor = _anchor(facts["anchor"])
        try:
            made = host.comments.create(
                place.repo,
                place.number,
                facts["body"],
                anchor=anchor,
                reply_to=parent,
            )
        except ValidationError:
            # The target's diff has no such line, for its pull request ends at other commits.
            if anchor is None:
                raise
            made = host.comments.create(place.repo, place.number, facts["body"])
        self.ids[thing.key] = made.id
        return made.id

    def there(self, key: str) -> str:
        """Return the id on the target of a comment that another one hangs on."""
        if key not in self.ids:
            raise WrongStateError(f"{key}, which it hangs on, could not be carried")
        return self.ids[key]

    def change(self, sides: Sides, place: PullRequestRef, there: Thing, thing: Thing) -> str:
        """Give it its text."""
        comments = sides.target.comments
        return comments.update(place.repo, place.number, there.id, thing.facts["body"]).id

    def differing(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Compare; a place that the target refused stands in the first line."""
        names = super().differing(expected, found)
        return tuple(n for n in names if n != "anchor" or found.facts.get("anchor") is not None)

    def lost(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Say that the target refused the place."""
        if expected.facts.get("anchor") is not None and found.facts["anchor"] is None:
            return ("the target's diff has no such line; its place stands in its first line",)
        return ()


def _translated(comment: Comment, place: PullRequestRef, known: set[str]) -> Thing:
    key = f"{place}/comments/{comment.id}"
    losses = ["its author and time stand in its first line"]
    parent = comment.parent
    if parent is not None and parent not in known:
        losses.append("what it answers is gone")
        parent = None
    if comment.deleted:
        losses.append("it only marks where a comment was")
    parsed = parse(comment.body)
    anchor = comment.anchor if parent is None else None
    return Thing(
        key=key,
        id=comment.id,
        name=f"comment {comment.id} on {place}",
        facts={
            "body": plain(attributed(parsed.body, parsed.origin or _origin(comment), key)),
            "parent": None if parent is None else f"{place}/comments/{parent}",
            "anchor": _placed(anchor),
        },
        losses=tuple(losses),
    )


def _ends(comment: Comment) -> bool:
    return comment.resolved and comment.parent is None


def _settled(key: str) -> Thing:
    """Return the thing that a thread is settled: made after all that was said in it."""
    return Thing(key=f"{key}{_SETTLED}", id=f"{key}{_SETTLED}", name=f"{key} is settled")


def _settle(host: Host, place: PullRequestRef, first: str) -> None:
    """Settle the thread that begins with the comment `first`."""
    try:
        host.comments.resolve(place.repo, place.number, first)
    except PermissionDeniedError as error:
        if host.comments.get(place.repo, place.number, first).anchor is None:
            raise Refused("the target settles only threads on lines of the diff") from error
        raise


def _origin(comment: Comment) -> Origin:
    anchor = comment.anchor
    where = ""
    if anchor is not None and comment.parent is None:
        line = f" line {anchor.line} ({anchor.side.value})" if anchor.line is not None else ""
        where = f"{anchor.path}{line}"
    verb = "deleted" if comment.deleted else "wrote"
    return origin(verb, comment.author, comment.created_at, facts={"on": where})


def in_order(comments: Iterable[Comment]) -> list[Comment]:
    """Return comments as they were written, and each after the one that it answers."""
    known = {comment.id: comment for comment in comments}
    ordered: dict[str, Comment] = {}
    for comment in sorted(known.values(), key=_written):
        waiting = [comment]
        while (answered := known.get(waiting[-1].parent or "")) and answered.id not in ordered:
            if answered in waiting:
                break
            waiting.append(answered)
        ordered.update({one.id: one for one in reversed(waiting) if one.id not in ordered})
    return list(ordered.values())


def _written(comment: Comment) -> tuple[datetime, int, str]:
    """Sort by time, and what was written at one time by the host's numbers."""
    return comment.created_at or _NEVER, len(comment.id), comment.id


def _placed(anchor: Anchor | None) -> Mapping[str, object] | None:
    if anchor is None:
        return None
    return {"path": anchor.path, "line": anchor.line, "side": anchor.side.value}


def _anchor(placed: Mapping[str, object] | None) -> Anchor | None:
    if placed is None:
        return None
    line = placed["line"]
    return Anchor(
        path=str(placed["path"]),
        line=line if isinstance(line, int) else None,
        side=Side(str(placed["side"])),
    )
