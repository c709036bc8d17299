"""Options that many commands share: written once, and taken in by a parameter's annotation.

    @command(app, "list")
    def list_branches(at: AtRepo, out: Listing[Branch]) -> None: ...

`AtRepo` and `Listing` are `Shared`: in their place the command gets the options that their `opened`
takes, and the function gets what `opened` gives. Positional-only parameters of `opened` are filled
with the types in the brackets.
"""

import contextlib
import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar, get_args, get_origin

import typer
from typer.models import ArgumentInfo

__all__ = ["Shared", "command", "noun"]

F = TypeVar("F", bound=Callable[..., None])


class Shared:
    """A group of options."""

    #: A context manager's function: takes the options, gives what the command works with.
    opened: Callable[..., AbstractContextManager[Any]]

    @classmethod
    def declared(cls, *types: type[Any]) -> tuple[inspect.Parameter, ...]:
        """Return the options, as parameters of a typer function."""
        del types
        parameters = inspect.signature(cls.opened).parameters.values()
        return tuple(one for one in parameters if one.kind is not one.POSITIONAL_ONLY)


def noun(about: str) -> typer.Typer:
    """Return an app for the commands of one noun."""
    app = typer.Typer(help=about, no_args_is_help=True, add_completion=False, rich_markup_mode=None)

    @app.callback(help=about)
    def _commands() -> None:
        """Keep a noun with one command a noun."""

    return app


def command(app: typer.Typer, name: str) -> Callable[[F], F]:
    """Add a function to `app` as the command `name`, its shared options among its own."""

    def register(function: F) -> F:
        own = inspect.signature(function).parameters.values()
        groups: dict[str, tuple[type[Shared], tuple[Any, ...], tuple[str, ...]]] = {}
        arguments: list[inspect.Parameter] = []
        options: list[inspect.Parameter] = []
        shared: list[inspect.Parameter] = []
        for one in own:
            kind = get_origin(one.annotation) or one.annotation
            if not (isinstance(kind, type) and issubclass(kind, Shared)):
                (arguments if _is_argument(one) else options).append(one)
                continue
            types = get_args(one.annotation)
            declared = kind.declared(*types)
            groups[one.name] = (kind, types, tuple(option.name for option in declared))
            for option in declared:
                (arguments if _is_argument(option) else shared).append(option)

        def run(**given: Any) -> None:
            with contextlib.ExitStack() as stack:
                values: dict[str, Any] = {}
                for one in own:
                    if one.name not in groups:
                        values[one.name] = given[one.name]
                        continue
                    kind, types, names = groups[one.name]
                    typed = {option: given[option] for option in names}
                    values[one.name] = stack.enter_context(kind.opened(*types, **typed))
                function(**values)

        _describe(run, function, [*arguments, *options, *shared])
        app.command(name)(run)
        return function

    return register


def _is_argument(parameter: inspect.Parameter) -> bool:
    return any(isinstance(one, ArgumentInfo) for one in get_args(parameter.annotation))


def _describe(
    run: Callable[..., None], function: Callable[..., None], parameters: list[inspect.Parameter]
) -> None:
    """Give `run` the face that typer reads: text, parameters and their types."""
    run.__doc__ = function.__doc__
    run.__name__ = function.__name__
    run.__module__ = function.__module__
    keyword = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    annotations: Mapping[str, Any] = {one.name: one.annotation for one in parameters}
    run.__annotations__ = {**annotations, "return": None}
    run.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]  # what inspect reads first
