"""Whatever is sent to them, the emulators answer as the vendor's document describes."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.specs.fuzzing import Fuzzed
from tests.specs.recording import PRODUCTS

pytestmark = [pytest.mark.specs, pytest.mark.slow]


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_answer_to_anything_is_outside_the_document(
    fuzzed: Callable[[str], Fuzzed],
    record_property: Callable[[str, object], None],
    product: str,
) -> None:
    """No failure, no status and no shape that neither the document nor a recording shows."""
    found = fuzzed(product)
    outside = found.judgement.of_side("answer")
    count = len(found.judgement.recording.exchanges)
    record_property(
        "measured",
        f"{product}: fuzzed {len(found.operations)} operations with {count} requests, "
        f"outside spec {len(outside.splitlines())}",
    )
    assert outside == ""


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_operation_of_the_emulator_is_reached(
    fuzzed: Callable[[str], Fuzzed], product: str
) -> None:
    """The generated requests meet every operation, and many of them something that is there."""
    found = fuzzed(product)
    exchanges, document = found.judgement.recording.exchanges, found.judgement.document
    met = [document.find(one.method, one.path) for one in exchanges]
    assert found.operations - {one.operation.name for one in met if one is not None} == set()
    statuses = Counter(one.status // 100 for one in exchanges)
    assert statuses[2] + statuses[3] > len(exchanges) // 10
    assert statuses[4] > len(exchanges) // 10
