"""What is held of each product: plugin and emulator do nothing that the vendor's document does not.

Each product's tests stand in a file of their own, which makes its recordings once.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from tests.floors import PRODUCTS
from tests.specs.answers import AnswerJudge
from tests.specs.commit_comments import commented
from tests.specs.documents import Document
from tests.specs.fuzzing import Fuzzed, fuzz
from tests.specs.judgement import Judgement
from tests.specs.known_faults import KNOWN_FAULTS
from tests.specs.payloads import RecordedPayloads
from tests.specs.recording import contract
from tests.specs.requests import RequestJudge

__all__ = ["Agreement"]

Record = Callable[[str, object], None]


class Agreement:
    """One product's requests, answers, and answers to what was made up."""

    product: ClassVar[str]
    #: Operations that the document calls deprecated, and that are used all the same.
    deprecated: ClassVar[frozenset[str]] = frozenset()

    @pytest.fixture(scope="class")
    @classmethod
    def judgement(cls, shared: Path, document: Callable[[str], Document]) -> Judgement:
        """Run the contract on the product, and judge what went over the wire."""
        described = document(cls.product)
        return Judgement.of(
            contract(cls.product),
            described,
            (RequestJudge(described), AnswerJudge(described)),
            RecordedPayloads(shared, cls.product),
        )

    @pytest.fixture(scope="class")
    @classmethod
    def fuzzed(cls, shared: Path, document: Callable[[str], Document]) -> Fuzzed:
        """Send made-up requests to the product's emulator, and judge what it answers."""
        return fuzz(shared, document(cls.product))

    @pytest.fixture(scope="class")
    @classmethod
    def remarks(cls, shared: Path, document: Callable[[str], Document]) -> Judgement:
        """Write, answer, change and delete comments on a commit, and judge what is answered."""
        return commented(shared, document(cls.product))

    def test_no_request_is_outside_the_document(
        self, judgement: Judgement, record_property: Record
    ) -> None:
        """Operation, path, query and body are described, or a known fault says why not."""
        outside = judgement.of_side("request")
        self._tell(record_property, "requests", judgement, outside)
        assert outside == ""
        assert len(judgement.recording.exchanges) >= PRODUCTS[self.product].exchanges

    def test_no_answer_is_outside_the_document(
        self, judgement: Judgement, record_property: Record
    ) -> None:
        """Status, type and body are described, recorded, or a known fault says why not."""
        outside = judgement.of_side("answer")
        self._tell(record_property, "responses", judgement, outside)
        assert outside == ""
        assert len(judgement.recording.exchanges) >= PRODUCTS[self.product].exchanges

    def test_every_supported_operation_sends_something(
        self, judgement: Judgement, record_property: Record
    ) -> None:
        """The zeros above speak of everything that the provider can do."""
        supported, used = judgement.recording.supported, judgement.operations()
        described = frozenset().union(*used.values())
        fewest = PRODUCTS[self.product].described
        record_property(
            "measured",
            f"{self.product}: operations of the interface exercised "
            f"{len(supported & used.keys())} (all {len(supported)} that are supported), on "
            f"{len(described)} operations of the spec (at least {fewest})",
        )
        for name, operations in sorted(used.items()):
            print(f"{self.product} {name}: {', '.join(sorted(operations))}")
        assert sorted(supported - used.keys()) == []
        assert [name for name in sorted(supported) if not used[name]] == []
        assert len(described) >= fewest

    def test_every_supported_operation_is_done_once(self, judgement: Judgement) -> None:
        """For each there is an answer that is no refusal, so the shapes of successes are judged."""
        done = judgement.operations(answered=True)
        assert sorted(judgement.recording.supported - done.keys()) == []

    def test_no_request_uses_what_is_deprecated(self, judgement: Judgement) -> None:
        """Nothing that the document calls so is used, but for what has no successor."""
        names = {name for names in judgement.operations().values() for name in names}
        deprecated = {one.name for one in judgement.document.operations if one.deprecated}
        assert deprecated
        assert names & deprecated == self.deprecated

    def test_no_answer_to_anything_is_outside_the_document(
        self, fuzzed: Fuzzed, record_property: Record
    ) -> None:
        """No failure, no status and no shape that neither the document nor a recording shows."""
        outside = fuzzed.judgement.of_side("answer")
        count = len(fuzzed.judgement.recording.exchanges)
        fewest = PRODUCTS[self.product].fuzzed
        record_property(
            "measured",
            f"{self.product}: operations fuzzed {len(fuzzed.operations)} (at least {fewest}) with "
            f"{count} requests, outside spec {len(outside.splitlines())}",
        )
        assert outside == ""
        assert len(fuzzed.operations) >= fewest

    def test_each_operation_of_the_emulator_is_reached(self, fuzzed: Fuzzed) -> None:
        """The made-up requests meet every operation, and many of them something that is there."""
        exchanges, document = fuzzed.judgement.recording.exchanges, fuzzed.judgement.document
        met = [document.find(one.method, one.path) for one in exchanges]
        assert fuzzed.operations - {one.operation.name for one in met if one is not None} == set()
        statuses = Counter(one.status // 100 for one in exchanges)
        assert statuses[2] + statuses[3] > len(exchanges) // 10
        assert statuses[4] > len(exchanges) // 10

    def test_comments_on_commits_are_as_the_document_says(self, remarks: Judgement) -> None:
        """No plugin asks for them, so the contract does not: all five operations."""
        assert remarks.of_side("answer") == ""
        exchanges, document = remarks.recording.exchanges, remarks.document
        met = [document.find(one.method, one.path) for one in exchanges]
        assert len({one.operation.name for one in met if one is not None}) == 5

    def test_each_known_fault_is_still_met(
        self, judgement: Judgement, fuzzed: Fuzzed, remarks: Judgement
    ) -> None:
        """A line of the table that explains nothing any more is to be deleted."""
        met = judgement.met | fuzzed.judgement.met | remarks.met
        faults = [fault for fault in KNOWN_FAULTS if fault.product == self.product]
        assert faults
        assert [fault for fault in faults if fault not in met] == []

    def _tell(self, record: Record, side: str, judgement: Judgement, outside: str) -> None:
        count = len(judgement.recording.exchanges)
        record(
            "measured",
            f"{self.product}: {side} checked {count} (at least {PRODUCTS[self.product].exchanges}), "
            f"outside spec {len(outside.splitlines())}",
        )
