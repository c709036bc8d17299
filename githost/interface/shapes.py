"""Payload classes that are their attributes and nothing else, which can be filled without ceremony."""

from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

__all__ = ["MISSING", "bare_fields", "is_shape", "named", "payload", "structurer"]

T = TypeVar("T")

#: What JSON is made of.
_JSON: Final[frozenset[type[Any]]] = frozenset({str, int, float, bool, NoneType, dict, list})
_SCALARS: Final = frozenset({str, int, bool, NoneType})
#: In place of a default that there is not, and of a value that a document has not.
MISSING: Final = object()
#: Where a payload class keeps its attributes and their defaults.
_DEFAULTS: Final = "__githost_payload__"


@dataclass_transform(frozen_default=True)
def payload(shape: type[T]) -> type[T]:
    """Make a class for a vendor's document: its annotated attributes, with defaults, and nothing else.

    Type checkers hold it to be frozen. When run it is a plain class with slots, which is filled in
    a third of the time and made in a tenth: it is read once, by one function, and then dropped.
    So it has no equality but identity, and no repr, which might show a secret of the document.

    Raises `TypeError` for a class that is more than its attributes.
    """
    names = tuple(shape.__annotations__)
    own = {name for name in vars(shape) if not name.startswith("__")}
    if shape.__bases__ != (object,) or not own <= {*names}:
        raise TypeError(f"{shape.__name__} is more than its attributes")
    defaults = {name: vars(shape).get(name, MISSING) for name in names}
    if MISSING in [*defaults.values()][len(defaults) - len(own) :]:
        raise TypeError(f"{shape.__name__} has attributes without default behind those with one")
    inside = {
        "__module__": shape.__module__,
        "__qualname__": shape.__qualname__,
        "__doc__": shape.__doc__,
        "__annotations__": shape.__annotations__,
        "__slots__": names,
        "__init__": _fill_first,
        _DEFAULTS: defaults,
    }
    return cast("type[T]", type(shape.__name__, (), inside))


def _fill_first(_made: Any, *values: Any, **named: Any) -> None:
    """Write the `__init__` of a payload class when the first one is made: most are not in one run."""
    kind = type(_made)
    defaults = vars(kind)[_DEFAULTS]
    known = {f"_no_{name}": default for name, default in defaults.items()}
    arguments = (
        name if default is MISSING else f"{name}=_no_{name}" for name, default in defaults.items()
    )
    lines = (f"    _made.{name} = {name}" for name in defaults)
    source = "\n".join([f"def __init__({', '.join(('_made', *arguments))}):", *lines])
    exec(source, known)  # noqa: S102  # of names of attributes, as attrs does
    kind.__init__ = known["__init__"]
    kind.__init__(_made, *values, **named)


def bare_fields(shape: type[Any]) -> Mapping[str, Any] | None:
    """Return the attributes of a payload class, or of an attrs class that is no more than they are.

    Each with its default, or `MISSING`. None for a class with other attributes, or where something
    happens when one is made.
    """
    known: Mapping[str, Any] | None = vars(shape).get(_DEFAULTS)
    if known is not None or not attrs.has(shape):
        return known
    fields = attrs.fields(shape)
    own = {name for kind in shape.__mro__[:-1] for name in vars(kind) if not name.startswith("__")}
    bare = (
        own <= {field.name for field in fields}
        and not hasattr(shape, "__attrs_post_init__")
        and all(
            field.init
            and not field.kw_only
            and field.alias == field.name
            and field.validator is None
            and field.converter is None
            and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]  # a class, typed as a function
            for field in fields
        )
    )
    if not bare:
        return None
    return {
        field.name: MISSING if field.default is attrs.NOTHING else field.default for field in fields
    }


def is_shape(kind: Any) -> bool:
    """Say whether `kind` is a class for documents: a payload class, or one of attrs."""
    return isinstance(kind, type) and (_DEFAULTS in vars(kind) or attrs.has(kind))


def _taken_as_they_are(kind: Any) -> frozenset[type[Any]]:
    """Return the exact types of which a value needs no more than a look where `kind` is asked for."""
    if kind is Any:
        return _JSON
    if kind in _SCALARS:
        return frozenset[type[Any]]({kind})
    if get_origin(kind) is dict:
        return frozenset[type[Any]]({dict})
    if get_origin(kind) in {Union, UnionType}:
        return frozenset[type[Any]]().union(*(_taken_as_they_are(one) for one in get_args(kind)))
    return frozenset[type[Any]]()


#: An attribute: its name, its type, what reads it, and its default.
_Part: TypeAlias = tuple[str, Any, Callable[[Any, Any], Any], Any]


def structurer(
    shape: type[Any],
    hook_of: Callable[[Any], Callable[[Any, Any], Any]],
    *,
    detailed: bool = False,
) -> Callable[[Any, Any], Any]:
    """Return what makes a bare `shape` of a document; `hook_of` gives what reads the parts.

    It raises anything at all for a document that does not fit; with `detailed` what cattrs raises,
    which tells the attribute.
    """
    read: Callable[[Any], Any] | None = None

    def structure(document: Any, _: Any) -> Any:
        # With the first document, for a class may hold itself. Set whole: threads that come together
        # make it twice, and neither sees a part of it.
        nonlocal read
        if read is None:
            kinds = get_type_hints(shape)
            parts = [
                (name, kinds[name], hook_of(kinds[name]), default)
                for name, default in (bare_fields(shape) or {}).items()
            ]
            read = _explaining(shape, parts) if detailed else _reading(shape, parts)
        if type(document) is not dict:
            raise TypeError(f"expected an object, found {named(document)}")
        return read(document)

    return structure


def _reading(shape: type[Any], parts: Sequence[_Part]) -> Callable[[Any], Any]:
    """Write the function that makes a `shape` of a document.

    Most parts are texts, numbers and nulls: looking at their types here costs a third of asking a
    function about each, and a line for each attribute half of a loop over them.
    """
    known: dict[str, Any] = {"missing": MISSING, "shape": shape, "new": object.__new__}
    lines = []
    for number, (name, kind, hook, default) in enumerate(parts):
        known[f"plain{number}"] = _taken_as_they_are(kind)
        known[f"hook{number}"], known[f"kind{number}"] = hook, kind
        known[f"default{number}"] = default
        absent = (
            f"raise KeyError({name!r})" if default is MISSING else f"a{number} = default{number}"
        )
        lines += [
            f"a{number} = get({name!r}, missing)",
            f"if type(a{number}) not in plain{number}:",
            f"    if a{number} is missing:",
            f"        {absent}",
            "    else:",
            f"        a{number} = hook{number}(a{number}, kind{number})",
        ]
    if _DEFAULTS in vars(shape):
        # What its `__init__` would do.
        lines += ["made = new(shape)", *(f"made.{part[0]} = a{n}" for n, part in enumerate(parts))]
    else:
        lines.append(f"made = shape({', '.join(f'a{number}' for number in range(len(parts)))})")
    source = ["def read(document):", "get = document.get", *lines, "return made"]
    exec("\n    ".join(source), known)  # noqa: S102  # of names of attributes, as attrs does
    return cast("Callable[[Any], Any]", known["read"])


def _explaining(shape: type[Any], parts: Sequence[_Part]) -> Callable[[Any], Any]:
    """Return what makes a `shape` of a document, and tells which attribute does not fit."""

    def read(document: Any) -> Any:
        values = []
        for name, kind, hook, default in parts:
            try:
                if name in document or default is MISSING:
                    values.append(hook(document[name], kind))
                else:
                    values.append(default)
            except Exception as error:
                raise _placed(error, shape, name, kind) from error
        return shape(*values)

    return read


def _placed(error: Exception, shape: type[Any], name: str, kind: Any) -> Exception:
    """Return the error of a document in which an attribute does not fit."""
    from cattrs.errors import AttributeValidationNote, ClassValidationError

    error.add_note(AttributeValidationNote(f"@ {shape.__name__}.{name}", name, kind))
    message = f"while reading {shape.__name__}"
    return ClassValidationError(message, [error], shape)  # pyright: ignore[reportCallIssue]  # it has a `__new__` of its own


def named(value: Any) -> str:
    """Return what JSON calls a value's kind."""
    names = {
        dict: "an object",
        list: "an array",
        str: "a text",
        bool: "a boolean",
        type(None): "null",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), f"a {type(value).__name__}")
