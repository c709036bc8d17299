"""`Value` compares, hashes and prints as attrs does, for all that every client loads."""

import json
import subprocess
import sys
from typing import Any

import attrs
import pytest

from githost.value import Value

_LOADED = """
import gc, json, githost
from githost.value import Value
githost.connect("https://bitbucket.org", credential=githost.Token("t")).close()
print(json.dumps(sorted(
    f"{kind.__module__}.{kind.__qualname__}"
    for kind in gc.get_objects()
    if isinstance(kind, type) and "__attrs_attrs__" in vars(kind)
    and kind.__module__.startswith("githost")
    and vars(kind).get("__eq__") not in (None, Value.__eq__)
)))
"""


def _fields() -> dict[str, Any]:
    return {
        "name": attrs.field(),
        "_hidden": attrs.field(default="", repr=False),
        "note": attrs.field(default=None, eq=False),
        "extra": attrs.field(default=None, hash=False),
    }


Theirs = attrs.make_class("Pair", _fields(), frozen=True, slots=True)
Ours = attrs.make_class("Pair", _fields(), bases=(Value,), frozen=True, slots=True)
Other = attrs.make_class("Other", _fields(), bases=(Value,), frozen=True, slots=True)
Empty = attrs.make_class("Empty", {}, bases=(Value,), frozen=True, slots=True)

MADE = [
    {"name": "a"},
    {"name": "b"},
    {"name": "a", "hidden": "x"},
    {"name": "a", "note": "y"},
    {"name": "a", "extra": "z"},
    {"name": "a", "extra": {}},
]


@pytest.mark.parametrize("one", MADE, ids=str)
def test_prints_as_attrs_does(one: dict[str, Any]) -> None:
    """Without what is not to be printed."""
    assert repr(Ours(**one)) == repr(Theirs(**one))


@pytest.mark.parametrize("one", MADE, ids=str)
@pytest.mark.parametrize("other", MADE, ids=str)
def test_compares_and_hashes_as_attrs_does(one: dict[str, Any], other: dict[str, Any]) -> None:
    """By the fields that count."""
    assert (Ours(**one) == Ours(**other)) == (Theirs(**one) == Theirs(**other))
    alike = hash(Theirs(**one)) == hash(Theirs(**other))
    assert (hash(Ours(**one)) == hash(Ours(**other))) == alike


def test_other_classes_differ() -> None:
    """Though they hold the same."""
    assert Ours(name="a") != Other(name="a")
    assert len({Ours(name="a"), Other(name="a"), Ours(name="a")}) == 2


def test_nothing_held() -> None:
    """A class without fields has equal objects."""
    assert Empty() == Empty()
    assert (hash(Empty()), repr(Empty())) == (hash(Empty()), "Empty()")


def test_own_methods_stay() -> None:
    """A class that prints in a way of its own does."""

    @attrs.frozen
    class Shy(Value):
        word: str

        def __repr__(self) -> str:
            return "shh"

    assert repr(Shy("a")) == "shh"
    assert Shy("a") == Shy("a")


def test_all_that_a_client_loads_derives_from_it() -> None:
    """Each class that does not costs the first client of every process a third of a millisecond."""
    command = [sys.executable, "-c", _LOADED]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert found == []
