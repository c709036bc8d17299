"""What holds for every class of operations."""

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import attrs
import pytest

from githost.errors import UnsupportedError
from githost.interface.capabilities import Noun, capabilities, operations
from githost.interface.provider import Nouns
from githost.wire import Pages

#: Operations that only read; all others change the host.
READS = frozenset(
    {"activity", "changes", "commits", "compare", "deliveries", "diff", "download", "effective"}
    | {"forks", "get", "list", "me", "members", "mergeability", "read", "search"}
)


def stated() -> Iterator[tuple[str, Noun, str]]:
    """Give every operation of the interface: its full name, its noun, its own name."""
    for name, noun in Nouns().items():
        for operation in operations(type(noun)):
            yield f"{name}.{operation}", noun, operation


def needs(noun: Noun, operation: str) -> tuple[str, ...]:
    """Give the operations that one is derived from; none where it is not derived."""
    found: tuple[str, ...] = getattr(getattr(noun, operation), "__githost_derived__", ())
    return found


def every_operation(*, derived: bool | None = None) -> pytest.MarkDecorator:
    """Run a test for each operation, or for those alone that are derived, or are not."""
    cases = [
        pytest.param(noun, operation, id=name)
        for name, noun, operation in stated()
        if derived in {None, bool(needs(noun, operation))}
    ]
    return pytest.mark.parametrize(("noun", "operation"), cases)


@pytest.mark.parametrize("field", attrs.fields(Nouns), ids=lambda field: str(field.name))
def test_a_noun_knows_the_name_it_is_found_under(field: Any) -> None:
    """Errors and capabilities speak of the attribute that users write."""
    assert getattr(Nouns(), field.name).noun == field.name


def test_nothing_is_supported_before_a_provider_says_so() -> None:
    """What is derived is as unsupported as what it is derived from."""
    assert not [name for name, support in capabilities(Nouns()).items() if support]


@every_operation()
def test_what_writes_is_marked(noun: Noun, operation: str) -> None:
    """Read-only connections refuse by this mark."""
    marked = hasattr(getattr(noun, operation), "__githost_writes__")

    assert marked is (operation not in READS)


@every_operation()
def test_every_list_can_be_resumed_and_sized(noun: Noun, operation: str) -> None:
    """What returns pages, and nothing else, ends with `page_size` and `cursor`."""
    signature = inspect.signature(getattr(noun, operation))
    tail = [(one.name, one.kind, one.default) for one in signature.parameters.values()][-2:]

    listed = get_origin(signature.return_annotation) is Pages
    expected = [(name, inspect.Parameter.KEYWORD_ONLY, None) for name in ("page_size", "cursor")]

    assert (tail == expected) is listed
    assert get_args(signature.return_annotation)


@every_operation(derived=True)
def test_what_is_derived_names_operations_that_exist(noun: Noun, operation: str) -> None:
    """Whether it is supported follows from these names, so none may be misspelt."""
    names = {f"{noun.noun}.{name}" for name in operations(type(noun))}

    assert set(needs(noun, operation)) < names


@every_operation(derived=False)
def test_what_is_not_offered_says_so(noun: Noun, operation: str) -> None:
    """An operation that a provider left out raises `UnsupportedError` with its name when called."""
    method = getattr(noun, operation)
    parameters = inspect.signature(method).parameters.values()
    given = [None for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    named = {one.name: None for one in parameters if one.kind is one.KEYWORD_ONLY}

    with pytest.raises(UnsupportedError) as caught:
        method(*given, **named)

    assert caught.value.operation == f"{noun.noun}.{operation}"


@every_operation()
def test_every_operation_says_what_it_costs(noun: Noun, operation: str) -> None:
    """Users see the interface's docstrings in `help()`: what is asked, raised, and where that is documented."""
    text = inspect.getdoc(getattr(noun, operation)) or ""
    paragraphs = [paragraph.partition(":")[0] for paragraph in text.split("\n\n")[1:]]
    said = [name for name in paragraphs if name in {"Requests", "Filters", "Raises", "Source"}]

    assert text.partition("\n")[0].endswith(".")
    assert [name for name in said if name != "Filters"] == ["Requests", "Raises", "Source"]


@every_operation()
def test_every_argument_is_explained(noun: Noun, operation: str) -> None:
    """An argument is named by its operation, by its noun, or by all nouns together."""
    method = getattr(noun, operation)
    texts = [inspect.getdoc(one) or "" for one in (method, type(noun), Noun)]

    unexplained = [
        name
        for name in inspect.signature(method).parameters
        if not any(f"`{name}`" in text for text in texts)
    ]
    assert unexplained == []
