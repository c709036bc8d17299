"""What a host can be asked about hooks."""

from collections.abc import Collection

from githost.errors import ConfigurationError
from githost.interface.addresses import Target
from githost.interface.capabilities import Noun, aid, derived, missing, writes
from githost.model import Delivery, Ensured, EnsureOutcome, Event, Hook
from githost.wire import Op, Pages, walk

__all__ = ["Hooks"]


class Hooks(Noun):
    """Operations on hooks: whom the host calls when something happens."""

    noun = "hooks"

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        """List the hooks of a target."""
        raise missing(self, "list")

    def get(self, target: Target, hook: str) -> Op[Hook]:
        """Read a hook."""
        raise missing(self, "get")

    @writes
    def create(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        description: str | None = None,
        verify_ssl: bool = True,
    ) -> Op[Hook]:
        """Create a hook."""
        raise missing(self, "create")

    @writes
    def update(
        self,
        target: Target,
        hook: str,
        *,
        url: str | None = None,
        events: Collection[Event | str] | None = None,
        secret: str | None = None,
        active: bool | None = None,
        description: str | None = None,
        verify_ssl: bool | None = None,
    ) -> Op[Hook]:
        """Change what is given of a hook, and leave the rest."""
        raise missing(self, "update")

    @writes
    def delete(self, target: Target, hook: str) -> Op[None]:
        """Delete a hook."""
        raise missing(self, "delete")

    @writes
    def test(self, target: Target, hook: str) -> Op[Delivery]:
        """Have the host call a hook now, and tell what came of it."""
        raise missing(self, "test")

    def deliveries(
        self, target: Target, hook: str, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Delivery]:
        """List the latest calls of a hook, newest first."""
        raise missing(self, "deliveries")

    @writes
    @derived("hooks.list", "hooks.create", "hooks.update")
    def ensure(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        rotate_secret: bool = False,
    ) -> Op[Ensured[Hook]]:
        """Create the hook for `url` where there is none, or change what differs."""
        if rotate_secret and secret is None:
            raise ConfigurationError("rotate_secret=True needs the new secret; give secret=…")
        keys = self.vendor_keys(events)
        hooks = yield from walk(self.list(target))
        same = [hook for hook in hooks if hook.url == url]
        if not same:
            made = yield from self.create(
                target, url=url, events=events, secret=secret, active=active
            )
            return Ensured(value=made, outcome=EnsureOutcome.CREATED)
        found = next((hook for hook in same if hook.vendor_events == keys), same[0])
        differs = {
            "events": found.vendor_events != keys,
            "secret": secret is not None and (rotate_secret or found.has_secret is False),
            "active": found.active is not active,
        }
        changes = tuple(name for name, differing in differs.items() if differing)
        if not changes:
            return Ensured(value=found, outcome=EnsureOutcome.UNCHANGED)
        changed = yield from self.update(
            target,
            found.id,
            events=events if "events" in changes else None,
            secret=secret if "secret" in changes else None,
            active=active if "active" in changes else None,
        )
        return Ensured(value=changed, outcome=EnsureOutcome.CHANGED, changes=changes)

    @aid
    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        """Give the host's own keys for `events`: neutral events translated, other text as it is.

        Override it where the host's keys are not the neutral words. Does no I/O.

        Raises: `ConfigurationError` for one text in place of a collection.
        """
        if isinstance(events, str):
            raise ConfigurationError(f"events is the text {events!r}; give a collection of events")
        return frozenset(str(event) for event in events)
