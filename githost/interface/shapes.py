"""Payload classes that are their attributes and nothing else, which can be filled without ceremony."""

from collections.abc import Callable
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

__all__ = ["is_bare", "payload", "structurer"]

T = TypeVar("T")

#: What JSON is made of.
_JSON: Final[frozenset[type[Any]]] = frozenset({str, int, float, bool, NoneType, dict, list})
_SCALARS: Final = frozenset({str, int, bool, NoneType})
_MISSING: Final = object()


@dataclass_transform(frozen_default=True)
def payload(shape: type[T]) -> type[T]:
    """Make an attrs class for a vendor's document.

    Type checkers hold it to be frozen. When run it is a plain class with slots, which is filled in
    a third of the time and made in two thirds: it is read once, by one function, and then dropped.
    So it has no equality but identity, and no repr, which might show a secret of the document.
    """
    return attrs.define(
        shape,
        eq=False,
        repr=False,
        match_args=False,
        weakref_slot=False,
        getstate_setstate=False,
    )


def is_bare(shape: type[Any]) -> bool:
    """Say whether an attrs class has no other attributes, and nothing that happens when one is made."""
    fields = attrs.fields(shape)
    own = {name for kind in shape.__mro__[:-1] for name in vars(kind) if not name.startswith("__")}
    return (
        own <= {field.name for field in fields}
        and not hasattr(shape, "__attrs_post_init__")
        and all(
            field.init
            and not field.kw_only
            and field.alias == field.name
            and field.validator is None
            and field.converter is None
            and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]  # a class, typed as a function
            for field in fields
        )
    )


def _taken_as_they_are(kind: Any) -> frozenset[type[Any]]:
    """Return the exact types of which a value needs no more than a look where `kind` is asked for."""
    if kind is Any:
        return _JSON
    if kind in _SCALARS:
        return frozenset[type[Any]]({kind})
    if get_origin(kind) is dict:
        return frozenset[type[Any]]({dict})
    if get_origin(kind) in {Union, UnionType}:
        return frozenset[type[Any]]().union(*(_taken_as_they_are(one) for one in get_args(kind)))
    return frozenset[type[Any]]()


def structurer(
    shape: type[Any], hook_of: Callable[[Any], Callable[[Any, Any], Any]]
) -> Callable[[Any, Any], Any]:
    """Return what makes a bare `shape` of a document; `hook_of` gives what reads the parts.

    Most parts are texts, numbers and nulls: looking at their types here costs a third of asking a
    function about each. It raises anything at all for a document that does not fit.
    """
    plan: tuple[tuple[str, frozenset[type[Any]], Any, Any, Any], ...] | None = None

    def planned() -> tuple[tuple[str, frozenset[type[Any]], Any, Any, Any], ...]:
        # With the first document, for a class may hold itself. Set whole: threads that come together
        # make it twice, and neither sees a part of it.
        nonlocal plan
        kinds = get_type_hints(shape)
        plan = tuple(
            (
                field.name,
                _taken_as_they_are(kinds[field.name]),
                hook_of(kinds[field.name]),
                kinds[field.name],
                _MISSING if field.default is attrs.NOTHING else field.default,
            )
            for field in attrs.fields(shape)
        )
        return plan

    def structure(document: Any, _: Any) -> Any:
        if type(document) is not dict:
            raise TypeError(f"expected an object, found {type(document).__name__}")
        values = []
        for name, plain, hook, kind, default in planned() if plan is None else plan:
            value = document.get(name, _MISSING)
            if type(value) in plain:
                values.append(value)
            elif value is not _MISSING:
                values.append(hook(value, kind))
            elif default is not _MISSING:
                values.append(default)
            else:
                raise KeyError(name)
        return shape(*values)

    return structure
