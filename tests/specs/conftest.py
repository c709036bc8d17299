"""What all tests of this folder share."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.specs.documents import Document

pytest.register_assert_rewrite("tests.specs.agreement")


@pytest.fixture(scope="session")
def document(shared: Path) -> Callable[[str], Document]:
    """Give a function that reads the document of a product, once."""
    return cache(lambda product: Document.load(shared, product))
