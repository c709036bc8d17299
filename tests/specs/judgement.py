"""What came of judging one recording."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from tests.specs.documents import Document
from tests.specs.findings import Finding, Side
from tests.specs.known_faults import KnownFault, explanation
from tests.specs.payloads import RecordedPayloads
from tests.specs.recording import Exchange, Recording

__all__ = ["Judge", "Judgement"]


class Judge(Protocol):
    """Holds one side of exchanges against a document."""

    def findings(self, exchange: Exchange) -> Iterable[Finding]:
        """Give what is outside the document."""
        ...


@attrs.frozen
class Judgement:
    """A recording, and what of it is outside the vendor's document."""

    recording: Recording
    document: Document
    #: What no known fault explains.
    outside: tuple[Finding, ...]
    #: The known faults that were met.
    met: frozenset[KnownFault]

    @classmethod
    def of(
        cls,
        recording: Recording,
        document: Document,
        judges: Iterable[Judge],
        recorded: RecordedPayloads,
    ) -> "Judgement":
        """Judge every exchange of a recording."""
        judges = tuple(judges)
        # Equal findings of many exchanges are one.
        found = {
            finding
            for exchange in recording.exchanges
            for judge in judges
            for finding in judge.findings(exchange)
        }
        explained = {finding: explanation(finding, recorded) for finding in found}
        return cls(
            recording,
            document,
            outside=tuple(sorted(one for one, fault in explained.items() if fault is None)),
            met=frozenset(fault for fault in explained.values() if fault is not None),
        )

    def of_side(self, side: Side) -> str:
        """Return what is outside on one side, a line for each; empty for nothing."""
        return "\n".join(str(finding) for finding in self.outside if finding.side == side)

    def operations(self, *, answered: bool = False) -> Mapping[str, frozenset[str]]:
        """Return the document's operations that each operation of the interface used.

        `answered` counts only what was done, not what was refused.
        """
        used: dict[str, set[str]] = {}
        for exchange in self.recording.exchanges:
            found = self.document.find(exchange.method, exchange.path)
            if exchange.operation is None or (answered and exchange.status >= 400):
                continue
            named = used.setdefault(exchange.operation, set())
            if found is not None:
                named.add(found.operation.name)
        return {name: frozenset(operations) for name, operations in used.items()}
