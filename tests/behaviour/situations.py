"""Situations in which a product refuses: what it says over plain HTTP, and as which error of ours."""

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from itertools import count
from typing import Any, TypeVar

import attrs
import httpx
import pytest

import githost
from githost.credentials import CredentialSource
from githost.emulation import Server
from githost.errors import AmbiguousWriteError, ResponseError, ServerError

__all__ = ["Case", "Refusal", "World", "contains", "faulty", "hold", "refusal"]

W = TypeVar("W", bound="World")
_NUMBERS = count(1)


@attrs.define(slots=False)
class World:
    """A running emulator, and whoever asks it."""

    server: Server
    app: Any
    _opened: ExitStack
    _clients: dict[str, httpx.Client] = attrs.field(factory=dict, init=False)

    def client(self, **settings: Any) -> httpx.Client:
        """Return the client with these settings: to make one takes longer than to ask."""
        key = repr(sorted(settings.items()))
        if key not in self._clients:
            self._clients[key] = self._opened.enter_context(httpx.Client(**settings))
        return self._clients[key]

    def connect(self, credential: CredentialSource) -> githost.Host:
        """Connect through the plugin, which asks each thing once."""
        host = githost.connect(
            self.server.url,
            provider=self.server.provider,
            credential=credential,
            options=githost.Options(retry=githost.Retry(attempts=1)),
        )
        return self._opened.enter_context(host)

    def host(self, login: str = "admin") -> githost.Host:
        """Connect through the plugin as an account."""
        return self.connect(self.server.credential(login))

    def faulty(self, fault: Callable[[], object]) -> None:
        """Let the next request be answered by a fault of the emulator's."""
        self.app.faults.append(fault)

    def name(self) -> str:
        """Return a name that nothing has."""
        return f"case-{next(_NUMBERS)}"


@attrs.frozen
class Case:
    """One thing asked twice: over plain HTTP, and through the plugin."""

    answer: httpx.Response
    call: Callable[[], object]


@attrs.frozen(kw_only=True)
class Refusal:
    """A row of the table."""

    situation: str
    status: int
    #: What the body contains at least: a mapping of it, or a pattern for a text.
    says: Any
    error: type[ResponseError]
    arrange: Callable[[Any], Case]


def faulty(
    world: "World",
    fault: Callable[[], object],
    send: Callable[[], httpx.Response],
    call: Callable[[], object],
) -> Case:
    """Return a case in which both requests are answered by a fault of the emulator's."""
    world.faulty(fault)
    answer = send()
    world.faulty(fault)
    return Case(answer, call)


def refusal(
    table: list[Refusal], situation: str, status: int, says: Any, error: type[ResponseError]
) -> Callable[[Callable[[W], Case]], Callable[[W], Case]]:
    """Add a row to a table; what is decorated brings the situation about."""

    def add(arrange: Callable[[W], Case]) -> Callable[[W], Case]:
        row = Refusal(situation=situation, status=status, says=says, error=error, arrange=arrange)
        table.append(row)
        return arrange

    return add


def hold(row: Refusal, world: World) -> None:
    """Assert that the product says what the row says, and that the plugin raises the row's error."""
    case = row.arrange(world)
    assert case.answer.status_code == row.status, case.answer.text
    is_json = "json" in case.answer.headers.get("content-type", "")
    said = case.answer.json() if is_json else case.answer.text
    assert contains(said, row.says), said
    with pytest.raises((ResponseError, AmbiguousWriteError)) as raised:
        case.call()
    # Of a write that failed on the server nobody knows whether it was done; the cause tells why.
    ambiguous = isinstance(raised.value, AmbiguousWriteError)
    found: BaseException | None = raised.value
    while isinstance(found, AmbiguousWriteError):
        found = found.__cause__
    assert isinstance(found, ResponseError)
    assert type(found) is row.error, found
    assert found.status == row.status
    assert ambiguous is (row.error is ServerError and case.answer.request.method == "POST")


def contains(actual: Any, expected: Any) -> bool:
    """Tell whether a document has at least what is expected.

    A pattern is searched for in a text; `...` is anything that is not null.
    """
    if expected is ...:
        return actual is not None
    if isinstance(expected, re.Pattern):
        return isinstance(actual, str) and expected.search(actual) is not None
    if isinstance(expected, Mapping):
        return isinstance(actual, dict) and all(
            key in actual and contains(actual[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(map(contains, actual, expected))
        )
    return bool(actual == expected)
