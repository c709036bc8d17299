"""Partial responses: `fields=`.

https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-response: names with dots, of
which a plain one is what is wanted, `-` takes away, `+` adds to what is shown anyway. Lists are
passed through, and `*` is every field. Nothing is added silently: `fields=values.id` has no `next`.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def select(document: Any, fields: Iterable[str], hidden: Iterable[str] = ()) -> Any:
    """Return the part of an answer that was asked for.

    `hidden` are fields that the answer has, but shows only to those who ask for them.
    """
    asked = [name.strip() for text in fields for name in text.split(",") if name.strip()]
    wanted = [_path(name) for name in asked if name[0] not in "+- "]
    # A plus that was not percent-encoded arrives as a space, and means the same.
    added = [_path(name[1:]) for name in asked if name[0] in "+ "]
    removed = [_path(name[1:]) for name in asked if name[0] == "-"]
    concealed = [
        path for path in map(_path, hidden) if not any(_asks(w, path) for w in wanted + added)
    ]
    for path in concealed + removed:
        document = _without(document, path)
    return _only(document, wanted + added) if wanted else document


def _path(name: str) -> tuple[str, ...]:
    return tuple(name.strip().split("."))


def _asks(wanted: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Tell whether a field that is asked for is this one, or lies in it."""
    return len(wanted) >= len(path) and all(
        w in {p, "*"} for w, p in zip(wanted, path, strict=False)
    )


def _only(document: Any, paths: list[tuple[str, ...]]) -> Any:
    if any(not path for path in paths):
        return document
    if isinstance(document, list):
        return [_only(member, paths) for member in document]
    if not isinstance(document, Mapping):
        return document
    found = {}
    for name, value in document.items():
        deeper = [path[1:] for path in paths if path[0] in {name, "*"}]
        if deeper:
            found[name] = _only(value, deeper)
    return found


def _without(document: Any, path: tuple[str, ...]) -> Any:
    if isinstance(document, list):
        return [_without(member, path) for member in document]
    if not isinstance(document, Mapping):
        return document
    head, rest = path[0], path[1:]
    return {
        name: _without(value, rest) if name == head or head == "*" else value
        for name, value in document.items()
        if rest or name != head
    }
