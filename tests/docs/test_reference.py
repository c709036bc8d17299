"""Whatever users may import stands in the reference."""

import importlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "reference").glob("*.md"))
#: A directive of mkdocstrings, and the members that it is limited to.
DIRECTIVE = re.compile(
    r"^::: (\S+)$(?:\n    options:(?:\n      .+)*?\n      members: \[(.+)\]$)?", re.MULTILINE
)
PUBLIC = [
    "githost",
    "githost.emulation",
    "githost.errors",
    "githost.hookspecs",
    "githost.interface",
    "githost.migration",
    "githost.model",
    "githost.reports",
    "githost.webhooks",
    "githost.wire",
]


def _is_module(path: str) -> bool:
    """Say whether `path` is a module, as it is for mkdocstrings even where a function has its name."""
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False


def _described() -> Iterator[tuple[str, Any]]:
    """Give the name and the object of everything that a page describes."""
    for page in PAGES:
        for path, members in DIRECTIVE.findall(page.read_text("utf-8")):
            home, _, name = path.rpartition(".")
            if not _is_module(path):
                yield name, getattr(importlib.import_module(home), name)
                continue
            module = importlib.import_module(path)
            for member in members.split(", ") if members else module.__all__:
                if not _is_module(f"{path}.{member}"):
                    yield member, getattr(module, member)


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_described(module: str) -> None:
    """Each name of the module's `__all__` is on a page, the same object under the same name."""
    described = list(_described())
    home = importlib.import_module(module)
    missing = [
        name
        for name in home.__all__
        if not isinstance(getattr(home, name), ModuleType)
        and not any(name == other and getattr(home, name) is found for other, found in described)
    ]
    assert missing == []
