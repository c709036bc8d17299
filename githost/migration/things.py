"""What a side holds, thing by thing, in a form in which two sides can be compared."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import attrs

__all__ = ["Thing", "differing"]


@attrs.frozen(kw_only=True)
class Thing:
    """One thing of a side: as it is there, or as it is to be on the other side."""

    #: What it is known by among its like on the target: a branch's name, a hook's address.
    key: str
    #: What people call it.
    name: str
    #: Its id on the side that it was read from.
    id: str = ""
    #: What must be the same on the target; everything here can be written as JSON.
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    #: What of it the target cannot hold, one reason each.
    losses: tuple[str, ...] = ()
    #: Why it cannot be carried at all; empty where it can.
    dropped: str = ""
    #: Its web page; None where it has none.
    url: str | None = None

    @property
    def digest(self) -> str:
        """What the journal remembers of its facts, to notice that they changed since."""
        text = json.dumps(self.facts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def losing(self, *losses: str, **facts: Any) -> "Thing":
        """Return it with more losses and with other facts."""
        return attrs.evolve(self, losses=(*self.losses, *losses), facts={**self.facts, **facts})

    def not_carried(self, why: str) -> "Thing":
        """Return it as one that cannot be carried."""
        return attrs.evolve(self, dropped=why)


def differing(expected: Thing, found: Thing) -> tuple[str, ...]:
    """Return the names of the facts in which `found` is not what was expected."""
    return tuple(name for name, value in expected.facts.items() if found.facts.get(name) != value)
