"""Payload classes that are filled without ceremony, and those that are not."""

import json
import threading
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from githost.errors import DecodeError
from githost.interface import Decoder
from githost.interface.quick import quick_reader
from githost.interface.shapes import MISSING, bare_fields, payload, structurer
from githost.wire import Response
from tests.plain import plain


@attrs.frozen
class Page:
    """A page."""

    values: tuple[Any, ...]


@attrs.frozen
class Branch:
    """A branch, which may have others below it."""

    name: str
    size: int | None = None
    below: "tuple[Branch, ...] | None" = None


@payload
class Keeper:
    """Holds what may be a secret."""

    name: str
    configuration: dict[str, Any] | None = None


@attrs.frozen
class Checked:
    """Looks at what it gets."""

    name: str = attrs.field(validator=attrs.validators.min_len(2))


def _loud(name: str) -> str:
    return name.upper()


@attrs.frozen
class Shouting:
    """Changes what it gets."""

    name: str = attrs.field(converter=_loud)


@attrs.frozen(kw_only=True)
class Named:
    """Wants names."""

    name: str


@attrs.frozen
class Described:
    """Says more than it holds."""

    name: str

    @property
    def title(self) -> str:
        """The name, as people write it."""
        return self.name.title()


@attrs.frozen
class Made:
    """Does something when it is made."""

    name: str

    def __attrs_post_init__(self) -> None:
        """Refuse one name."""
        if self.name == "x":
            raise ValueError("not x")


def page_of(*items: Any) -> Response:
    """Answer with a page."""
    body = json.dumps({"values": items}).encode()
    return Response(200, {}, body, "GET", "https://x.example")


@pytest.mark.parametrize("shape", [Checked, Shouting, Named, Described, Made])
def test_class_that_is_more_than_its_attributes_is_not_bare(shape: type[Any]) -> None:
    """Whatever it does would be left out."""
    assert bare_fields(shape) is None


def test_class_of_attributes_is_bare() -> None:
    """As payload classes are."""
    assert bare_fields(Page) == {"values": MISSING}
    assert bare_fields(Branch) == {"name": MISSING, "size": None, "below": None}
    assert bare_fields(Keeper) == {"name": MISSING, "configuration": None}


def test_payload_takes_arguments_as_its_attributes_are_written() -> None:
    """By place or by name, the first object as later ones."""

    @payload
    class Mark:
        """Has all kinds of attributes."""

        self: str
        kind: int = 1

    for _ in range(2):
        for made in (Mark("a", 2), Mark(self="a", kind=2)):
            assert (made.self, made.kind) == ("a", 2)
        assert Mark("a").kind == 1
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'self'"):
            Mark()  # type: ignore[call-arg]  # what is refused
        with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
            Mark("a", other=1)  # type: ignore[call-arg]  # what is refused


class _Titled:
    name: str

    def title(self) -> str:
        return self.name.title()


class _Disordered:
    name: str = ""
    size: int


class _Derived(Exception):  # noqa: N818  # what is refused
    name: str


@pytest.mark.parametrize("shape", [_Titled, _Disordered, _Derived])
def test_payload_that_is_more_than_its_attributes_is_refused(shape: type[Any]) -> None:
    """For nobody would do the rest."""
    with pytest.raises(TypeError, match=shape.__name__):
        payload(shape)


@pytest.mark.parametrize("keep_raw", [True, False])
def test_payload_is_read_and_does_not_show_what_it_holds(keep_raw: bool) -> None:
    """It holds no more than its attributes, and prints none of them."""
    document = {"name": "a", "configuration": {"secret": "hunter2"}}
    _, items = Decoder().listed(
        page_of(document), Page, Keeper, lambda wire, _: wire, keep_raw=keep_raw
    )
    assert plain(items) == [document]
    made = Keeper("a", {"secret": "hunter2"})
    assert "hunter2" not in repr(made)
    with pytest.raises(AttributeError):
        made.surplus = 1  # type: ignore[attr-defined]  # what is refused


@pytest.mark.parametrize("keep_raw", [True, False])
def test_class_that_does_something_still_does(keep_raw: bool) -> None:
    """Validators, converters, properties and what follows making are as without msgspec."""
    decoder = Decoder()

    def read(shape: type[Any], name: str) -> Any:
        _, items = decoder.listed(
            page_of({"name": name}), Page, shape, lambda wire, _: wire, keep_raw=keep_raw
        )
        return items[0]

    assert read(Shouting, "abc").name == "ABC"
    assert read(Named, "abc").name == "abc"
    assert read(Described, "abc").title == "Abc"
    for shape in (Checked, Made):
        assert read(shape, "abc").name == "abc"
        with pytest.raises(DecodeError):
            read(shape, "x")


@pytest.mark.parametrize("keep_raw", [True, False])
def test_class_that_holds_itself_is_read(keep_raw: bool) -> None:
    """To any sensible depth."""
    document = {"name": "a", "below": [{"name": "b", "below": [{"name": "c", "size": 3}]}]}
    _, items = Decoder().listed(
        page_of(document), Page, Branch, lambda wire, _: wire, keep_raw=keep_raw
    )
    (found,) = plain(items)
    assert found["below"][0]["below"][0] == {"name": "c", "size": 3, "below": None}


def test_page_that_is_not_bare_is_not_read_quickly() -> None:
    """Its making would be skipped."""
    assert quick_reader(Named, Branch) is None


def test_threads_that_come_first_together_read_the_same() -> None:
    """One that comes while another still prepares sees all of the class, or none of it."""
    found: list[Any] = []
    asked: list[Any] = []

    def hook_of(kind: Any) -> Callable[[Any, Any], Any]:
        asked.append(kind)
        if len(asked) == 2:
            other = threading.Thread(target=lambda: found.append(read({"name": "b"}, Branch)))
            other.start()
            other.join()
        return lambda value, _: value

    read = structurer(Branch, hook_of)
    found.append(read({"name": "a", "size": 1}, Branch))
    assert found == [Branch("b"), Branch("a", 1)]
