"""Each promise of docs/explanation/reliability.md names a test that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "reliability.md"
#: `tests/engine/test_x.py::test_y`, `test_x.py::test_y`, or `::test_y` of the file named before.
NAMED = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)?(?:::(test_\w+))?`")


def _named() -> list[tuple[str, str]]:
    whole: dict[str, str] = {}
    found, file = [], ""
    for path, test in NAMED.findall(PAGE.read_text()):
        if path:
            file = path if "/" in path else whole[path]
            whole[Path(file).name] = file
        if path or test:
            found.append((file, test))
    return found


@pytest.mark.parametrize(("file", "test"), _named())
def test_promise_names_a_test(file: str, test: str) -> None:
    """Nobody can rely on one that is not held."""
    text = (ROOT / file).read_text()
    assert not test or f"def {test}(" in text
