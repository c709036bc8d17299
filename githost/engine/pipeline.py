"""The way of a request from an operation to the wire and back, without I/O.

`Pipeline.run` turns an operation's steps into the three things that a driver can do (`Sending`,
`Pause`, `Work`): it signs the request, guards where it goes, decides about sending it again, and
decodes refusals. Sync and async share every decision.

Rule 1: a write that may have been done although no answer says so ends in `AmbiguousWriteError`,
never in another error, so that the operation can read back (`githost.interface.adopting`).
Rule 2: what a repeated write is refused for may be its own first sending: that is ambiguous, too.
Only a deletion knows: "not there" is what it wanted.
Rule 3: a request that is not signed (a token exchange) changes nothing on the host that anybody
could read back, and keeps its error.
"""

import inspect
import json
import logging
import math
import re
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar
from urllib.parse import urljoin

import attrs

from githost.credentials import Anonymous, CredentialSource
from githost.engine.drift import Notices, announced
from githost.engine.meter import Meter
from githost.engine.origin import Origins, is_loopback, origin_of, redact_url_safely
from githost.engine.policy import ambiguous, is_deleted, is_page, is_write, pause, settles
from githost.engine.signing import Signer
from githost.errors import (
    AmbiguousWriteError,
    AuthenticationError,
    ConfigurationError,
    DecodeError,
    GitHostError,
    OriginError,
    RequestTimeoutError,
    ResponseError,
    TransportError,
    UnsupportedError,
)
from githost.interface.provider import Provider, Site
from githost.options import Cache, Options
from githost.value import Value
from githost.wire import (
    Exchange,
    Form,
    Op,
    Request,
    Response,
    Step,
    Wait,
    Work,
    redact_url,
)

if TYPE_CHECKING:
    from githost.engine.cache import AnswerCache

__all__ = ["Done", "Effect", "Observer", "Pause", "Pipeline", "Sending", "advance"]

T = TypeVar("T")
log = logging.getLogger("githost.exchange")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_METHOD = re.compile(r"[A-Z]+")
_UNSIGNED: Mapping[str, str] = {}

Observer: TypeAlias = Callable[[Exchange], object]


@attrs.frozen
class Sending(Value):
    """Send this once, and read the answer whole (or into `sink`)."""

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes | Form | None = attrs.field(repr=False)
    sink: IO[bytes] | None = None
    #: When the operation's time is over, by `time.monotonic`; None for never.
    deadline: float | None = None

    def described(self) -> str:
        """Name it in a message, without secrets."""
        return f"{self.method} {redact_url(self.url)}"


@attrs.frozen
class Pause(Value):
    """Let time pass."""

    seconds: float


Effect: TypeAlias = Sending | Pause | Work[Any]


@attrs.frozen
class Done(Value, Generic[T]):
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
        return op.send(answer)
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
        observers: Sequence[Observer] = (),
    ) -> None:
        self._provider = provider
        self._site = site
        self._options = options
        self._observers = tuple(observers)
        self._notices = Notices()
        self._origins = Origins.of(site.roots, provider.origins(site.url))
        self._fixed = {
            "accept": "application/json",
            **provider.default_headers,
            "user-agent": agent,
        }
        #: Counts requests against the host's limits.
        self.meter = Meter(provider, site, options)
        self._cache = None if options.cache is None else _cache(options, options.cache)
        #: Finds the headers that carry the credential.
        self.signer = Signer(provider, credential, self.meter.identify)
        if not callable(credential):
            # Known before the first request, so that an estimate is for this account.
            self.meter.identify(credential)
        if not isinstance(credential, Anonymous) and not options.allow_http:
            for origin in self._origins.allowed:
                if origin.startswith("http:") and not is_loopback(origin):
                    raise ConfigurationError(
                        f"a credential is not sent to {origin} without encryption; use https, or say allow_http=True"
                    )

    @property
    def url(self) -> str:
        """The address that was connected to."""
        return self._site.url

    def close(self) -> None:
        """Let go of what is kept between operations. Closing twice is harmless."""
        if self._cache is not None:
            self._cache.close()

    def run(self, op: Op[T]) -> Generator[Effect, Any, T]:
        """Drive `op`, and close it however it ends."""
        total = self._options.total_timeout
        return self._driven(op, None if total is None else time.monotonic() + total)

    def _driven(self, op: Op[T], deadline: float | None) -> Generator[Effect, Any, T]:
        written: Response | None = None
        try:
            step: Step | Done[T] = advance(op)
            while not isinstance(step, Done):
                try:
                    answer = yield from self._perform(step, deadline)
                except Exception as error:
                    written = None
                    step = advance(op, error=error)
                else:
                    written = answer if isinstance(step, Request) and is_write(step) else None
                    step = advance(op, answer)
        except DecodeError as error:
            if written is None:
                raise
            raise AmbiguousWriteError(
                f"{written.method} {written.url} was answered {written.status}, so it is most "
                f"likely done, but the answer could not be read: {error}"
            ) from error
        else:
            return step.value
        finally:
            op.close()

    def _perform(self, step: Step, deadline: float | None) -> Generator[Effect, Any, Any]:
        if isinstance(step, Request):
            return (yield from self._request(step, deadline))
        if isinstance(step, Wait):
            left = _left(deadline)
            if step.seconds <= left:
                return (yield Pause(step.seconds))
            yield Pause(max(0.0, left))
            raise self._over("the operation was waiting for the host")
        return (yield step)

    def _request(
        self, request: Request, deadline: float | None
    ) -> Generator[Effect, Any, Response]:
        self._check(request)
        url = self._origins.resolve(request)
        body, fixed = _encoded(request)
        waited, attempt, renewed = 0.0, 0, False
        #: What an earlier sending ended in that may have been done.
        unclear: GitHostError | None = None
        while True:
            attempt += 1
            known, signature = self.signer.known, _UNSIGNED
            headers = {**self._fixed, **fixed}
            sending = Sending(request.method, url, headers, body, request.sink, deadline)
            try:
                if _left(deadline) <= 0:
                    raise self._over(f"{sending.described()} was not sent")
                if request.authorized:
                    signature = yield from self._driven(self.signer.headers(), deadline)
                    headers.update(signature)
                yield from self._driven(self.meter.admit(request, _left(deadline)), deadline)
            except GitHostError as error:
                # Nothing of this sending went out, but an earlier one may have been done.
                if unclear is not None:
                    raise _lost(sending, unclear, error) from error
                raise
            try:
                return (
                    yield from self._follow(
                        request,
                        sending,
                        signature,
                        attempt,
                        repeated=unclear is not None,
                    )
                )
            except AuthenticationError as error:
                if (
                    not (renewed or error.locked)
                    and request.authorized
                    and self.signer.refused(signature, known=known)
                ):
                    renewed = True
                    attempt -= 1
                    continue
                if unclear is not None:
                    raise _lost(sending, unclear, error) from error
                raise
            except GitHostError as error:
                if ambiguous(error, request):
                    unclear = error
                seconds = self._again(request, error, attempt, waited)
                if seconds is None or seconds > _left(deadline):
                    problem = error
                    if seconds is not None:
                        problem = self._over(str(error))
                    if unclear is not None and not settles(error):
                        raise _lost(sending, unclear, problem) from error
                    if problem is not error:
                        raise problem from error
                    raise
                log.info(
                    "%s: attempt %d failed, waiting %.2f s", sending.described(), attempt, seconds
                )
            waited += seconds
            yield Pause(seconds)

    def _check(self, request: Request) -> None:
        if not _METHOD.fullmatch(request.method):
            raise ConfigurationError(f"{request.method!r} is no method of HTTP; write it as GET")
        if self._options.read_only and request.authorized and request.writes:
            raise UnsupportedError(
                f"{request.method} {request.path} was not sent: this connection is read-only"
            )

    def _again(
        self, request: Request, error: GitHostError, attempt: int, waited: float
    ) -> float | None:
        """Return after how many seconds to send again, None where that is out of the question."""
        if not isinstance(error, TransportError | ResponseError):
            return None
        seconds = pause(error, request, self._options.retry, attempt=attempt, waited=waited)
        if seconds is not None and request.sink is not None and not _rewound(request.sink):
            return None
        return seconds

    def _over(self, what: str) -> RequestTimeoutError:
        return RequestTimeoutError(
            f"{what}; the operation did not end within {self._options.total_timeout} s "
            "(total_timeout in the options)"
        )

    def _follow(
        self,
        request: Request,
        sending: Sending,
        signature: Mapping[str, str],
        attempt: int,
        *,
        repeated: bool,
    ) -> Generator[Effect, Any, Response]:
        for _ in range(_MOST_REDIRECTS + 1):
            response, came = yield from self._asked(request, sending, signature, attempt)
            log.debug("%s %s: %d", came.method, came.url, came.status)
            self._notices.read(came)
            location = response.headers.get("location") if response.status in _REDIRECTS else None
            if location is None:
                if repeated:
                    response = attrs.evolve(response, repeated=True)
                error = self._provider.error(response) or _page(response, request)
                yield from self._driven(self.meter.learn(request, came, error), None)
                if error is None or (repeated and is_deleted(error, request)):
                    return response
                raise announced(error, response)
            sending = self._redirected(request, sending, response.status, location)
        raise ResponseError(
            f"{sending.described()} was redirected more than {_MOST_REDIRECTS} times; check the "
            "address given to connect, and what stands between here and the host",
            method=sending.method,
        )

    def _asked(
        self, request: Request, sending: Sending, signature: Mapping[str, str], attempt: int
    ) -> Generator[Effect, Any, tuple[Response, Response]]:
        """Send once, or ask whether the kept answer still holds.

        Returns what the operation is answered, and what came over the wire.
        """
        cache = self._cache
        if (
            cache is not None
            and cache.serves(request)
            and sending.headers.items() >= signature.items()
        ):

            def send(conditions: Mapping[str, str]) -> Generator[Effect, Any, Response]:
                headers = {**sending.headers, **conditions}
                return self._sent(attrs.evolve(sending, headers=headers), attempt)

            return (yield from cache.exchange(sending.url, sending.headers, signature, send))
        if cache is not None and is_write(request):
            # Before it is sent: what goes wrong here must not make a write that was done look failed.
            forgetting = cache.forget(sending.url, sending.headers, signature)
            yield from self._driven(forgetting, None)
        came = yield from self._sent(sending, attempt)
        return came, came

    def _sent(self, sending: Sending, attempt: int) -> Generator[Effect, Any, Response]:
        if not self._observers:
            response: Response = yield sending
            return response
        began = time.monotonic()
        try:
            answered: Response = yield sending
        except GitHostError as error:
            self._tell(sending, attempt, began, error=type(error).__name__)
            raise
        self._tell(sending, attempt, began, status=answered.status)
        return answered

    def _tell(
        self,
        sending: Sending,
        attempt: int,
        began: float,
        *,
        status: int | None = None,
        error: str | None = None,
    ) -> None:
        exchange = Exchange(
            provider=self._provider.name,
            method=sending.method,
            url=redact_url(sending.url),
            status=status,
            seconds=time.monotonic() - began,
            attempt=attempt,
            error=error,
        )
        for observer in self._observers:
            try:
                observer(exchange)
            except Exception:
                # A stranger's code may raise anything, and must not take an exchange down.
                log.exception("an observer of exchanges (githost_exchange) failed")

    def _redirected(
        self, request: Request, sending: Sending, status: int, location: str
    ) -> Sending:
        try:
            target = urljoin(sending.url, location)
        except ValueError:
            raise OriginError(
                f"{sending.described()} was answered by a redirect to what is no address; it was "
                "not followed. Check what stands between here and the host"
            ) from None
        headers = dict(sending.headers)
        if request.writes and status == 303:
            # "Done, look there" (RFC 9110, section 15.4.4).
            raise AmbiguousWriteError(
                f"{sending.described()} was answered by a redirect (303), so it may be done; the "
                f"redirect to {redact_url_safely(target)} was not followed"
            )
        if not (request.download and sending.method == "GET" and self._elsewhere(target)):
            self._origins.check(target)
        else:
            for name in self.signer.names:
                headers.pop(name, None)
        if request.writes and status not in {307, 308}:
            raise ResponseError(
                f"{sending.described()} was answered by a redirect ({status}) to "
                f"{redact_url(target)}, which would turn it into a GET; connect to the address it names"
            )
        return attrs.evolve(sending, url=target, headers=headers)

    def _elsewhere(self, url: str) -> bool:
        try:
            return origin_of(url) not in self._origins.allowed
        except ConfigurationError:
            return False


def _page(response: Response, request: Request) -> DecodeError | None:
    if not is_page(response, request):
        return None
    return DecodeError(
        f"{response.method} {response.url} answered {response.status} with a page of HTML; check "
        "that the URL is the host's API and not a login page or proxy"
    )


def _left(deadline: float | None) -> float:
    return math.inf if deadline is None else deadline - time.monotonic()


def _cache(options: Options, settings: Cache) -> "AnswerCache":
    # Imported here, for it is an extra.
    from githost.engine.cache import AnswerCache

    return AnswerCache(
        settings, max_body=options.max_body, identity=repr(options.client_certificate)
    )


def _lost(sending: Sending, unclear: GitHostError, error: GitHostError) -> AmbiguousWriteError:
    """Return the error of a write that may have been done: `unclear` says why, `error` how it ended."""
    more = "" if error is unclear else f"; sent again, it ended in: {error}"
    return AmbiguousWriteError(
        f"{sending.described()} may have been done, look before doing it again: {unclear}{more}"
    )


def _encoded(request: Request) -> tuple[bytes | Form | None, dict[str, str]]:
    headers = {name.lower(): value for name, value in request.headers.items()}
    for name, value in headers.items():
        if not value.isascii() or any(character in "\r\n\0" for character in name + value):
            raise ConfigurationError(
                f"the header {name!r} of {request.method} {request.path} holds control characters, "
                "or letters beyond ASCII; remove them"
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
