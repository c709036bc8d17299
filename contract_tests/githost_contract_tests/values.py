"""What every model promises, whatever it stands for."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

import attrs

__all__ = ["sound"]

T = TypeVar("T")


def sound(value: T) -> T:
    """Return `value`, if it and all that it holds are immutable, hashable and in UTC.

    `raw`, the host's own object, is left out: it is neither compared nor hashed.
    """
    hash(value)
    _check(value, type(value).__name__)
    return value


def _check(value: object, where: str) -> None:
    assert not isinstance(value, list | dict | set), f"{where} is a {type(value).__name__}"
    if isinstance(value, datetime):
        assert value.utcoffset() == timedelta(0), f"{where} is {value!r}, which is not in UTC"
    if isinstance(value, tuple | frozenset):
        for item in value:
            _check(item, f"{where}[…]")
    kind: Any = type(value)
    if attrs.has(kind):
        for field in attrs.fields(kind):
            if field.name == "id":
                assert isinstance(getattr(value, field.name), str), f"{where}.id is no text"
            if field.name != "raw":
                _check(getattr(value, field.name), f"{where}.{field.name}")
