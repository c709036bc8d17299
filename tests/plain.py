"""Payloads as plain data: with msgspec they are structs, without it the plugin's own classes."""

from typing import Any

import attrs

from githost.interface.shapes import bare_fields

__all__ = ["plain"]


def plain(value: Any) -> Any:
    """Return `value` with a dict of attributes in place of each object in it."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    names = getattr(type(value), "__struct_fields__", None) or bare_fields(type(value))
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value)) if field.eq]
    return value if names is None else {name: plain(getattr(value, name)) for name in names}
