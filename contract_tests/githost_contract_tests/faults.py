"""A transport between a connection and its host, which does to exchanges what networks and hosts do.

It knows no host's API: it sees requests, and answers in the host's place or spoils the host's own
answer. What is sent to another host is noted and never leaves the machine.
"""

import enum
import json
import re
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

import attrs
import httpx

import githost

__all__ = ["CANARY", "ELSEWHERE", "HOUR", "Fault", "HostileTransport"]

#: Another host, which no connection has any business with.
ELSEWHERE: Final = "elsewhere.invalid"
#: A secret in the addresses to which the credulous are sent.
CANARY: Final = "canary-3f9b1c70d2e84a65"
#: Seconds that a host asks to wait which is not to be waited for.
HOUR: Final = 3600
#: Requests after which a list that goes round and round is cut off.
_ENDLESS: Final = 25
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LINK: Final = re.compile(r'<([^<>]*)>(?=[^,<]*;\s*rel="?next\b)', re.IGNORECASE)
_PAGE: Final = b"<!DOCTYPE html><html><title>Log in</title><form>Who are you?</form></html>"


class Fault(enum.Enum):
    """What may happen to an exchange."""

    #: Once: told to come back at once.
    SLOW_DOWN = "429"
    SLOW_DOWN_UNTOLD = "429 untold"
    #: Each time: told to come back in an hour, in seconds or by a date; or not told.
    SHUT = "429 for an hour"
    SHUT_UNTIL = "429 until a date"
    SHUT_UNTOLD = "429 for good"
    #: Once, and the host did what it was asked.
    BAD_GATEWAY = "502 after"
    RESET = "reset mid-body"
    TRUNCATED = "truncated JSON"
    SEE_OTHER = "303 elsewhere after"
    #: Each time, and the host did what it was asked.
    WRONG_TYPE = "wrong content type"
    #: Each time, and the host was not asked.
    LOGIN_PAGE = "login page"
    FOUND = "302 elsewhere"
    TEMPORARY = "307 elsewhere"
    #: The next page is said to be on another host.
    NEXT = "next elsewhere"
    #: Each page is followed by the same one again.
    REPEATED = "repeated page"


_ONCE: Final = frozenset(
    {
        Fault.SLOW_DOWN,
        Fault.SLOW_DOWN_UNTOLD,
        Fault.BAD_GATEWAY,
        Fault.RESET,
        Fault.TRUNCATED,
        Fault.SEE_OTHER,
    }
)


@attrs.frozen
class _Answer:
    """An answer of the host, whole."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    #: Whether the connection breaks in the middle of the body.
    breaks: bool = False

    @classmethod
    def of(cls, answer: httpx.Response) -> "_Answer":
        """Take an answer that has been read, without what was true of its way here only."""
        gone = {"content-length", "content-encoding", "transfer-encoding"}
        kept = ((key, value) for key, value in answer.headers.multi_items() if key not in gone)
        return cls(answer.status_code, tuple(kept), answer.content)

    def typed(self, kind: str) -> "_Answer":
        """Say that the body is something else."""
        others = ((key, value) for key, value in self.headers if key != "content-type")
        return attrs.evolve(self, headers=(*others, ("content-type", kind)))

    def response(self) -> httpx.Response:
        """Give it as the HTTP library has it."""
        stream = _Body(self.body, self.breaks)
        return httpx.Response(self.status, headers=list(self.headers), stream=stream)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, body: bytes, breaks: bool) -> None:
        self._body = body
        self._breaks = breaks

    def __iter__(self) -> Iterator[bytes]:
        if not self._breaks:
            yield self._body
            return
        yield self._body[: len(self._body) // 2]
        raise httpx.ReadError("connection reset by peer")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


class HostileTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Stands between one connection and its host, and is harmless until it is armed."""

    def __init__(self, options: githost.Options) -> None:
        self._options = options
        self._sync: httpx.BaseTransport | None = options.transport
        self._async: httpx.AsyncBaseTransport | None = options.transport
        self._fault: Fault | None = None
        self._writes = False
        self._answered: dict[str, _Answer] = {}
        #: Requests so far.
        self.requests = 0
        #: How often what it was armed with was done, since then.
        self.struck = 0
        #: What was to go to another host, since then, whole.
        self.foreign: list[str] = []
        #: Addresses asked, since then.
        self.addresses: list[str] = []
        #: What the headers named `Authorization` carried.
        self.signatures: set[str] = set()

    def arm(self, fault: Fault | None, *, writes: bool = False) -> None:
        """Do this to what follows, only to what may change something where `writes` says so.

        None for nothing.
        """
        self._fault, self._writes = fault, writes
        self._answered.clear()
        self.struck = 0
        self.foreign, self.addresses = [], []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Exchange one request with the host, or not."""
        fault = self._drawn(request)
        instead = self._instead(fault, request)
        if instead is not None:
            return instead.response()
        if self._sync is None:
            self._sync = httpx.HTTPTransport(verify=self._tls(), proxy=self._options.proxy)
        answer = self._sync.handle_request(self._plain(request))
        if fault is None:
            return answer
        answer.read()
        answer.close()
        return self._spoilt(fault, request, _Answer.of(answer)).response()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Exchange one request with the host, or not."""
        fault = self._drawn(request)
        instead = self._instead(fault, request)
        if instead is not None:
            return instead.response()
        if self._async is None:
            self._async = httpx.AsyncHTTPTransport(verify=self._tls(), proxy=self._options.proxy)
        answer = await self._async.handle_async_request(self._plain(request))
        if fault is None:
            return answer
        await answer.aread()
        await answer.aclose()
        return self._spoilt(fault, request, _Answer.of(answer)).response()

    def close(self) -> None:
        """Close the connections."""
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._async is not None:
            await self._async.aclose()

    def _tls(self) -> ssl.SSLContext:
        options = self._options
        context = httpx.create_ssl_context(verify=options.verify)
        if options.ca is not None:
            context.load_verify_locations(cafile=options.ca)
        if isinstance(options.client_certificate, str):
            context.load_cert_chain(options.client_certificate)
        elif options.client_certificate is not None:
            context.load_cert_chain(*options.client_certificate)
        return context

    def _plain(self, request: httpx.Request) -> httpx.Request:
        """Ask for answers that are not compressed, so that they can be spoilt."""
        request.headers["accept-encoding"] = "identity"
        return request

    def _drawn(self, request: httpx.Request) -> Fault | None:
        """Note the request, and say what happens to its exchange."""
        self.requests += 1
        self.addresses.append(str(request.url))
        self.signatures.add(request.headers.get("authorization", "").rpartition(" ")[2])
        if request.url.host == ELSEWHERE:
            return self._fault
        spared = self._writes and request.method in _READS
        over = self.struck and self._fault in _ONCE
        return None if spared or over else self._fault

    def _instead(self, fault: Fault | None, request: httpx.Request) -> _Answer | None:
        """Return what is answered without asking the host, None where it is asked."""
        if request.url.host == ELSEWHERE:
            sent = [
                str(request.url),
                *(f"{key}: {value}" for key, value in request.headers.items()),
            ]
            self.foreign.append("\n".join(sent))
            return _Answer(200, (("content-type", "application/json"),), b"[]")
        instead = _unasked(fault, request)
        if fault is Fault.REPEATED:
            instead = self._again(request)
        if instead is not None:
            self.struck += 1
        return instead

    def _again(self, request: httpx.Request) -> _Answer | None:
        """Return what the page before was answered, None where this is the first one."""
        address = str(request.url)
        before = self._answered.get(request.url.path)
        for answer in self._answered.values():
            if address in _told(answer):
                before = answer
        if before is not None and self.struck >= _ENDLESS:
            raise httpx.ReadError("the list was read round and round")
        return before

    def _spoilt(self, fault: Fault, request: httpx.Request, answer: _Answer) -> _Answer:
        if fault is Fault.REPEATED:
            self._answered[request.url.path] = answer
            return answer
        spoilt = _altered(fault, answer)
        if spoilt != answer:
            self.struck += 1
        return spoilt


def _elsewhere(url: str) -> str:
    address = httpx.URL(url).copy_with(scheme="https", host=ELSEWHERE, port=None)
    return str(address.copy_add_param("token", CANARY))


def _unasked(fault: Fault | None, request: httpx.Request) -> _Answer | None:
    text = ("content-type", "text/plain")
    later = datetime.now(UTC) + timedelta(seconds=HOUR)
    waits = {
        Fault.SLOW_DOWN: (("retry-after", "0"),),
        Fault.SLOW_DOWN_UNTOLD: (),
        Fault.SHUT: (("retry-after", str(HOUR)),),
        Fault.SHUT_UNTIL: (("retry-after", format_datetime(later, usegmt=True)),),
        Fault.SHUT_UNTOLD: (),
    }
    if fault in waits:
        return _Answer(429, (text, *waits[fault]), b"slow down")
    if fault is Fault.LOGIN_PAGE:
        return _Answer(200, (("content-type", "text/html; charset=utf-8"),), _PAGE)
    if fault in {Fault.FOUND, Fault.TEMPORARY}:
        status = 302 if fault is Fault.FOUND else 307
        return _Answer(status, (text, ("location", _elsewhere(str(request.url)))), b"")
    return None


def _altered(fault: Fault, answer: _Answer) -> _Answer:
    if fault is Fault.BAD_GATEWAY:
        return _Answer(502, (("content-type", "text/html"),), b"<h1>Bad Gateway</h1>")
    if fault is Fault.SEE_OTHER:
        return _Answer(
            303, (("location", f"https://user:{CANARY}@{ELSEWHERE}/?token={CANARY}"),), b""
        )
    if fault is Fault.RESET:
        return attrs.evolve(answer, breaks=True)
    if fault is Fault.TRUNCATED:
        return attrs.evolve(answer, body=answer.body[: len(answer.body) // 2])
    if fault is Fault.WRONG_TYPE:
        return answer.typed("application/octet-stream")
    return _relinked(answer) if fault is Fault.NEXT else answer


def _relinked(answer: _Answer) -> _Answer:
    """Let every link to a next page, in the header `Link` or in a document, lead elsewhere."""
    headers = tuple(
        (key, _LINK.sub(lambda found: f"<{_elsewhere(found[1])}>", value))
        if key == "link"
        else (key, value)
        for key, value in answer.headers
    )
    try:
        document = json.loads(answer.body)
    except ValueError:
        return attrs.evolve(answer, headers=headers)
    moved = _moved(document)
    body = answer.body if moved == document else json.dumps(moved).encode()
    return attrs.evolve(answer, headers=headers, body=body)


def _moved(value: Any, named: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _moved(inner, f"{named}.{key}") for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, named) for inner in value]
    leads = isinstance(value, str) and value.startswith(("http://", "https://"))
    return _elsewhere(value) if leads and "next" in named.lower() else value


def _told(answer: _Answer) -> set[str]:
    """Return the addresses of next pages that an answer names."""
    linked = {url for key, value in answer.headers if key == "link" for url in _LINK.findall(value)}
    try:
        return linked | set(_links(json.loads(answer.body)))
    except ValueError:
        return linked


def _links(value: Any, named: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _links(inner, f"{named}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _links(inner, named)
    elif isinstance(value, str) and "next" in named.lower():
        yield value
