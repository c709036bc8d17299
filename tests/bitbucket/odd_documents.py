"""Documents of a payload class, whole and then with something odd in them."""

import copy
import types
import typing
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from githost.interface.shapes import bare_fields, is_shape

__all__ = ["MISSING", "ODD", "changed", "leads_to", "places", "sample", "with_fault"]

#: In place of a value: take it away.
MISSING: Final = object()

#: What no host should send in most places, and some in any.
ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 1.5, -0.0, 1e300, 2**63, 10**40, -(10**17), 99_999_999_999_999),
    float("inf"),
    *(
        "",
        " ",
        "x",
        "BRAND_NEW",
        "brand-new",
        "1",
        "9" * 5000,
        "a/b/c",
        "/",
        "http://[",
        "@",
        "\x00",
    ),
    *("\ud800", "soon", "2024-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "2024-01-02"),
    *([], [None], [[]], [1], ["x"], [{}], {}, {"x": None}, {"href": 7}, {"id": None}, {"path": 7}),
)


def sample(shape: Any, known: Mapping[str, Any], *, within: tuple[Any, ...] = ()) -> Any:
    """Build a document that has everything `shape` reads; `known` are values by name of field."""
    if is_shape(shape):
        hints = typing.get_type_hints(shape)
        return {
            name: copy.deepcopy(known[name])
            if name in known
            else sample(hints[name], known, within=(*within, shape))
            for name in bare_fields(shape) or {}
        }
    origin, inner = typing.get_origin(shape), typing.get_args(shape)
    if origin in {typing.Union, types.UnionType}:
        (kind,) = (one for one in inner if one is not type(None))
        return None if kind in within else sample(kind, known, within=within)
    if origin is tuple:
        return [sample(inner[0], known, within=within)]
    if origin is dict:
        return {}
    return {str: "some", int: 7, bool: True}.get(shape)


def places(document: Any) -> list[tuple[Any, ...]]:
    """Return the way to everything in a document but itself."""
    if isinstance(document, dict):
        entries: list[tuple[Any, Any]] = list(document.items())
    elif isinstance(document, list):
        entries = list(enumerate(document))
    else:
        return []
    return [way for key, value in entries for way in ((key,), *((key, *w) for w in places(value)))]


def with_fault(document: Any, way: tuple[Any, ...], odd: Any) -> Any:
    """Return `document` with something odd at the end of `way`, or nothing there."""
    found = {"": copy.deepcopy(document)}
    *above, last = ("", *way)
    within: Any = found
    for step in above:
        within = within[step]
    if odd is MISSING:
        del within[last]
    else:
        within[last] = copy.deepcopy(odd)
    return found[""]


@st.composite
def changed(draw: st.DrawFn, document: Any) -> Any:
    """Draw `document` with up to three things in it missing, odd or new."""
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from([(), *places(document)]))
        new = draw(st.sampled_from([(), ("unheard of",), ("__class__",)]))
        odd = draw(st.sampled_from(ODD if new or not way else (*ODD, MISSING)))
        if not new or isinstance(_at(document, way), dict):
            document = with_fault(document, way + new, odd)
    return document


def _at(document: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        document = document[step]
    return document


def leads_to(path: str, document: Any) -> bool:
    """Say whether a path, as `$.values[3].title`, leads into `document`: its last step may be missing."""
    if not path.startswith("$"):
        return False
    steps = path[1:].replace("[", ".[").split(".")[1:]
    for index, step in enumerate(steps):
        is_last = index == len(steps) - 1
        if step.startswith("["):
            number = int(step[1:-1])
            if not isinstance(document, list) or number >= len(document):
                return False
            document = document[number]
        elif isinstance(document, dict) and step in document:
            document = document[step]
        else:
            return is_last and (document is None or isinstance(document, dict))
    return True
