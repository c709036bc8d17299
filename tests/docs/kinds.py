"""Which test runs a block of the documentation."""

import enum
import re
from pathlib import Path
from typing import Final

from tests.docs.blocks import PAGES, ROOT, Block, blocks

__all__ = ["SNIPPET", "Kind", "holding", "kind_of", "pages"]

#: A block that shows a whole program of the documentation.
SNIPPET: Final = re.compile(r"--8<--\nexamples/(\w+)\.py\n--8<--\n")
_TUTORIAL: Final = ROOT / "docs" / "plugin-authors" / "tutorial.md"
_SHELL: Final = frozenset({"console", "sh", "shell"})


class Kind(enum.Enum):
    """What a block is; the value is where it is run."""

    PYTHON = "test_pages.py"
    PROGRAM = "tests/examples"
    SETTINGS = "test_settings.py"
    SHELL = "test_shell.py"
    TUTORIAL = "test_plugin_tutorial.py"


def kind_of(page: Path, block: Block) -> Kind | None:
    """Return what a block of a page is, None where no test runs it."""
    if page == _TUTORIAL:
        return Kind.TUTORIAL
    if block.path is not None:
        return None
    if block.language == "python":
        return Kind.PYTHON
    if block.language == "py" and SNIPPET.fullmatch(block.text):
        return Kind.PROGRAM
    if block.language == "toml":
        return Kind.SETTINGS
    return Kind.SHELL if block.language in _SHELL else None


def holding(kind: Kind, page: Path) -> list[Block]:
    """Return the blocks of a kind on a page, in order."""
    return [one for one in blocks(page.read_text("utf-8")) if kind_of(page, one) is kind]


def pages(kind: Kind) -> list[Path]:
    """Return the pages that have blocks of a kind."""
    return [page for page in PAGES if holding(kind, page)]
