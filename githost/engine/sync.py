"""The driver for threads: it sends, sleeps and works where it stands.

Every decision is the pipeline's. The HTTP library is loaded with the first exchange: it takes longer
to load than the rest, and a local host never needs it.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from githost.engine.lifetime import closed, foreign_process, unclosed
from githost.engine.pipeline import Done, Effect, Pause, Pipeline, Sending, advance
from githost.errors import GitHostError
from githost.options import Options
from githost.wire import Op, Response

if TYPE_CHECKING:
    import httpx

__all__ = ["Engine"]

T = TypeVar("T")


class Engine:
    """Runs operations. One engine serves many threads."""

    def __init__(self, pipeline: Pipeline, options: Options) -> None:
        self._clients: dict[str, httpx.Client] = {}
        self._pipeline = pipeline
        self._options = options
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._closed = False
        if options.transport is not None:
            from githost.engine.transport import check_transport

            check_transport(options, asynchronous=False)

    def run(self, op: Op[T]) -> T:
        """Run `op` to its end and return its result."""
        if self._closed or os.getpid() != self._process:
            op.close()
            raise closed() if self._closed else foreign_process()
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
        if isinstance(effect, Sending):
            return self._exchange(effect)
        if isinstance(effect, Pause):
            return time.sleep(effect.seconds)
        return effect.do()

    def _exchange(self, sending: Sending) -> Response:
        from githost.engine import transport

        client = self._client(urlsplit(sending.url).scheme)
        problem: GitHostError
        try:
            with transport.within(sending.deadline):
                request = client.build_request(
                    sending.method,
                    sending.url,
                    headers=sending.headers,
                    **transport.content(sending),
                )
                answer = client.send(request, stream=True)
                try:
                    collector = transport.Collector(sending, answer, self._options)
                    if not answer.is_stream_consumed:
                        for piece in answer.iter_raw():
                            collector.add(piece)
                finally:
                    answer.close()
        except transport.ERRORS as error:
            problem = transport.transport_error(sending, error)
        except RuntimeError:
            # The library's word for a client that another thread has closed meanwhile.
            if not self._closed:
                raise
            problem = closed()
        else:
            return collector.response()
        # Raised outside the handler: the library's error, whose request holds the credential, must
        # not hang on ours.
        raise problem

    def _client(self, scheme: str) -> httpx.Client:
        with self._lock:
            if self._closed:
                raise closed()
            if scheme not in self._clients:
                from githost.engine.transport import client

                self._clients[scheme] = client(self._options, scheme)
            return self._clients[scheme]

    def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._closed = True
        if os.getpid() != self._process:
            # Another thread of the parent may have held the lock when this process was made.
            self._lock = threading.Lock()
        with self._lock:
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()
        self._pipeline.close()

    def __del__(self) -> None:
        if self._clients and os.getpid() == self._process:
            warnings.warn(unclosed(self._pipeline.url), ResourceWarning, stacklevel=2, source=self)
