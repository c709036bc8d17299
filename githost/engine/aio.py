"""The driver for asyncio: it sends, sleeps, and works in a thread.

Every decision is the pipeline's.
"""

import asyncio
import os
import time
import warnings
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from githost.engine.pipeline import Done, Effect, Pause, Pipeline, Sending, advance
from githost.engine.transport import (
    Collector,
    closed,
    content,
    foreign_process,
    settings,
    transport_error,
    unclosed,
)
from githost.errors import ConfigurationError, GitHostError
from githost.options import Options
from githost.wire import Op, Response

__all__ = ["AsyncEngine"]

T = TypeVar("T")


class AsyncEngine:
    """Runs operations. One engine serves many tasks of one event loop."""

    def __init__(self, pipeline: Pipeline, options: Options) -> None:
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._pipeline = pipeline
        self._options = options
        self._process = os.getpid()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        if options.transport is not None and not isinstance(
            options.transport, httpx.AsyncBaseTransport
        ):
            raise ConfigurationError(
                "options.transport must be an httpx.AsyncBaseTransport for connect_async; connect "
                "takes the other one"
            )

    async def run(self, op: Op[T]) -> T:
        """Run `op` to its end and return its result."""
        loop = asyncio.get_running_loop()
        # Connections belong to the loop in which they were made.
        if self._loop is None:
            self._loop = loop
        problem = None
        if self._closed:
            problem = closed()
        elif os.getpid() != self._process:
            problem = foreign_process()
        elif self._loop is not loop:
            problem = ConfigurationError(
                "this host was used in another event loop; connect again in this one"
            )
        if problem is not None:
            op.close()
            raise problem
        way = self._pipeline.run(op)
        try:
            at: Effect | Done[T] = advance(way)
            while not isinstance(at, Done):
                try:
                    answer = await self._do(at)
                except Exception as error:
                    at = advance(way, error=error)
                else:
                    at = advance(way, answer)
            return at.value
        finally:
            way.close()

    async def _do(self, effect: Effect) -> Any:
        if isinstance(effect, Sending):
            return await self._exchange(effect)
        if isinstance(effect, Pause):
            return await asyncio.sleep(effect.seconds)
        return await _whole(effect.do)

    async def _exchange(self, sending: Sending) -> Response:
        client = self._client(urlsplit(sending.url).scheme)
        left = None if sending.deadline is None else max(0.0, sending.deadline - time.monotonic())
        problem: GitHostError
        try:
            async with asyncio.timeout(left):
                request = client.build_request(
                    sending.method, sending.url, headers=sending.headers, **content(sending)
                )
                answer = await client.send(request, stream=True)
                try:
                    collector = Collector(sending, answer, self._options)
                    if not answer.is_stream_consumed:
                        async for piece in answer.aiter_raw():
                            collector.add(piece)
                finally:
                    await answer.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError) as error:
            problem = transport_error(sending, error)
        except RuntimeError:
            # The library's word for a client that another task has closed meanwhile.
            if not self._closed:
                raise
            problem = closed()
        else:
            return collector.response()
        # Raised outside the handler: the library's error, whose request holds the credential, must
        # not hang on ours.
        raise problem

    def _client(self, scheme: str) -> httpx.AsyncClient:
        if self._closed:
            raise closed()
        if scheme not in self._clients:
            with settings(self._options, scheme) as arguments:
                self._clients[scheme] = httpx.AsyncClient(**arguments)
        return self._clients[scheme]

    async def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._closed = True
        clients, self._clients = list(self._clients.values()), {}
        if os.getpid() != self._process or self._loop is not asyncio.get_running_loop():
            # Their loop is not running here, and would have to.
            return
        for client in clients:
            await client.aclose()

    def __del__(self) -> None:
        if self._clients and os.getpid() == self._process:
            warnings.warn(unclosed(self._pipeline.url), ResourceWarning, stacklevel=2, source=self)


async def _whole(do: Callable[[], T]) -> T:
    """Run `do` in a thread to its end, even when the task is cancelled meanwhile: it is one transaction."""
    running = asyncio.ensure_future(asyncio.to_thread(do))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        if not running.cancelled():
            running.exception()
        raise
