"""The fenced blocks of a page, in order.

A line that is nothing but "`some/file.py`:" before a block names the file that the block is.
"""

import re
from typing import Final

import attrs

__all__ = ["Block", "blocks"]

_BLOCK: Final = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`:\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@attrs.frozen
class Block:
    """One of them."""

    language: str
    text: str
    #: The file that it is, None where it is none.
    path: str | None


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page's text."""
    return [
        Block(language=found["language"], text=found["text"], path=found["path"])
        for found in _BLOCK.finditer(page)
    ]
