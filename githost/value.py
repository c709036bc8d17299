"""The base of frozen attrs classes that every client loads."""

from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from typing import Any, Final

import attrs

__all__ = ["Value"]

_SHARED: Final = ("__eq__", "__hash__", "__repr__")


class Value:
    """What attrs would write for each class to compare, hash and print its objects, once for all.

    attrs writes and compiles these three for every class when it is made, which takes more than half
    of the time, and was a sixth of what the first client of a process costs. Derive from this and
    decorate with `attrs.frozen` as ever; `attrs.field(eq=False)`, `hash=False` and `repr=False`
    mean what they do elsewhere.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Let each class have them as its own, for attrs writes what it does not find there."""
        super().__init_subclass__()
        for name in _SHARED:
            if name not in cls.__dict__:
                setattr(cls, name, getattr(Value, name))

    def __eq__(self, other: object) -> bool:
        """Say whether the other is of the same class and holds the same."""
        if type(other) is not type(self):
            return NotImplemented
        kind: Any = type(self)
        read = _compared(kind)
        return bool(read(self) == read(other))

    def __hash__(self) -> int:
        """Return the hash of the class and what it holds."""
        kind: Any = type(self)
        return hash((kind, _hashed(kind)(self)))

    def __repr__(self) -> str:
        """Return how it is made."""
        kind: Any = type(self)
        held = (f"{name}={getattr(self, name)!r}" for name in _printed(kind))
        return f"{kind.__qualname__}({', '.join(held)})"


@cache
def _compared(kind: Any) -> Callable[[Any], Any]:
    return _reader(field.name for field in attrs.fields(kind) if field.eq)


@cache
def _hashed(kind: Any) -> Callable[[Any], Any]:
    fields = attrs.fields(kind)
    return _reader(one.name for one in fields if (one.eq if one.hash is None else one.hash))


def _reader(names: Iterable[str]) -> Callable[[Any], Any]:
    wanted = tuple(names)
    return attrgetter(*wanted) if wanted else lambda _: ()


@cache
def _printed(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind) if field.repr)
