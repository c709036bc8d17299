"""Honest skips: what a provider does not support must be refused, and then counts as skipped.

Rule 1: whether something is supported is what the host says by `supports`, never a setting of a
test run. Rule 2: a test of something unsupported runs all the same, and must end in
`UnsupportedError` for that operation, or for another that a step of it needs and the host does not
have at all. Rule 3: what works without being declared fails, and so does what is declared and
refused. Rule 4: only the client's refusal counts, which comes before any of the provider's code has
run: an operation that is declared and begins does not excuse itself by naming one that is not.
"""

import functools
import inspect
import traceback
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import attrs
import pytest

import githost
from githost.errors import UnsupportedError

__all__ = [
    "Requirement",
    "Unsupported",
    "honest_skip",
    "required_since",
    "requirements_of",
    "requires",
    "since_of",
    "where_supported",
]

F = TypeVar("F", bound=Callable[..., None])
P = TypeVar("P", bound=Callable[..., Any])
T = TypeVar("T")
#: Where the client refuses what a provider does not declare.
_CLIENT = "githost.client."
_MARK = "__githost_requirements__"
_SINCE = "__githost_since__"


class Unsupported(pytest.skip.Exception):  # type: ignore[name-defined,misc]  # mypy sees no class there
    """The skip of a test of what the provider does not support, and was seen to refuse."""

    def __init__(self, unsupported: str, reason: str | None) -> None:
        super().__init__(f"{unsupported} ({reason})")
        #: The operation, with those of its arguments that are refused.
        self.unsupported = unsupported
        self.reason = reason


# pytest's report then begins with the class's name only, as that of its own skips does.
Unsupported.__module__ = "builtins"


def required_since(version: str) -> Callable[[P], P]:
    """Mark a suite, or one test of it, as a promise that this version of the contract began with.

    A provider whose target keeps an older version is told of it, and does not fail.
    """

    def mark(promise: P) -> P:
        setattr(promise, _SINCE, version)
        return promise

    return mark


def since_of(test: Callable[..., Any], suite: type) -> str:
    """Return since which version a suite's test is required."""
    found: str = getattr(test, _SINCE, None) or getattr(suite, _SINCE)
    return found


@attrs.frozen
class Requirement:
    """An operation that a test needs, with those of its arguments that not every host takes."""

    #: The operation's full name, as `pull_requests.create`.
    operation: str
    #: Names and values of the arguments; empty for the operation as such.
    arguments: tuple[tuple[str, Any], ...] = ()

    def support(self, host: githost.Host) -> githost.Support:
        """Say whether a host meets it, as far as it knows."""
        return host.supports(self.operation, **dict(self.arguments))

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.arguments)
        return f"{self.operation}({given})" if given else self.operation


def requirements_of(test: Callable[..., Any]) -> tuple[Requirement, ...]:
    """Return what a contract test requires."""
    found: tuple[Requirement, ...] = getattr(test, _MARK, ())
    return found


def requires(operation: str, **arguments: Any) -> Callable[[F], F]:
    """Mark a contract test as one of `operation`, given these `arguments`.

    The test must take the fixture `host`. Marks may be stacked.
    """
    required = Requirement(operation, tuple(arguments.items()))

    def mark(test: F) -> F:
        inner = requirements_of(test)
        body = getattr(test, "__wrapped__", test) if inner else test
        every = (required, *inner)
        signature = inspect.signature(body)

        @functools.wraps(body)
        def run(*positional: Any, **named: Any) -> None:
            host = signature.bind(*positional, **named).arguments["host"]
            _judge(host, every, lambda: body(*positional, **named))

        setattr(run, _MARK, every)
        return run  # type: ignore[return-value]  # the wrapper has the signature of the test

    return mark


def _judge(host: githost.Host, every: tuple[Requirement, ...], body: Callable[[], None]) -> None:
    try:
        body()
    except UnsupportedError as error:
        _skip(host, every, error)
    refused = [requirement for requirement in every if not requirement.support(host)]
    if refused:
        pytest.fail(
            f"{refused[0]} worked although the provider does not declare it: "
            f"{refused[0].support(host).reason}; declare it, or refuse it"
        )


def _skip(host: githost.Host, every: tuple[Requirement, ...], error: UnsupportedError) -> NoReturn:
    for requirement in every:
        support = requirement.support(host)
        if not support and error.operation == requirement.operation and _of_client(error):
            raise Unsupported(str(requirement), support.reason)
    honest_skip(host, error)


def where_supported(
    host: githost.Host, call: Callable[[], T], operation: str, **arguments: Any
) -> T | None:
    """Do what the host supports; see what it does not be refused, and return None for it.

    For a test of many operations, which goes on without those that the host lacks.
    """
    requirement = Requirement(operation, tuple(arguments.items()))
    try:
        result = call()
    except UnsupportedError as error:
        if error.operation != operation or requirement.support(host) or not _of_client(error):
            raise
        return None
    if not requirement.support(host):
        pytest.fail(f"{requirement} worked although the provider does not declare it")
    return result


def honest_skip(host: githost.Host, error: UnsupportedError) -> NoReturn:
    """Skip what a step was missing for, where the provider declares that it cannot do that at all."""
    denied = error.operation is not None and not host.supports(error.operation)
    if denied and _of_client(error):
        raise Unsupported(error.operation or "", str(error)) from error
    raise error


def _of_client(error: UnsupportedError) -> bool:
    """Say whether the client raised it, and nobody whom it called."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(frames) and frames[-1].f_globals.get("__name__", "").startswith(_CLIENT)
