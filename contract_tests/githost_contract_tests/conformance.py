"""What came of a run of the contract, operation by operation: the terminal's table and the JSON report.

Each test that has run leaves a record on its report, where pytest-xdist carries it from the worker
to the process that prints. What a provider does not support counts as that, and never as passed.
"""

import enum
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from githost_contract_tests.arguments import OPERATIONS

__all__ = ["CONTRACT", "Conformance", "Outcome", "Record"]

#: The version of the contract: that of the newest promise in it.
CONTRACT: Final = "0.1"


class Outcome(enum.StrEnum):
    """What can come of a promise, or of all promises about an operation, the gravest first."""

    FAILED = "failed"
    #: Marked by the provider's author as `xfail`.
    BROKEN = "known to fail"
    #: Fails, and was promised after the version of the contract that the target keeps.
    LATER = "not required yet"
    #: Graver than a pass: some promises about lists are kept by the client alone.
    UNSUPPORTED = "unsupported"
    PASSED = "passed"
    #: For want of something else, such as a second user.
    SKIPPED = "skipped"


_SIGNS: Final = {
    Outcome.FAILED: "!",
    Outcome.BROKEN: "~",
    Outcome.LATER: "*",
    Outcome.UNSUPPORTED: "-",
    Outcome.PASSED: "+",
    Outcome.SKIPPED: "?",
}


@attrs.frozen(kw_only=True)
class Record:
    """What came of one test."""

    target: str
    #: The suite and the promise's name, with the parameters of the test.
    promise: str
    #: The version of the contract since which it is required.
    since: str
    #: The operations that it is about.
    operations: tuple[str, ...]
    outcome: Outcome
    #: Of what was skipped: the operation, where needed with arguments, that is not supported.
    unsupported: str | None = None
    #: Why it was skipped, or is known to fail.
    reason: str | None = None

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it, of plain types only: pytest-xdist sends no others."""
        return {
            **attrs.asdict(self),
            "operations": list(self.operations),
            "outcome": self.outcome.value,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Record":
        """Read what `document` gave."""
        operations, outcome = tuple(document["operations"]), Outcome(document["outcome"])
        return cls(**{**document, "operations": operations, "outcome": outcome})

    def about(self, operation: str) -> Outcome | None:
        """Say what it tells of an operation; None where that is nothing."""
        if self.outcome is Outcome.UNSUPPORTED:
            return self.outcome if self.unsupported == operation else None
        return self.outcome if operation in self.operations else None


class Conformance:
    """All records of a run."""

    def __init__(self) -> None:
        self._records: list[Record] = []

    def add(self, record: Record) -> None:
        """Take what came of one more test."""
        self._records.append(record)

    def targets(self) -> list[str]:
        """Return the names of the targets, in order."""
        return sorted({record.target for record in self._records})

    def operations(self, target: str) -> Mapping[str, Outcome]:
        """Return what came of each operation that was tested, in the interface's order."""
        own = self._of(target)
        outcomes = {name: {record.about(name) for record in own} for name in OPERATIONS}
        return {
            name: gravest
            for name, told in outcomes.items()
            if (gravest := next((one for one in Outcome if one in told), None)) is not None
        }

    def in_part(self, target: str) -> Mapping[str, str]:
        """Return what is unsupported with some arguments only, and why."""
        return {
            record.unsupported: record.reason or ""
            for record in self._of(target)
            if record.unsupported is not None and record.unsupported not in OPERATIONS
        }

    def table(self, target: str) -> Iterator[str]:
        """Give the lines of a target's table: one for each noun."""
        rows: dict[str, list[str]] = {}
        for name, outcome in self.operations(target).items():
            noun, _, method = name.partition(".")
            rows.setdefault(noun, []).append(_SIGNS[outcome] + method)
        width = max(map(len, rows), default=0)
        for noun, methods in rows.items():
            yield f"{noun:<{width}}  {' '.join(methods)}"
        if parts := self.in_part(target):
            yield f"unsupported in part: {', '.join(sorted(parts))}"

    def summary(self, target: str) -> str:
        """Return a target's figures in one line."""
        operations = _counted(self.operations(target).values())
        return f"{target}: operations: {operations}; tests: {_counted(self._outcomes(target))}"

    def document(self, versions: Mapping[str, str]) -> dict[str, Any]:
        """Return the whole as JSON has it; `versions` say what was run."""
        return {
            "versions": {"contract": CONTRACT, **versions},
            "targets": {
                target: {
                    "operations": dict(self.operations(target)),
                    "unsupported in part": dict(self.in_part(target)),
                    "promises": [record.document() for record in self._of(target)],
                }
                for target in self.targets()
            },
        }

    def write(self, path: Path, versions: Mapping[str, str]) -> None:
        """Write the report."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.document(versions), indent=2, ensure_ascii=False)
        path.write_text(text + "\n", "utf-8")

    @staticmethod
    def legend() -> str:
        """Return what the signs of the table mean."""
        return "  ".join(f"{sign} {outcome}" for outcome, sign in _SIGNS.items())

    def _of(self, target: str) -> list[Record]:
        own = (record for record in self._records if record.target == target)
        return sorted(own, key=lambda record: record.promise)

    def _outcomes(self, target: str) -> Iterator[Outcome]:
        return (record.outcome for record in self._of(target))


def _counted(outcomes: Iterable[Outcome]) -> str:
    found = list(outcomes)
    return ", ".join(f"{found.count(one)} {one}" for one in Outcome if one in found) or "none"
