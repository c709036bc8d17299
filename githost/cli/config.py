"""`githost config`: where the configuration file lies, and what it says."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from githost.engine.configuration import Entry, configuration_path, entries

__all__ = ["told"]

#: Fields that are no secret; every other one is.
_OPEN = ("provider", "credential", "email", "user", "client_id")


def told() -> Iterator[str]:
    """Give the lines of what the file says, with secrets hidden.

    Raises `ConfigurationError` for a file that `connect` would refuse.
    """
    path = configuration_path()
    if not path.exists():
        yield f"# {path} is not there"
        return
    yield f"# {path}"
    for entry in entries():
        yield from _lines(entry)


def _lines(entry: Entry) -> Iterator[str]:
    yield f'[hosts."{entry.address}"]'
    for name, value in entry.fields.items():
        yield f"{name} = {_shown(value) if name in _OPEN else _source(value)}"


def _source(value: Any) -> str:
    """Return where a secret comes from; what is written in the file itself is not shown."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return '"…"'
    [(kind, where)] = value.items()
    return f"{{ {kind} = {_shown(where)} }}" if kind != "command" else '{ command = ["…"] }'


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_shown(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)
