"""Reading vendors' documents strictly."""

import json
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from githost.errors import DecodeError
from githost.interface import Decoder, without_secrets
from githost.wire import Response
from tests.plain import plain


@attrs.frozen
class Owner:
    name: str
    active: bool = True


@attrs.frozen
class Item:
    id: int
    owner: Owner | None
    owners: tuple[Owner, ...] = ()
    size: float | None = None
    links: dict[str, Any] | None = None


@attrs.frozen
class Envelope:
    values: tuple[Any, ...]


DECODER = Decoder()


def response(document: Any) -> Response:
    """Build an answer with a JSON body."""
    return Response(
        200,
        {"content-type": "application/json"},
        json.dumps(document).encode(),
        "GET",
        "https://h/x",
    )


def test_document_becomes_the_payload_and_stays_at_hand() -> None:
    """Unknown keys are ignored, nested classes built, the document kept."""
    document = {
        "id": 1,
        "owner": {"name": "ada", "new": 1},
        "owners": [{"name": "ben"}],
        "size": 2,
        "links": {"a": []},
    }
    found = DECODER.decode(response(document), Item)
    assert found.value == Item(1, Owner("ada"), (Owner("ben"),), 2.0, {"a": []})
    assert found.document == document


@pytest.mark.parametrize(
    ("document", "path", "reason"),
    [
        ({"owner": None}, "$.id", "required field missing: id"),
        ({"id": None, "owner": None}, "$.id", "expected int, found null"),
        ({"id": "1", "owner": None}, "$.id", "expected int, found a text"),
        ({"id": True, "owner": None}, "$.id", "expected int, found a boolean"),
        ({"id": 1, "owner": {"name": None}}, "$.owner.name", "expected str, found null"),
        (
            {"id": 1, "owner": {"name": "a", "active": "false"}},
            "$.owner.active",
            "expected bool, found a text",
        ),
        (
            {"id": 1, "owner": None, "owners": [{"name": "a"}, {}]},
            "$.owners[1].name",
            "required field missing: name",
        ),
        ({"id": 1, "owner": None, "owners": "ab"}, "$.owners", "expected an array, found a text"),
        ({"id": 1, "owner": []}, "$.owner", "expected an object, found an array"),
        ({"id": 1, "owner": None, "links": []}, "$.links", "expected an object, found an array"),
        ([], "$", "expected an object, found an array"),
    ],
)
def test_document_that_does_not_fit_names_the_place(document: Any, path: str, reason: str) -> None:
    """The error says what was expected, what was found, and where."""
    with pytest.raises(DecodeError) as caught:
        DECODER.decode(response(document), Item)
    assert caught.value.path == path
    assert reason in str(caught.value)
    assert "GET https://h/x" in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "owner", "owners", "name", "size", "links", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_document_gives_a_payload_or_a_decode_error(document: Any) -> None:
    """No other exception comes out."""
    try:
        found = DECODER.structure(document, Item)
    except DecodeError as error:
        path = error.path
    else:
        path = "$" if type(found.id) is int else None
    assert path is not None


def test_secrets_do_not_stay_in_what_is_kept() -> None:
    """`raw` shows no secret, at any depth."""
    kept = without_secrets({"a": [{"secret": "s", "b": 1}], "configuration": {"password": "p"}})
    assert kept == {"a": [{"secret": "…", "b": 1}], "configuration": {"password": "…"}}


@attrs.frozen
class Batch:
    values: tuple[Any, ...]


@pytest.mark.parametrize("keep_raw", [True, False])
def test_error_of_a_model_names_its_item_and_the_exchange(keep_raw: bool) -> None:
    """What the model's maker complains of is told like what the shape does not fit."""

    def model(wire: Owner, _: Any) -> Owner:
        if wire.name == "":
            raise DecodeError("expected a name at $.name", path="$.name")
        return wire

    page = response({"values": [{"name": "ada"}, {"name": ""}]})
    with pytest.raises(DecodeError) as caught:
        DECODER.listed(page, Batch, Owner, model, keep_raw=keep_raw)
    assert caught.value.path == "$.values[1].name"
    assert str(caught.value).startswith("GET https://h/x ")
    assert str(caught.value).endswith("expected a name at $.values[1].name")


def test_error_is_told_within_a_larger_document() -> None:
    """Its path grows at the front, and its words stay."""
    inner = DecodeError("expected str, found null at $.name", path="$.name")
    outer = inner.within("$.owners[2]")
    assert (str(outer), outer.path) == (
        "expected str, found null at $.owners[2].name",
        "$.owners[2].name",
    )
    assert DecodeError("nothing to read").within("$.a").path == "$.a"


def _deep(levels: int) -> Any:
    document: Any = {}
    for _ in range(levels):
        document = {"in": document}
    return document


def test_document_that_is_nested_without_end_is_a_decode_error() -> None:
    """Not an overflow of the stack."""
    deep = _deep(sys.getrecursionlimit())
    with pytest.raises(DecodeError) as caught:
        without_secrets(deep)
    assert caught.value.path == "$"
    assert DECODER.structure({"id": 1, "owner": None, "links": deep}, Item).id == 1


@attrs.frozen
class Nested:
    inner: "Nested | None" = None


def test_shape_that_is_nested_without_end_is_a_decode_error() -> None:
    """A fork of a fork of a fork."""
    document: Any = None
    for _ in range(sys.getrecursionlimit()):
        document = {"inner": document}
    with pytest.raises(DecodeError) as caught:
        DECODER.structure(document, Nested)
    assert caught.value.path is not None


def _identity(wire: Item, raw: Any) -> tuple[Item, Any]:
    return wire, raw


def test_kept_page_is_read_once() -> None:
    """By each function of a module; what is made for one call may know more than the page."""
    page = attrs.evolve(response({"values": [{"id": 1, "owner": None}]}), readings={})

    def read(model: Any = _identity, *, keep_raw: bool = False) -> Any:
        return DECODER.listed(page, Envelope, Item, model, keep_raw=keep_raw)[1]

    assert plain(read()) == [[plain(Item(1, None)), None]]
    assert read() is read()
    assert read(keep_raw=True) == ((Item(1, None), {"id": 1, "owner": None}),)
    for number in range(2):
        assert read(lambda wire, _, number=number: number) == (number,)
    assert len(page.readings or {}) == 1


def test_page_that_is_not_kept_is_read_anew() -> None:
    """Nothing of it stays in memory."""
    page = response({"values": [{"id": 1, "owner": None}]})
    first, second = (
        DECODER.listed(page, Envelope, Item, _identity, keep_raw=False) for _ in range(2)
    )
    assert plain(first[1]) == plain(second[1])
    assert first[1] is not second[1]
