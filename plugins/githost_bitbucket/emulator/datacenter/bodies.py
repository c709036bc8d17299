"""What callers send: JSON objects, read as leniently as the server does.

Unknown keys are ignored, and a value of another type is taken where it can be converted
(https://github.com/FasterXML/jackson-databind: scalars are coerced by default).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from githost_bitbucket.emulator.datacenter.errors import invalid


class Body:
    """A JSON object."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str | None:
        """Return a text; None where it is absent or null."""
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            return json.dumps(value)
        raise _wrong(key, "a text")

    def required(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.text(key)
        if value is None or not value.strip():
            raise invalid(f"{key} is required", key)
        return value

    def flag(self, key: str) -> bool | None:
        """Return true, false, or None where it is absent or null."""
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        raise _wrong(key, "true or false")

    def number(self, key: str) -> int | None:
        """Return a whole number; None where it is absent or null."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            return int(value)
        raise _wrong(key, "a whole number")

    def object(self, key: str) -> Body | None:
        """Return an object; None where it is absent or null."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise _wrong(key, "an object")
        return Body(value)

    def objects(self, key: str) -> tuple[Body, ...] | None:
        """Return a list of objects; None where it is absent or null."""
        values = self._list(key)
        if values is None:
            return None
        if not all(isinstance(value, Mapping) for value in values):
            raise _wrong(key, "a list of objects")
        return tuple(Body(value) for value in values)

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Return a list of texts; None where it is absent or null."""
        values = self._list(key)
        if values is None:
            return None
        if not all(isinstance(value, str) for value in values):
            raise _wrong(key, "a list of texts")
        return tuple(values)

    def values(self, key: str) -> tuple[Any, ...]:
        """Return a list of whatever it holds, empty where it is absent."""
        return tuple(self._list(key) or ())

    def _list(self, key: str) -> list[Any] | None:
        value = self._values.get(key)
        if value is None or isinstance(value, list):
            return value
        raise _wrong(key, "a list")


def parse(content: bytes) -> Any:
    """Read a JSON document; nothing at all is an empty object."""
    if not content.strip():
        return {}
    try:
        return json.loads(content)
    except ValueError as error:
        raise invalid(f"The request's JSON could not be parsed: {error}") from error


def parse_object(content: bytes) -> Body:
    """Read a JSON object."""
    value = parse(content)
    if not isinstance(value, Mapping):
        raise invalid("The request must contain a JSON object")
    return Body(value)


def _wrong(key: str, wanted: str) -> Exception:
    return invalid(f"{key} must be {wanted}", key)
