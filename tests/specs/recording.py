"""Everything that goes over the wire while the contract runs against an emulator."""

import contextlib
import threading
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

import attrs
import pytest

import githost
from githost import emulation
from githost.client.connection import Connection
from githost.model import Event
from githost.wire import Op, Pages, Request
from githost_contract_tests import Target
from tests.contract.targets import target

__all__ = [
    "TARGET",
    "Exchange",
    "Recorder",
    "Recording",
    "contract",
    "serving",
]

Message: TypeAlias = MutableMapping[str, Any]

#: Where the run of the contract finds its target.
TARGET: Final = pytest.StashKey[Target]()
#: Says which operation of the interface sent a request; no host knows it.
_OPERATION: Final = "x-githost-operation"
_CONTRACT: Final = Path(__file__).with_name("contract.py")
#: What is sent is the same in async. What no host has is asked for only to see it refused.
_CHOSEN: Final = "not async and not test_unknown_key_is_refused"
#: The contract's modules are loaded already, by the run that this one is within.
_QUIETLY: Final = (
    *("-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
)


@attrs.frozen(kw_only=True)
class Exchange:
    """One request and its answer."""

    #: Operation of the interface, as `repos.get`; None where none was running (who am I?).
    operation: str | None
    method: str
    #: As it was sent, percent-encoded, without its query.
    path: str
    query: tuple[tuple[str, str], ...]
    #: Media type and parameters of the request's body; empty for none.
    content_type: str
    content: bytes = attrs.field(repr=False)
    status: int
    answer_type: str
    answer: bytes = attrs.field(repr=False)


@attrs.frozen
class Recording:
    """What the contract sent to one product, and what it was answered."""

    product: str
    exchanges: tuple[Exchange, ...] = attrs.field(repr=False)
    #: Operations of the interface that the provider says it supports.
    supported: frozenset[str]


class Recorder:
    """An ASGI application before another that notes what comes and goes."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        #: Of the plugins alone: git, which speaks to the same server, is not a client of the API.
        self.exchanges: list[Exchange] = []

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Pass one request on."""
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        if not headers.get("user-agent", "").startswith("githost"):
            await self._app(scope, receive, send)
            return
        sent, answered = bytearray(), bytearray()
        head: dict[str, Any] = {}

        async def received() -> Message:
            message: Message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                head["status"] = message["status"]
                head["headers"] = {
                    name.decode().lower(): value.decode() for name, value in message["headers"]
                }
            answered.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, received, answer)
        raw: bytes = scope["raw_path"]
        self.exchanges.append(
            Exchange(
                operation=headers.get(_OPERATION),
                method=scope["method"],
                path=raw.partition(b"?")[0].decode("ascii"),
                query=tuple(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
                content_type=headers.get("content-type", ""),
                content=bytes(sent),
                status=head["status"],
                answer_type=head["headers"].get("content-type", ""),
                answer=bytes(answered),
            )
        )


@contextlib.contextmanager
def serving(
    product: str, *, seed: str | None = None
) -> Iterator[tuple[emulation.Server, Recorder]]:
    """Run the emulator of `product` behind a recorder while the `with` block lasts."""
    with emulation.prepare(product, seed=seed) as prepared:
        recorder = Recorder(prepared.app.asgi)
        prepared.app.asgi = recorder
        runner = emulation.uvicorn_server(prepared.app)
        thread = threading.Thread(target=runner.run, args=([prepared.socket],), daemon=True)
        thread.start()
        try:
            yield prepared.server, recorder
        finally:
            runner.should_exit = True
            thread.join(20)


class _Told:
    """Tells the nested run its target."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def pytest_configure(self, config: pytest.Config) -> None:
        """Put the emulator behind the recorder where `contract.py` looks."""
        config.stash[TARGET] = self._target


def contract(product: str) -> Recording:
    """Run every contract suite against `product` in sync, and return what went over the wire.

    Fails the test that asks for it when a contract test fails.
    """
    with serving(product) as (server, recorder), _naming_operations():
        told = target(server)
        code = pytest.main([*_QUIETLY, "-x", "-k", _CHOSEN, str(_CONTRACT)], plugins=[_Told(told)])
        with githost.connect(told.url, provider=product, credential=told.credential) as host:
            supported = frozenset(name for name, able in host.capabilities().items() if able)
            if "hooks.test" in supported:
                _try_hook(host, told, server.url)
    if code is not pytest.ExitCode.OK:
        pytest.fail(f"the contract of {product} fails, so what it sends proves nothing")
    return Recording(product, tuple(recorder.exchanges), supported)


def _try_hook(host: githost.Host, target: Target, url: str) -> None:
    """Let a hook be tried, which the contract cannot: nobody listens at its address."""
    repo = host.repos.create(f"{target.namespace}/githost-tried-hook")
    hook = host.hooks.create(repo.ref, url=url, events={Event.PUSH})
    host.hooks.test(repo.ref, hook.id)
    host.repos.delete(repo.ref)


@contextlib.contextmanager
def _naming_operations() -> Iterator[None]:
    """Let every request say in a header which operation of the interface sends it."""
    operation = Connection.operation

    def named(self: Connection, noun: str, method: str, args: Any, kwargs: Any) -> Any:
        described = operation(self, noun, method, args, kwargs)
        name = f"{noun}.{method}"
        if not isinstance(described, Pages):
            return _naming(name, described)
        return attrs.evolve(described, fetch=lambda cursor: _naming(name, described.fetch(cursor)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "operation", named)
        yield


def _naming(name: str, op: Op[Any]) -> Op[Any]:
    """Run `op` with the name of its operation on each of its requests."""
    try:
        step = next(op)
        while True:
            if isinstance(step, Request):
                step = attrs.evolve(step, headers={**step.headers, _OPERATION: name})
            try:
                answer = yield step
            except Exception as error:
                step = op.throw(error)
            else:
                step = op.send(answer)
    except StopIteration as end:
        return end.value
    finally:
        op.close()
