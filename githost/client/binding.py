"""How both windows bind an operation of the interface, and what `help()` shows of it."""

from __future__ import annotations

import enum
import functools
import inspect
import re
from collections.abc import Callable
from typing import Any, get_args

__all__ = ["Shown", "remembered", "unbound"]


class Shown:
    """An operation as `help` and `inspect` see it: without `self`, with what the window returns.

    An operation of the interface returns a description of work (`Op[T]`), or of a list (`Pages[T]`);
    callers of a window get the `T`, or a paginator of it. Nothing is worked out before it is asked for.
    """

    def __init__(self, operation: Callable[..., Any], listed: Any) -> None:
        self.__wrapped__ = operation
        self._listed = listed

    @property
    def __signature__(self) -> inspect.Signature:
        stated = inspect.signature(self.__wrapped__)
        *_, result = get_args(stated.return_annotation)
        return _Readable(
            tuple(stated.parameters.values())[1:],
            return_annotation=self._listed[result] if self._listed else result,
        )


class _Readable(inspect.Signature):
    """A signature that prints one argument a line, and classes by their names."""

    def __str__(self) -> str:
        lines = []
        for one in self.parameters.values():
            if one.kind is one.KEYWORD_ONLY and "*" not in lines:
                lines.append("*")
            default = "" if one.default is one.empty else f" = {_value(one.default)}"
            lines.append(f"{one.name}: {_named(one.annotation)}{default}")
        arguments = "\n".join(f"    {line}," for line in lines)
        return (f"(\n{arguments}\n)" if lines else "()") + f" -> {_named(self.return_annotation)}"

    def format(self, **_: Any) -> str:
        """Do as `str`, whatever the width: Python 3.13 asks in this way."""
        return str(self)


def _named(annotation: Any) -> str:
    text = re.sub(r"\b(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])", "", inspect.formatannotation(annotation))
    return text.replace("NoneType", "None")


def _value(default: Any) -> str:
    if isinstance(default, enum.Enum):
        return f"{type(default).__name__}.{default.name}"
    return repr(default)


def unbound(shown: Shown) -> Callable[..., Any]:
    """Return the operation as a function of a window, which a class has, so that `help` lists it."""

    def run(window: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(window, shown.__wrapped__.__name__)(*args, **kwargs)

    functools.update_wrapper(run, shown.__wrapped__)
    run.__wrapped__ = shown  # type: ignore[attr-defined]  # a mark that `inspect` follows
    return run


def remembered(window: Any, name: str, run: Any, shown: Shown) -> Any:
    """Keep the bound operation on the window, with the signature that users see."""
    run.__wrapped__ = shown
    window.__dict__[name] = run
    return run
