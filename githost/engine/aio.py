"""The driver for asyncio: it sends, sleeps, and works in a thread.

Every decision is the pipeline's. The HTTP library is loaded with the first exchange, as by the
driver for threads.
"""

from __future__ import annotations

import asyncio
import os
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from githost.engine.lifetime import closed, foreign_process, unclosed
from githost.engine.pipeline import Done, Effect, Pause, Pipeline, Sending, advance
from githost.errors import ConfigurationError, GitHostError
from githost.options import Options
from githost.wire import Op, Response

if TYPE_CHECKING:
    import httpx

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
        if options.transport is not None:
            from githost.engine.transport import check_transport

            check_transport(options, asynchronous=True)

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
        from githost.engine import transport

        client = self._client(urlsplit(sending.url).scheme)
        left = None if sending.deadline is None else max(0.0, sending.deadline - time.monotonic())
        problem: GitHostError
        try:
            async with asyncio.timeout(left):
                request = client.build_request(
                    sending.method,
                    sending.url,
                    headers=sending.headers,
                    **transport.content(sending),
                )
                answer = await client.send(request, stream=True)
                try:
                    collector = transport.Collector(sending, answer, self._options)
                    if not answer.is_stream_consumed:
                        async for piece in answer.aiter_raw():
                            collector.add(piece)
                finally:
                    await answer.aclose()
        except (*transport.ERRORS, TimeoutError) as error:
            problem = transport.transport_error(sending, error)
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
            from githost.engine.transport import async_client

            self._clients[scheme] = async_client(self._options, scheme)
        return self._clients[scheme]

    async def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._closed = True
        clients, self._clients = list(self._clients.values()), {}
        self._pipeline.close()
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
