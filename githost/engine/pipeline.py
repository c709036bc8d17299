"""The way of a request from an operation to the wire and back, without I/O.

`Pipeline.run` turns an operation's steps into the three things that a driver can do (`Exchange`,
`Pause`, `Work`): it signs the
request, guards where it goes, decides about sending it again, and decodes refusals. Sync and async
share every decision.
"""

import inspect
import json
import logging
import time
from collections.abc import Generator, Mapping
from typing import IO, Any, Generic, TypeAlias, TypeVar
from urllib.parse import urljoin

import attrs

from githost.credentials import Anonymous, CredentialSource
from githost.engine.meter import Meter
from githost.engine.origin import Origins, is_loopback, origin_of
from githost.engine.policy import pause
from githost.engine.signing import Signer
from githost.errors import (
    AuthenticationError,
    ConfigurationError,
    RequestTimeoutError,
    ResponseError,
    TransportError,
    UnsupportedError,
)
from githost.interface.provider import Provider, Site
from githost.options import Options
from githost.wire import Form, Op, Request, Response, Step, Wait, Work, redact_url

__all__ = ["Done", "Effect", "Exchange", "Pause", "Pipeline", "advance"]

T = TypeVar("T")
log = logging.getLogger("githost.exchange")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_UNSIGNED: Mapping[str, str] = {}


@attrs.frozen
class Exchange:
    """Send this once, and read the answer whole (or into `sink`)."""

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes | Form | None = attrs.field(repr=False)
    sink: IO[bytes] | None = None


@attrs.frozen
class Pause:
    """Let time pass."""

    seconds: float


Effect: TypeAlias = Exchange | Pause | Work[Any]


@attrs.frozen
class Done(Generic[T]):
    """An operation's end."""

    value: T


def advance(op: Generator[Any, Any, T], answer: Any = None, error: Exception | None = None) -> Any:
    """Go one step on: return what `op` yields, or `Done`.

    The only place that may see StopIteration.
    """
    if inspect.getgeneratorstate(op) == inspect.GEN_CLOSED:
        raise ConfigurationError(
            "this operation has already run; call the method again for a new one"
        )
    try:
        if error is not None:
            return op.throw(error)
        return next(op) if inspect.getgeneratorstate(op) == inspect.GEN_CREATED else op.send(answer)
    except StopIteration as stop:
        return Done(stop.value)


class Pipeline:
    """What all operations on one connection share."""

    def __init__(
        self,
        provider: Provider,
        site: Site,
        credential: CredentialSource,
        options: Options,
        agent: str,
    ) -> None:
        self._provider = provider
        self._site = site
        self._options = options
        self._origins = Origins.of(site.roots, provider.origins(site.url))
        self._fixed = {
            "accept": "application/json",
            **provider.default_headers,
            "user-agent": agent,
        }
        #: Counts requests against the host's limits.
        self.meter = Meter(provider, site, options)
        #: Finds the headers that carry the credential.
        self.signer = Signer(provider, credential, self.meter.identify)
        if not isinstance(credential, Anonymous) and not options.allow_http:
            for origin in self._origins.allowed:
                if origin.startswith("http:") and not is_loopback(origin):
                    raise ConfigurationError(
                        f"a credential is not sent to {origin} without encryption; use https, or say allow_http=True"
                    )

    def run(self, op: Op[T]) -> Generator[Effect, Any, T]:
        """Drive `op`, and close it however it ends."""
        try:
            step: Step | Done[T] = advance(op)
            while not isinstance(step, Done):
                try:
                    answer = yield from self._perform(step)
                except Exception as error:
                    step = advance(op, error=error)
                else:
                    step = advance(op, answer)
            return step.value
        finally:
            op.close()

    def _perform(self, step: Step) -> Generator[Effect, Any, Any]:
        if isinstance(step, Request):
            return (yield from self._request(step))
        if isinstance(step, Wait):
            return (yield Pause(step.seconds))
        return (yield step)

    def _request(self, request: Request) -> Generator[Effect, Any, Response]:
        if self._options.read_only and request.authorized and request.method not in _READS:
            raise UnsupportedError(
                f"{request.method} {request.path} was not sent: this connection is read-only"
            )
        url = self._origins.resolve(request)
        body, fixed = _encoded(request)
        began, waited, attempt, renewed = time.monotonic(), 0.0, 0, False
        while True:
            attempt += 1
            known, signature = self.signer.known, _UNSIGNED
            try:
                headers = {**self._fixed, **fixed}
                if request.authorized:
                    signature = yield from self.run(self.signer.headers())
                    headers.update(signature)
                yield from self.run(self.meter.admit(request))
                return (
                    yield from self._follow(
                        request, Exchange(request.method, url, headers, body, request.sink)
                    )
                )
            except AuthenticationError as error:
                if renewed or error.locked or not request.authorized:
                    raise
                if not self.signer.refused(signature, known=known):
                    raise
                renewed = True
                attempt -= 1
            except (TransportError, ResponseError) as error:
                seconds = pause(error, request, self._options.retry, attempt=attempt, waited=waited)
                if seconds is None or (request.sink is not None and not _rewound(request.sink)):
                    raise
                total = self._options.total_timeout
                if total is not None and time.monotonic() - began + seconds > total:
                    raise RequestTimeoutError(
                        f"{request.method} {redact_url(url)} did not succeed within {total} s; last: {error}"
                    ) from error
                log.info(
                    "%s %s: attempt %d failed, waiting %.2f s",
                    request.method,
                    redact_url(url),
                    attempt,
                    seconds,
                )
                waited += seconds
                yield Pause(seconds)

    def _follow(self, request: Request, exchange: Exchange) -> Generator[Effect, Any, Response]:
        for _ in range(_MOST_REDIRECTS + 1):
            response: Response = yield exchange
            log.debug("%s %s: %d", response.method, response.url, response.status)
            location = response.headers.get("location") if response.status in _REDIRECTS else None
            if location is None:
                error = self._provider.error(response)
                yield from self.run(self.meter.learn(request, response, error))
                if error is not None:
                    raise error
                return response
            exchange = self._redirected(
                request, exchange, response.status, urljoin(exchange.url, location)
            )
        raise ResponseError(
            f"{request.method} {redact_url(exchange.url)}: more than {_MOST_REDIRECTS} redirects"
        )

    def _redirected(
        self, request: Request, exchange: Exchange, status: int, target: str
    ) -> Exchange:
        headers = dict(exchange.headers)
        if not (request.download and exchange.method == "GET" and self._elsewhere(target)):
            self._origins.check(target)
        else:
            for name in self.signer.names:
                headers.pop(name, None)
        if exchange.method not in _READS and status not in {307, 308}:
            raise ResponseError(
                f"{exchange.method} {redact_url(exchange.url)} was answered by a redirect ({status}) to "
                f"{redact_url(target)}, which would turn it into a GET; connect to the address it names"
            )
        return attrs.evolve(exchange, url=target, headers=headers)

    def _elsewhere(self, url: str) -> bool:
        try:
            return origin_of(url) not in self._origins.allowed
        except ConfigurationError:
            return False


def _encoded(request: Request) -> tuple[bytes | Form | None, dict[str, str]]:
    headers = {name.lower(): value for name, value in request.headers.items()}
    for name, value in headers.items():
        if not value.isascii() or any(character in "\r\n\0" for character in name + value):
            raise ConfigurationError(
                f"the header {name!r} of {request.method} {request.path} holds control characters, "
                "or letters beyond ASCII"
            )
    if request.json is None:
        return request.body, headers
    headers.setdefault("content-type", "application/json")
    try:
        body = json.dumps(request.json, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"what was given for {request.method} {request.path} cannot be sent as JSON: {error}"
        ) from error
    return body, headers


def _rewound(sink: IO[bytes]) -> bool:
    if not sink.seekable():
        return False
    sink.seek(0)
    sink.truncate()
    return True
