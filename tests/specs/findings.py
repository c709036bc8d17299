"""What lies outside a vendor's document."""

from typing import Literal, TypeAlias

import attrs

__all__ = ["Finding", "Rule", "Side"]

Side: TypeAlias = Literal["request", "answer"]
#: Which promise of the document is not kept: a word of JSON Schema, or one of
#: `operation`, `deprecated`, `parameter`, `query`, `status`, `media`, `body`, `undeclared`.
Rule: TypeAlias = str


@attrs.frozen(order=True, kw_only=True)
class Finding:
    """One way in which a request or an answer differs from its operation in the document."""

    product: str
    side: Side
    #: Method and path as the document spells it; as it was sent where the document has none.
    operation: str
    rule: Rule
    #: Where in the request or answer, as `body.reviewers[].uuid`, `query.q`, `404`.
    at: str
    #: Of the interface; None where none was running.
    sent_by: str | None = attrs.field(eq=False, order=False)
    message: str = attrs.field(eq=False, order=False)

    def __str__(self) -> str:
        """Say it on one line."""
        return (
            f"{self.product} {self.side} {self.operation}: {self.rule} at {self.at or 'the top'}: "
            f"{self.message[:200]} (by {self.sent_by})"
        )
