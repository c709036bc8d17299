"""The driver for threads: it sends, sleeps and works where it stands.

Every decision is the pipeline's.
"""

import threading
import time
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from githost.engine.pipeline import Done, Effect, Exchange, Pause, Pipeline, advance
from githost.engine.transport import Collector, client_settings, content, transport_error
from githost.errors import ConfigurationError
from githost.options import Options
from githost.wire import Op, Response

__all__ = ["Engine"]

T = TypeVar("T")


class Engine:
    """Runs operations. One engine serves many threads."""

    def __init__(self, pipeline: Pipeline, options: Options) -> None:
        self._pipeline = pipeline
        self._options = options
        self._clients: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()
        self._closed = False

    def run(self, op: Op[T]) -> T:
        """Run `op` to its end and return its result."""
        if self._closed:
            op.close()
            raise ConfigurationError("this host is closed; connect again")
        way = self._pipeline.run(op)
        try:
            at: Effect | Done[T] = advance(way)
            while not isinstance(at, Done):
                try:
                    answer = self._do(at)
                except Exception as error:
                    at = advance(way, error=error)
                else:
                    at = advance(way, answer)
            return at.value
        finally:
            way.close()

    def _do(self, effect: Effect) -> Any:
        if isinstance(effect, Exchange):
            return self._exchange(effect)
        if isinstance(effect, Pause):
            return time.sleep(effect.seconds)
        return effect.do()

    def _exchange(self, exchange: Exchange) -> Response:
        client = self._client(urlsplit(exchange.url).scheme)
        try:
            request = client.build_request(
                exchange.method, exchange.url, headers=exchange.headers, **content(exchange)
            )
            answer = client.send(request, stream=True)
            try:
                collector = Collector(exchange, answer, self._options)
                for piece in answer.iter_bytes():
                    collector.add(piece)
            finally:
                answer.close()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            problem = transport_error(exchange, error)
        else:
            return collector.response()
        # Raised outside the handler: the library's error, whose request holds the credential, must
        # not hang on ours.
        raise problem

    def _client(self, scheme: str) -> httpx.Client:
        with self._lock:
            if scheme not in self._clients:
                self._clients[scheme] = httpx.Client(**client_settings(self._options, scheme))
            return self._clients[scheme]

    def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._closed = True
        with self._lock:
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()
