"""Every answer of the emulators is one that the vendor's document describes."""

from collections.abc import Callable

import pytest

from tests.specs.judgement import Judgement
from tests.specs.recording import PRODUCTS

pytestmark = [pytest.mark.specs, pytest.mark.slow]


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_answer_is_outside_the_document(
    judged: Callable[[str], Judgement],
    record_property: Callable[[str, object], None],
    product: str,
) -> None:
    """Status, type and body of each answer are described, recorded, or a known fault says why not."""
    judgement = judged(product)
    outside = judgement.of_side("answer")
    count = len(judgement.recording.exchanges)
    record_property(
        "measured",
        f"{product}: responses checked {count}, outside spec {len(outside.splitlines())}",
    )
    assert outside == ""


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_supported_operation_is_done_once(
    judged: Callable[[str], Judgement], product: str
) -> None:
    """For each there is an answer that is no refusal, so the shapes of successes are judged."""
    judgement = judged(product)
    done = judgement.operations(answered=True)
    assert sorted(judgement.recording.supported - done.keys()) == []
