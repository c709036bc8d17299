"""Makes objects of frozen attrs classes in a third of the time, for lists of many thousands."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

import attrs

__all__ = ["Maker"]

P = ParamSpec("P")
T = TypeVar("T")

#: Signs that more happens than attributes are set, which `Maker` would leave out.
_CEREMONIES: Final = (
    "__attrs_pre_init__",
    "__attrs_post_init__",
    # It has an `__init__` of its own.
    "__attrs_init__",
    "_attrs_cached_hash",
)


class Maker(Generic[P, T]):
    """Makes objects of a frozen attrs class: `Maker(Repository).make` takes what `Repository` takes.

    By itself attrs sets each attribute of a frozen object by a call, which takes most of the time.
    Here they are set as those of any object, while it is one of a subclass that adds nothing and is
    not frozen; then it becomes one of the class itself, before anybody else has seen it.
    """

    def __init__(self, kind: Callable[P, T]) -> None:
        self._kind = kind

    # With the first object: whoever only opens a host makes none.
    @cached_property
    def make(self) -> Callable[P, T]:
        """Return what makes an object; the class itself where more happens when one is made."""
        kind: Any = self._kind
        fields = attrs.fields(kind)
        if any(hasattr(kind, name) for name in _CEREMONIES) or not all(map(_is_plain, fields)):
            return self._kind
        own = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
        known: dict[str, Any] = {
            "_new": object.__new__,
            "_kind": kind,
            "_thawed": type(kind.__name__, (kind,), {"__slots__": (), **own}),
        }
        for field in fields:
            if _is_factory(field.default):
                known[f"_new_{field.name}"] = field.default.factory
            known[f"_no_{field.name}"] = field.default
        exec(_source(fields), known)  # noqa: S102  # of names of attributes, as attrs does
        return cast("Callable[P, T]", known["_make"])


def _is_factory(default: Any) -> bool:
    return isinstance(default, attrs.Factory)  # type: ignore[arg-type]  # a class, typed as a function


def _is_plain(field: Any) -> bool:
    made_of_itself = _is_factory(field.default) and field.default.takes_self
    return bool(
        field.init and field.validator is None and field.converter is None and not made_of_itself
    )


def _source(fields: Any) -> str:
    """Write the function. No argument begins with an underscore, which attrs takes off; all else does."""
    given: dict[bool, list[str]] = {False: [], True: []}
    lines = []
    for field in fields:
        missing = "" if field.default is attrs.NOTHING else f"=_no_{field.name}"
        given[field.kw_only].append(field.alias + missing)
        value = field.alias
        if _is_factory(field.default):
            value = f"_new_{field.name}() if {value} is _no_{field.name} else {value}"
        lines.append(f"    _made.{field.name} = {value}")
    arguments = ", ".join([*given[False], *(["*", *given[True]] if given[True] else [])])
    return "\n".join(
        (
            f"def _make({arguments}):",
            "    _made = _new(_thawed)",
            *lines,
            "    _made.__class__ = _kind",
            "    return _made",
        )
    )
