"""What the documentation says of providers is what their code says."""

from pathlib import Path

import pytest

from tests.docs.generated import PAGES, ROOT, fresh


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_generated_parts_are_fresh(path: Path) -> None:
    """Run `python -m tests.docs.generated` after a change of what a provider can do."""
    page = path.read_text("utf-8")
    assert "<!-- generated: " in page
    assert fresh(page) == page
