"""The recordings that all tests of this folder judge, made once a run."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.specs.answers import AnswerJudge
from tests.specs.documents import Document
from tests.specs.fuzzing import Fuzzed, fuzz
from tests.specs.judgement import Judgement
from tests.specs.payloads import RecordedPayloads
from tests.specs.recording import contract
from tests.specs.requests import RequestJudge


@pytest.fixture(scope="session")
def document(shared: Path) -> Callable[[str], Document]:
    """Give a function that reads the document of a product, once."""
    return cache(lambda product: Document.load(shared, product))


@pytest.fixture(scope="session")
def judged(shared: Path, document: Callable[[str], Document]) -> Callable[[str], Judgement]:
    """Give a function that runs the contract on a product and judges what went over the wire, once."""

    @cache
    def judged(product: str) -> Judgement:
        described = document(product)
        return Judgement.of(
            contract(product),
            described,
            (RequestJudge(described), AnswerJudge(described)),
            RecordedPayloads(shared, product),
        )

    return judged


@pytest.fixture(scope="session")
def fuzzed(shared: Path, document: Callable[[str], Document]) -> Callable[[str], Fuzzed]:
    """Give a function that sends made-up requests to the emulator of a product, once."""
    return cache(lambda product: fuzz(shared, document(product)))
