"""No block of the documentation is left out by the tests that run them."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT, Block, blocks, is_shown, named, typed
from tests.docs.kinds import SNIPPET, Kind, holding, kind_of, pages
from tests.examples.places import EXAMPLES

#: What begins a block, and what ends it, wherever it stands.
FENCE = re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_block_is_run(page: Path) -> None:
    """Each fence is a block's, and each block is of a kind that a test runs.

    A console shows a command before what that prints.
    """
    text = page.read_text("utf-8")
    found = blocks(text)
    assert len(FENCE.findall(text)) == 2 * len(found)
    assert [one for one in found if kind_of(page, one) is None] == []
    for one in holding(Kind.SHELL, page):
        assert list(typed(one))
        assert one.language != "console" or one.text.startswith("$ ")


@pytest.mark.parametrize("page", pages(Kind.PROGRAM), ids=named)
def test_programs_shown_are_there_and_run(page: Path) -> None:
    """Each is a file that a test loads by its name."""
    tests = [path.read_text("utf-8") for path in (ROOT / "tests" / "examples").glob("test_*.py")]
    for block in holding(Kind.PROGRAM, page):
        shown = SNIPPET.fullmatch(block.text)
        assert shown is not None
        assert (EXAMPLES / f"{shown[1]}.py").is_file()
        assert any(f'example("{shown[1]}")' in one for one in tests)


def test_commands_are_read_as_a_shell_reads_them() -> None:
    """A line may hold several, and a comment; what follows it is what the last one prints."""
    block = Block("console", "$ one 'a b' && two  # why\n3\n\n4\n$ three\n", None)
    assert [(one.words, one.printed) for one in typed(block)] == [
        (["one", "a b"], ""),
        (["two"], "3\n\n4"),
        (["three"], ""),
    ]


@pytest.mark.parametrize(
    ("shown", "same"), [("a (b)\nc", True), ("a …\nc", True), ("…c", True), ("a", False)]
)
def test_output_is_compared(shown: str, same: bool) -> None:
    """Letter by letter, but for an ellipsis."""
    assert is_shown(shown, "a (b)\nc") is same
