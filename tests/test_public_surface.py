"""The public names: none changes unseen, and each says what it is."""

import difflib
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import attrs
import pytest

from githost.interface import Noun
from tests.public_surface import LIST, MODULES, members, names, surface


def described() -> Iterator[Any]:
    """Give each public class and function, and each public method, with its full name."""
    for module, name, value in names():
        if inspect.isclass(value) or inspect.isfunction(value):
            yield pytest.param(value, id=f"{module}.{name}")
        if inspect.isclass(value):
            for method, plain in members(value):
                yield pytest.param(plain, id=f"{module}.{name}.{method}")


def functions() -> Iterator[Any]:
    """Give each public function and method, but those of nouns, which have a test of their own."""
    for module, name, value in names():
        if inspect.isfunction(value):
            yield pytest.param(value, id=f"{module}.{name}")
        elif inspect.isclass(value) and not issubclass(value, Noun):
            for method, plain in members(value):
                if inspect.isfunction(plain):
                    yield pytest.param(plain, id=f"{module}.{name}.{method}")


def with_attributes() -> Iterator[Any]:
    """Give each public class of values."""
    for module, name, value in names():
        if inspect.isclass(value) and attrs.has(value) and value.__module__.startswith("githost"):
            yield pytest.param(value, id=f"{module}.{name}")


def test_public_surface_is_as_reviewed() -> None:
    """What users can import, call and read is what the checked-in list says.

    If this fails and the change is meant: `python -m tests.public_surface` writes the list anew; the
    diff of it is what a reviewer looks at, and a fragment in `changes/` tells users.
    """
    reviewed, now = LIST.read_text("utf-8").splitlines(), surface().splitlines()
    changed = "\n".join(difflib.unified_diff(reviewed, now, "reviewed", "now", lineterm="", n=2))

    assert not changed, f"{changed}\nIf this is meant, run: python -m tests.public_surface"


@pytest.mark.parametrize("module", MODULES)
def test_public_modules_say_what_they_export(module: str) -> None:
    """`__all__` is sorted and names nothing twice."""
    exported = __import__(module, fromlist=["__all__"]).__all__

    assert list(exported) == sorted(set(exported))


@pytest.mark.parametrize("one", list(described()))
def test_every_public_name_says_what_it_is(one: Any) -> None:
    """The first line of a docstring is a sentence, and it is the name's own, not its base's."""
    text = inspect.cleandoc(one.__doc__ or "")

    assert text.partition("\n\n")[0].rstrip().endswith((".", ":", "?"))
    if inspect.isclass(one):
        assert "__doc__" in vars(one)


@pytest.mark.parametrize("kind", list(with_attributes()))
def test_every_attribute_says_what_it_holds(kind: type[Any]) -> None:
    """A comment `#:` stands above an attribute, or its class's docstring names it; a noun is its own class's."""
    lines = [line.strip() for line in inspect.getsource(kind).splitlines()]
    told = {line.partition(":")[0] for before, line in pairwise(lines) if before.startswith("#:")}
    said = inspect.cleandoc(kind.__doc__ or "")
    inherited = {one.name for one in attrs.fields(kind) if one.inherited}
    fields = {
        one.name
        for one in attrs.fields(kind)
        if not one.name.startswith("_")
        and not (isinstance(one.type, type) and issubclass(one.type, Noun))
    }

    assert {name for name in fields - inherited - told if f"`{name}`" not in said} == set()


@pytest.mark.parametrize("function", list(functions()))
def test_every_argument_is_explained(function: Any) -> None:
    """A function of several arguments names each; one that takes what another does says which one that is."""
    text = inspect.cleandoc(function.__doc__ or "")
    arguments = [
        name for name in inspect.signature(function).parameters if name not in {"self", "cls"}
    ]
    delegates = "Takes and raises what `" in text

    assert [
        one for one in arguments if f"`{one}`" not in text and f"`{one}=" not in text
    ] == [] or (len(arguments) < 2 or delegates)
