"""The public names, as text: what a user can import, call and read. Run it to write the list anew.

The list is compared in `tests/test_public_surface.py`, so that no change of it goes unseen.
"""

import enum
import functools
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from types import UnionType
from typing import Any, Union, Unpack, get_args, get_origin

import attrs

from githost.client import aio, sync
from githost.value import Value

__all__ = ["LIST", "MODULES", "members", "names", "surface"]

LIST = Path(__file__).with_name("public_surface.txt")

#: The modules whose `__all__` is a promise, those that define before those that pass on.
MODULES = (
    "githost.model",
    "githost.errors",
    "githost.credentials",
    "githost.options",
    "githost.wire",
    "githost.interface",
    "githost.hookspecs",
    "githost.webhooks",
    "githost.emulation",
    "githost.migration",
    "githost.reports",
    "githost",
    "githost_contract_tests",
)

_WIDTH = 100
_STARS: Mapping[Any, str] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}


def names() -> Iterator[tuple[str, str, Any]]:
    """Give each public name once: the module that defines it for users, the name, what it is."""
    seen: set[tuple[str, int]] = set()
    for module in MODULES:
        there = importlib.import_module(module)
        for name in there.__all__:
            value = getattr(there, name)
            if (name, id(value)) not in seen:
                seen.add((name, id(value)))
                yield module, name, value


def surface() -> str:
    """Return the list."""
    lines: list[str] = []
    for module in MODULES:
        there = importlib.import_module(module)
        lines += [f"# {module}", ""]
        lines += [
            line for home, name, value in names() if home == module for line in _of(name, value)
        ]
        own = {name for home, name, _ in names() if home == module}
        passed_on = [name for name in there.__all__ if name not in own]
        lines += textwrap.wrap("also " + " ".join(passed_on), _WIDTH) if passed_on else []
        lines += [""]
    for name, client in (("Host", sync), ("AsyncHost", aio)):
        lines += [f"# The nouns of githost.{name}", "", *_windows(client), ""]
    return "\n".join(lines)


def members(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """Give the public methods and properties of a class that are githost's own, but no tests."""
    seen: set[str] = set()
    for base in kind.__mro__:
        if base.__module__.partition(".")[0] in {"githost", "githost_contract_tests"}:
            for name, value in vars(base).items():
                plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
                if name in seen or name.startswith(("_", "test_")):
                    continue
                if inspect.isfunction(plain) or isinstance(plain, property):
                    seen.add(name)
                    yield name, plain


def _of(name: str, value: Any) -> Iterator[str]:
    if inspect.ismodule(value):
        yield f"module {name}"
    elif inspect.isfunction(value):
        yield from _signature(name, value)
    elif not inspect.isclass(value):
        yield (
            f"{name} = {_expanded(value)}"
            if _is_alias(value)
            else f"{name}: {type(value).__name__}"
        )
    elif issubclass(value, enum.Enum):
        yield f"class {name}({_bases(value)})"
        yield from (f"    {member.name} = {member.value!r}" for member in value)
    else:
        yield from _signature(f"class {name}", value, suffix=f" of {_bases(value)}")
        yield from (f"    {one}" for one in _attributes(value))
        for method, plain in sorted(members(value)):
            if isinstance(plain, property) and plain.fget is not None:
                yield f"    {method}: {_short(inspect.signature(plain.fget).return_annotation)}"
            else:
                yield from (f"    {line}" for line in _signature(method, plain))


def _attributes(kind: type[Any]) -> Iterator[str]:
    """Give the attributes that the constructor does not show."""
    if attrs.has(kind):
        yield from (one.name for one in attrs.fields(kind) if not one.init)
    else:
        yield from (
            f"{name}: {_short(stated)}"
            for name, stated in inspect.get_annotations(kind).items()
            if not name.startswith("_")
        )


def _bases(kind: type[Any]) -> str:
    # `Value` is how a class is made, no promise.
    bases = [base for base in kind.__bases__ if base is not Value] or [object]
    return ", ".join(base.__name__ for base in bases)


def _signature(name: str, function: Any, *, suffix: str = "") -> list[str]:
    try:
        signature = inspect.signature(function)
    except ValueError:  # a class that says no more than its base, written in C
        return [name + suffix]
    parameters = []
    before = None
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and before not in {one.KEYWORD_ONLY, one.VAR_POSITIONAL}:
            parameters.append("*")
        star = _STARS.get(one.kind, "")
        kind = "" if one.annotation is one.empty else f": {_short(one.annotation)}"
        default = "" if one.default is one.empty else f" = {_default(one.default)}"
        parameters.append(f"{star}{one.name}{kind}{default}")
        before = one.kind
    returned = signature.return_annotation
    end = "" if returned in {inspect.Signature.empty, None} else f" -> {_short(returned)}"
    whole = f"{name}({', '.join(parameters)}){end}{suffix}"
    if len(whole) <= _WIDTH:
        return [whole]
    return [f"{name}(", *(f"    {one}," for one in parameters), f"){end}{suffix}"]


def _short(annotation: Any) -> str:
    """Return an annotation as its author wrote it: without modules, with the aliases of githost."""
    text = _expanded(annotation)
    for alias, meaning in _aliases():
        text = text.replace(meaning, alias)
    return re.sub(r"Generator\[Step, Any, (.+)\]", r"Op[\1]", text).replace("NoneType", "None")


def _expanded(annotation: Any) -> str:
    """Return an annotation without modules, the same under every version of Python."""
    if get_origin(annotation) is Unpack:
        return f"Unpack[{_expanded(get_args(annotation)[0])}]"
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(r"\b(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])", "", text)


@functools.cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """Return each alias of a union, with what it stands for; the longest first."""
    found = {
        name: _expanded(value)
        for _, name, value in names()
        if isinstance(value, UnionType) or get_origin(value) is Union
    }
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[1])))


def _is_alias(value: Any) -> bool:
    return get_origin(value) is not None or isinstance(value, UnionType)


def _default(value: Any) -> str:
    """Return a default, the same on every run and system; `…` where it is made anew for each object."""
    if value is attrs.NOTHING:
        return "…"
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, frozenset):
        return (
            f"frozenset({{{', '.join(sorted(map(_default, value)))}}})" if value else "frozenset()"
        )
    if isinstance(value, PurePath):
        return f"Path({value.as_posix()!r})"
    return value.__name__ if inspect.isroutine(value) else repr(value)


def _windows(client: Any) -> Iterator[str]:
    for window in vars(client).values():
        noun = getattr(window, "noun", None) if inspect.isclass(window) else None
        if noun is not None:
            found = [name for name in vars(window) if not name.startswith("_") and name != "noun"]
            yield f"{noun}: {' '.join(found)}"


if __name__ == "__main__":
    LIST.write_text(surface(), "utf-8")
