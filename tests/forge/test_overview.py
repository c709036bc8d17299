"""The overview in the forge's docstring, held to the code."""

import inspect
import re
from collections.abc import Iterator

import pytest

import githost_local.forge
from githost_local.forge import Forge

#: Every list takes them, as the overview says once for all.
_EVERYWHERE = {"offset", "limit"}
_CALL = re.compile(r"(?<![\w.])(\w+)\(([^()]*)\)")


def _entries() -> Iterator[tuple[str, str, str]]:
    """Yield noun, method and arguments of each call in the table."""
    text = githost_local.forge.__doc__ or ""
    table = text[text.index("    accounts ") : text.index("    events ")]
    rows = re.split(r"^ {4}(?=\w)", table, flags=re.MULTILINE)
    for row in rows[1:]:
        noun, _, calls = row.partition(" ")
        for found in _CALL.finditer(" ".join(calls.split())):
            yield noun, found[1], found[2]


@pytest.mark.parametrize(
    ("noun", "method", "arguments"),
    [pytest.param(*one, id=f"{one[0]}.{one[1]}") for one in _entries()],
)
def test_call_takes_what_the_overview_says(
    forge: Forge, noun: str, method: str, arguments: str
) -> None:
    """The names after the star are all there are, and before it stand as many as there are."""
    parameters = inspect.signature(getattr(getattr(forge, noun), method)).parameters.values()
    before, _, after = arguments.partition("*")
    named = {name for name in after.strip(", ").split(", ") if name}
    assert named == {p.name for p in parameters if p.kind is p.KEYWORD_ONLY} - _EVERYWHERE
    placed = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    assert len([one for one in before.split(", ") if one]) == len(placed)
