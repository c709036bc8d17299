"""What callers send: JSON objects and forms.

Unknown keys are ignored. What is wrong is told under `fields` by the name of the field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from githost_bitbucket.emulator.cloud.errors import ApiError, invalid

REQUIRED = "This field is required."


class Body:
    """A JSON object, or one in it."""

    def __init__(self, values: Mapping[str, Any], *, at: str = "") -> None:
        self._values = values
        self._at = at

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def keys(self) -> frozenset[str]:
        """The keys that were sent."""
        return frozenset(self._values)

    def is_null(self, key: str) -> bool:
        """Tell whether null was sent, which removes where absence keeps."""
        return key in self._values and self._values[key] is None

    def text(self, key: str) -> str | None:
        """Return a text; None where it is absent or null."""
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(key, "Not a valid string.")

    def required(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.text(key)
        if value is None or not value.strip():
            raise self._wrong(key, REQUIRED)
        return value

    def flag(self, key: str) -> bool | None:
        """Return true, false, or None where it is absent or null."""
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        raise self._wrong(key, "Not a valid boolean.")

    def number(self, key: str) -> int | None:
        """Return a whole number; None where it is absent or null."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.isdecimal():
            return int(value)
        raise self._wrong(key, "Enter a whole number.")

    def object(self, key: str) -> Body | None:
        """Return an object; None where it is absent or null."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self._wrong(key, "Not a valid object.")
        return Body(value, at=f"{self._at}{key}.")

    def objects(self, key: str) -> tuple[Body, ...] | None:
        """Return a list of objects; None where it is absent or null."""
        values = self._list(key)
        if values is None:
            return None
        if not all(isinstance(value, Mapping) for value in values):
            raise self._wrong(key, "Not a valid list of objects.")
        return tuple(Body(value, at=f"{self._at}{key}.") for value in values)

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Return a list of texts; None where it is absent or null."""
        values = self._list(key)
        if values is None:
            return None
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(key, "Not a valid list of strings.")
        return tuple(values)

    def _list(self, key: str) -> list[Any] | None:
        value = self._values.get(key)
        if value is None or isinstance(value, list):
            return value
        raise self._wrong(key, "Not a valid list.")

    def _wrong(self, key: str, message: str) -> ApiError:
        return invalid(f"{self._at}{key}", message)


@attrs.frozen
class Part:
    """A field of a form: of a name there can be several."""

    name: str
    content: bytes = attrs.field(repr=False)
    #: The name of the file that was sent; None for a plain field.
    filename: str | None = None

    @property
    def text(self) -> str:
        """What a plain field says."""
        return self.content.decode(errors="replace")


def parse_object(content: bytes) -> Body:
    """Read a JSON object; nothing at all is an empty one."""
    if not content.strip():
        return Body({})
    try:
        value = json.loads(content)
    except ValueError as error:
        raise ApiError(400, "Bad request", detail=f"The JSON cannot be read: {error}") from error
    if not isinstance(value, Mapping):
        raise ApiError(400, "Bad request", detail="A JSON object is expected.")
    return Body(value)
