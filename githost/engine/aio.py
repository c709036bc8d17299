"""The driver for asyncio: it sends, sleeps, and works in a thread.

Every decision is the pipeline's.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from githost.engine.pipeline import Done, Effect, Exchange, Pause, Pipeline, advance
from githost.engine.transport import Collector, client_settings, content, transport_error
from githost.errors import ConfigurationError
from githost.options import Options
from githost.wire import Op, Response

__all__ = ["AsyncEngine"]

T = TypeVar("T")


class AsyncEngine:
    """Runs operations. One engine serves many tasks of one event loop."""

    def __init__(self, pipeline: Pipeline, options: Options) -> None:
        self._pipeline = pipeline
        self._options = options
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._closed = False

    async def run(self, op: Op[T]) -> T:
        """Run `op` to its end and return its result."""
        if self._closed:
            op.close()
            raise ConfigurationError("this host is closed; connect again")
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
        if isinstance(effect, Exchange):
            return await self._exchange(effect)
        if isinstance(effect, Pause):
            return await asyncio.sleep(effect.seconds)
        return await _whole(effect.do)

    async def _exchange(self, exchange: Exchange) -> Response:
        client = self._client(urlsplit(exchange.url).scheme)
        try:
            request = client.build_request(
                exchange.method, exchange.url, headers=exchange.headers, **content(exchange)
            )
            answer = await client.send(request, stream=True)
            try:
                collector = Collector(exchange, answer, self._options)
                async for piece in answer.aiter_bytes():
                    collector.add(piece)
            finally:
                await answer.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            problem = transport_error(exchange, error)
        else:
            return collector.response()
        # Raised outside the handler: the library's error, whose request holds the credential, must
        # not hang on ours.
        raise problem

    def _client(self, scheme: str) -> httpx.AsyncClient:
        if scheme not in self._clients:
            self._clients[scheme] = httpx.AsyncClient(**client_settings(self._options, scheme))
        return self._clients[scheme]

    async def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._closed = True
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()


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
