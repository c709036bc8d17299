"""Reads lists by msgspec, where it is installed (the extra `fast`): from bytes to payloads, without dicts.

It decides nothing: what it does not read at once is read again by the decoder's own means, which
accept or refuse it. `tests/interface/test_quick.py` holds that both read the same.

Each payload class is mirrored by a struct with the same attributes, which msgspec fills in half the
time and which the garbage collector need not follow: payloads hold no cycles, and live for a page.
"""

from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from githost.interface.shapes import MISSING, bare_fields, is_shape

__all__ = ["QuickReader", "quick_reader"]

P = TypeVar("P")
T = TypeVar("T")

#: The attribute of a page that holds its items.
_ITEMS = "values"


class QuickReader(Generic[P, T]):
    """Reads pages of one kind."""

    def __init__(self, msgspec: Any, envelope: type[P], shape: type[T]) -> None:
        self._refusals = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
        self._envelope = envelope
        mirrors = _Mirrors(msgspec)
        fields = mirrors.fields(envelope)
        self._names = tuple(name for name, *_ in fields if name != _ITEMS)
        items = (_ITEMS, list[mirrors.of(shape)])  # type: ignore[misc]  # known only here
        others = [field for field in fields if field[0] != _ITEMS]
        page = msgspec.defstruct("Page", [items, *others], kw_only=True, gc=False)
        self._page = msgspec.json.Decoder(page)

    def read(self, body: bytes) -> tuple[P, list[T]] | None:
        """Return a page without its items, and the items; None for what it cannot read."""
        try:
            page = self._page.decode(body)
        except self._refusals:
            return None
        known = {name: getattr(page, name) for name in self._names}
        return self._envelope(**{_ITEMS: ()}, **known), getattr(page, _ITEMS)


class _Mirrors:
    """The structs that mirror payload classes."""

    def __init__(self, msgspec: Any) -> None:
        self._msgspec = msgspec
        self._known: dict[Any, Any] = {}

    def of(self, shape: Any) -> Any:
        """Return `shape` with structs in place of the classes in it.

        Raises `TypeError` for a class whose making does more than fill it, which msgspec would skip.
        """
        if not isinstance(shape, type) or get_origin(shape) is not None:
            return self._with_parts(shape)
        if not is_shape(shape):
            return shape
        if bare_fields(shape) is None:
            raise TypeError(f"{shape.__name__} is more than its attributes")
        if shape not in self._known:
            # Within itself a class stays what it is, and msgspec reads that too.
            self._known[shape] = shape
            self._known[shape] = self._msgspec.defstruct(
                shape.__name__, self.fields(shape), kw_only=True, frozen=True, gc=False
            )
        return self._known[shape]

    def fields(self, shape: type[Any]) -> list[tuple[Any, ...]]:
        """Return name, type and, where there is one, default of each attribute of `shape`."""
        kinds = get_type_hints(shape)
        found: list[tuple[Any, ...]] = []
        for name, default in (bare_fields(shape) or {}).items():
            given = [] if default is MISSING else [default]
            found.append((name, self.of(kinds[name]), *given))
        return found

    def _with_parts(self, shape: Any) -> Any:
        parts = tuple(self.of(part) for part in get_args(shape))
        if not parts or parts == get_args(shape):
            return shape
        if get_origin(shape) in {Union, UnionType}:
            return Union[parts]  # noqa: UP007  # of parts known only here
        return get_origin(shape)[parts]


def quick_reader(envelope: type[P], shape: type[T]) -> QuickReader[P, T] | None:
    """Return a reader of pages of `shape` in `envelope`; None without msgspec, or where it has no way to."""
    try:
        import msgspec
    except ImportError:
        return None
    if bare_fields(envelope) is None:
        return None
    try:
        return QuickReader(msgspec, envelope, shape)
    except (TypeError, NameError):
        return None
