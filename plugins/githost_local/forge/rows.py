"""Rows of the database to records, and values to what a column can hold."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

R = TypeVar("R")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_known: dict[Any, Sequence[tuple[str, Callable[[Any], object]]]] = {}


def encode(value: object) -> object:
    """Turn a field's value into a column's."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, frozenset | set):
        return json.dumps(sorted(value))
    if isinstance(value, Mapping | tuple):
        return json.dumps(value)
    return value


def record(cls: type[R], row: Mapping[str, Any], **more: object) -> R:
    """Make a record from a row's columns of its fields' names, and from `more`.

    A field that is in neither gets its default.
    """
    values = {
        name: convert(row[name]) if row[name] is not None else None
        for name, convert in _converters(cls)
        if name in row and name not in more
    }
    return cls(**values, **more)


def _converters(cls: Any) -> Sequence[tuple[str, Callable[[Any], object]]]:
    if cls not in _known:
        hints = get_type_hints(cls)
        _known[cls] = tuple(
            (field.name, _converter(hints[field.name])) for field in attrs.fields(cls)
        )
    return _known[cls]


def _converter(hint: Any) -> Callable[[Any], object]:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (argument for argument in get_args(hint) if argument is not NoneType)
    if get_origin(hint) is frozenset:
        return lambda text: frozenset(json.loads(text))
    if get_origin(hint) is Mapping:
        return json.loads
    if hint is datetime:
        return lambda microseconds: _EPOCH + microseconds * _MICROSECOND
    if hint is bool or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint
    return _same


def _same(value: Any) -> Any:
    return value
