"""What `--json` and `--format` show of a model: its own fields, as plain values.

The schema: the fields of the model's class but `raw`. Times are ISO 8601 in UTC, words of an
enumeration their text, addresses the text that the command line takes (a group's begins with
`group:`), sets sorted lists. A dot names a field of a field: `source.branch`.
"""

import enum
import json
import string
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import attrs

from githost.errors import ConfigurationError
from githost.model import (
    BranchRef,
    CommitRef,
    FileRef,
    GroupRef,
    NamespaceRef,
    ProjectRef,
    PullRequestRef,
    RepoRef,
    UserRef,
)

__all__ = ["chosen", "field_names", "formatted", "lookup", "plain", "template", "text"]

_ADDRESSES = (
    BranchRef,
    CommitRef,
    FileRef,
    NamespaceRef,
    ProjectRef,
    PullRequestRef,
    RepoRef,
    UserRef,
)


def plain(value: Any) -> Any:
    """Return `value` as JSON has it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, GroupRef):
        return f"group:{value}"
    if isinstance(value, _ADDRESSES):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted((plain(one) for one in value), key=str)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if attrs.has(type(value)):
        return {
            one.name: plain(getattr(value, one.name))
            for one in attrs.fields(type(value))
            if one.name != "raw"
        }
    return value


def field_names(model: Any) -> tuple[str, ...]:
    """Return the names of the fields of a model's class."""
    return tuple(
        one.name for one in attrs.fields(typing.get_origin(model) or model) if one.name != "raw"
    )


def chosen(model: Any, given: str) -> tuple[str, ...]:
    """Return the fields that `given` names with commas between; `all` is every one.

    Raises `ConfigurationError` for one that `model` does not have.
    """
    if given == "all":
        return field_names(model)
    names = tuple(name.strip() for name in given.split(","))
    for name in names:
        _check(model, name)
    return names


def template(model: Any, given: str) -> str:
    r"""Return the format `given` with `\t` and `\n` read, checked to name fields of `model` only.

    Raises `ConfigurationError` for another name, and for what is no format.
    """
    read = given.replace("\\t", "\t").replace("\\n", "\n")
    try:
        pieces = list(string.Formatter().parse(read))
    except ValueError as error:
        raise ConfigurationError(f"--format: {error}; write it as '{{id}} {{name}}'") from None
    for _, name, spec, _ in pieces:
        if name is None:
            continue
        if spec and "{" in spec:
            raise ConfigurationError("--format: a width is a number, not a field")
        _check(model, name)
    return read


def formatted(form: str, item: Any) -> str:
    """Return `item` by a checked `form`."""
    try:
        return _Formatter().vformat(form, (), item)
    except ValueError as error:
        raise ConfigurationError(f"--format: {error}") from None


class _Formatter(string.Formatter):
    """Looks fields up by name: no attribute and no index of any object is reached."""

    def get_field(
        self,
        field_name: str,
        args: Sequence[Any],  # noqa: ARG002  # as the base class has it
        kwargs: Mapping[str, Any],
    ) -> tuple[Any, str]:
        """Return the field's value; numbers stay numbers, for widths and signs."""
        value = lookup(kwargs, field_name)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number else text(value), field_name


def lookup(item: Mapping[str, Any], name: str) -> Any:
    """Return the field `name` of a plain item, None where a part of the way is None."""
    value: Any = item
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def text(value: Any) -> str:
    """Return a plain value as people read it in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(text(one) for one in value)
    if not isinstance(value, Mapping):
        return str(value)
    if "reviewer" in value:
        return f"{text(value['reviewer'])} ({value['verdict']})"
    return str(value["name"]) if "name" in value else json.dumps(value, ensure_ascii=False)


def _check(model: Any, name: str) -> None:
    kind: Any = model
    for part in name.split("."):
        known = () if kind is None else field_names(kind)
        if part not in known:
            where = "" if kind is model else f"; {name.rpartition('.')[0]} has"
            there = ", ".join(known) or "no fields"
            raise ConfigurationError(f"there is no field {name!r}{where or '; there are'} {there}")
        kind = _inner(kind, part)


def _inner(kind: Any, name: str) -> Any:
    """Return the class of models that a field holds, None where it holds none."""
    hint = typing.get_type_hints(typing.get_origin(kind) or kind)[name]
    if isinstance(hint, TypeVar):
        return next(iter(typing.get_args(kind)), None)
    return next(iter(_models(hint)), None)


def _models(hint: Any) -> Iterable[Any]:
    is_union = typing.get_origin(hint) in {typing.Union, types.UnionType}
    for one in typing.get_args(hint) if is_union else (hint,):
        if isinstance(one, type) and attrs.has(one) and one not in (*_ADDRESSES, GroupRef):
            yield one
