"""Reading lists with msgspec and without it: the same documents are accepted, and read the same."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from githost.errors import DecodeError
from githost.interface import Decoder
from githost.interface.quick import QuickReader, quick_reader
from githost.wire import Response
from githost_bitbucket.cloud import payloads as cloud
from githost_bitbucket.datacenter import payloads as datacenter
from tests.benchmarks import documents
from tests.plain import plain

pytest.importorskip("msgspec", reason="needs the extra fast")

#: A page's class, an item's, and an item.
KINDS: list[tuple[type[Any], type[Any], dict[str, Any]]] = [
    (cloud.Page, cloud.Repository, documents.cloud_repository(1)),
    (cloud.Page, cloud.PullRequest, documents.cloud_pull_request(1)),
    (datacenter.Page, datacenter.Repository, documents.datacenter_repository(1)),
    (datacenter.Page, datacenter.PullRequest, documents.datacenter_pull_request(1)),
]
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 1.5, 1e300, 10**30, "", "x", "1", "\ud7ff\u0000"),
    *([], {}, [1], ["x"], {"a": 1}, [[]], [None]),
]


def answered(document: Any) -> Response:
    """Answer with a document."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Response(200, {"content-type": "application/json"}, body, "GET", "https://x.example")


def page_of(*items: Any, **more: Any) -> dict[str, Any]:
    """Build a page that both products could have sent."""
    return {"values": list(items), "size": 1, "isLastPage": True, **more}


def read(decoder: Decoder, kind: Any, response: Response, *, keep_raw: bool) -> Any:
    """Read a page, or return the error's class."""
    envelope, shape, _ = kind
    try:
        page, items = decoder.listed(
            response, envelope, shape, lambda wire, _: wire, keep_raw=keep_raw
        )
    except DecodeError:
        return DecodeError
    return {**plain(page), "values": []}, plain(items)


def places(document: Any) -> list[tuple[Any, ...]]:
    """Return the way to everything in a document."""
    found: list[tuple[Any, ...]] = [()]
    entries = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in entries:
        below = places(value) if isinstance(value, dict | list) else [()]
        found += [(key, *way) for way in below]
    return found


@st.composite
def changed(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """Draw a kind and a page of it in which a few things are odd, missing or new."""
    kind = draw(st.sampled_from(KINDS))
    page = page_of(copy.deepcopy(kind[2]))
    for _ in range(draw(st.integers(1, 3))):
        ways = [way for way in places(page) if way]
        *above, last = draw(st.sampled_from(ways))
        within = page
        for step in above:
            within = within[step]
        what = draw(st.sampled_from(["odd", "missing", "new"]))
        if what == "missing":
            del within[last]
        elif what == "new" and isinstance(within, dict):
            within["something new"] = copy.deepcopy(draw(st.sampled_from(ODD)))
        else:
            within[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
        if not page:
            break
    return kind, page


@given(changed())
@settings(max_examples=300, deadline=None)
def test_both_ways_accept_and_read_the_same(drawn: tuple[Any, dict[str, Any]]) -> None:
    """Whatever is odd in a page, it is refused by both or read alike by both."""
    kind, page = drawn
    decoder = Decoder()
    response = answered(page)
    assert read(decoder, kind, response, keep_raw=False) == read(
        decoder, kind, response, keep_raw=True
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[1].__module__}.{kind[1].__name__}")
def test_usual_pages_are_read_quickly(kind: Any) -> None:
    """It is msgspec that reads them, and not the other way twice."""
    envelope, shape, item = kind
    reader: QuickReader[Any, Any] | None = quick_reader(envelope, shape)
    assert reader is not None
    found = reader.read(json.dumps(page_of(item, item)).encode())
    assert found is not None
    assert len(found[1]) == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"\xff", "\ufeff{}".encode(), b'{"values": [' + b"[" * 100_000],
    ids=["empty", "html", "array", "no text", "mark", "deep"],
)
def test_what_is_no_page_is_a_decode_error(body: bytes) -> None:
    """Neither way lets another exception through."""
    assert read(Decoder(), KINDS[0], answered(body), keep_raw=False) is DecodeError


def test_error_names_exchange_and_path() -> None:
    """An item that does not fit is found, msgspec or not."""
    broken = {**documents.cloud_repository(2), "full_name": 7}
    page = page_of(documents.cloud_repository(1), broken)
    with pytest.raises(
        DecodeError, match=r"GET https://x\.example .* \$\.values\[1\]\.full_name"
    ) as caught:
        Decoder().listed(
            answered(page), cloud.Page, cloud.Repository, lambda wire, _: wire, keep_raw=False
        )
    assert caught.value.path == "$.values[1].full_name"
