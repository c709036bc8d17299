"""Hooks: whom the host calls. They arrive switched off, so that nobody is called twice."""

from collections.abc import Iterable

import attrs

from githost.client.sync import Host
from githost.interface.addresses import Target
from githost.migration.parts.part import Held, Sides
from githost.migration.things import Thing, differing
from githost.model import Event

__all__ = ["Hooks"]

_OFF = "switched off until `githost migrate activate`"


class Hooks(Held):
    """The hooks of a repository."""

    name = "hooks"
    reads = "hooks.list"
    makes = "hooks.create"
    guarded = True
    exact = False

    def read(self, host: Host, place: Target) -> Iterable[Thing]:
        """Give the hooks; a second one with the same address is known by its number too."""
        seen: dict[str, int] = {}
        for hook in host.hooks.list(place):
            seen[hook.url] = seen.get(hook.url, 0) + 1
            number = f" {seen[hook.url]}" if seen[hook.url] > 1 else ""
            yield Thing(
                key=f"{hook.url}{number}",
                id=hook.id,
                name=f"hook {hook.url}{number}",
                facts={
                    "url": hook.url,
                    "events": sorted(event.value for event in hook.events),
                    "active": hook.active,
                    "description": hook.description,
                    "verify_ssl": hook.verify_ssl is not False,
                    "has_secret": bool(hook.has_secret),
                    "others": sorted(hook.vendor_events) if not hook.events else [],
                },
            )

    def translated(self, thing: Thing, sides: Sides) -> Iterable[Thing]:
        """Give the hook with the events that the target has, switched off unless the plan says so."""
        facts = dict(thing.facts)
        secret, _ = facts.pop("has_secret"), facts.pop("others")
        events = {Event(event) for event in facts["events"]}
        kept = events & sides.target.provider.hook_events
        losses = []
        if not kept:
            yield thing.not_carried("the target has none of its events")
            return
        if kept != events:
            missing = ", ".join(sorted(events - kept))
            losses.append(f"the target has no event for {missing}")
        if secret:
            losses.append("hosts do not give secrets away; set it again")
        if facts["active"] and not sides.plan.hooks_active:
            losses.append(_OFF)
            facts["active"] = False
        if not facts["description"]:
            del facts["description"]
        facts["events"] = sorted(event.value for event in kept)
        yield attrs.evolve(thing.losing(*losses), facts=facts)

    def make(self, sides: Sides, place: Target, thing: Thing) -> str:
        """Make the hook, without a secret."""
        facts = thing.facts
        return sides.target.hooks.create(
            place,
            url=facts["url"],
            events={Event(event) for event in facts["events"]},
            active=facts["active"],
            description=facts.get("description"),
            verify_ssl=facts["verify_ssl"],
        ).id

    def change(self, sides: Sides, place: Target, there: Thing, thing: Thing) -> str:
        """Give the hook its events and settings."""
        facts = thing.facts
        return sides.target.hooks.update(
            place,
            there.id,
            events={Event(event) for event in facts["events"]},
            active=facts["active"],
            description=facts.get("description"),
            verify_ssl=facts["verify_ssl"],
        ).id

    def waiting(self, thing: Thing) -> bool:
        """Say whether a hook is switched off only until the migration is over."""
        return _OFF in thing.losses

    def differing(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Compare; several neutral events may share one of the host's, so more may be read back."""
        excused = set()
        if set(found.facts["events"]) >= set(expected.facts["events"]):
            excused.add("events")
        if self.waiting(expected):
            excused.add("active")
        return tuple(name for name in differing(expected, found) if name not in excused)

    def lost(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Say for what else the hook calls, because the target does not tell it apart."""
        more = sorted(set(found.facts["events"]) - set(expected.facts["events"]))
        return (f"the target also calls it for {', '.join(more)}",) if more else ()
