"""Reads lists by msgspec, where it is installed (the extra `fast`): from bytes to payload classes, without dicts.

It decides nothing: what it does not read at once is read again by the decoder's own means, which
accept or refuse it. `tests/interface/test_quick.py` holds that both read the same.
"""

from typing import Any, Generic, TypeVar

import attrs

__all__ = ["QuickReader", "quick_reader"]

P = TypeVar("P")
T = TypeVar("T")

#: The attribute of a page that holds its items.
_ITEMS = "values"


class QuickReader(Generic[P, T]):
    """Reads pages of one kind."""

    def __init__(self, msgspec: Any, envelope: type[P], shape: type[T]) -> None:
        self._refusals = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
        kinds = {field.name: field for field in attrs.fields(envelope)}  # type: ignore[arg-type]  # an attrs class
        kinds.pop(_ITEMS)
        raw = attrs.make_class(
            "RawPage",
            {
                _ITEMS: attrs.field(type=list[msgspec.Raw]),
                **{
                    name: attrs.field(type=field.type, default=field.default)
                    for name, field in kinds.items()
                },
            },
        )
        self._names = tuple(kinds)
        self._envelope = envelope
        self._page = msgspec.json.Decoder(raw)
        self._item = msgspec.json.Decoder(shape)

    def read(self, body: bytes) -> tuple[P, list[T]] | None:
        """Return a page without its items, and the items; None for what it cannot read."""
        try:
            page = self._page.decode(body)
            items = [self._item.decode(item) for item in getattr(page, _ITEMS)]
        except self._refusals:
            return None
        known = {name: getattr(page, name) for name in self._names}
        return self._envelope(**{_ITEMS: ()}, **known), items


def quick_reader(envelope: type[P], shape: type[T]) -> QuickReader[P, T] | None:
    """Return a reader of pages of `shape` in `envelope`; None without msgspec, or where it has no way to."""
    try:
        import msgspec
    except ImportError:
        return None
    try:
        return QuickReader(msgspec, envelope, shape)
    except TypeError:
        return None
