"""What both drivers make of the HTTP library: its settings, its answers, its errors."""

import atexit
import contextlib
import functools
import ssl
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any, Final

import httpcore
import httpx

from githost.engine.pipeline import Sending
from githost.errors import (
    ConfigurationError,
    ConnectError,
    DecodeError,
    GitHostError,
    RequestTimeoutError,
    TransportError,
)
from githost.options import Options
from githost.wire import FilePart, Form, Response, redact_url

__all__ = [
    "ERRORS",
    "Collector",
    "async_client",
    "authorities",
    "bounded",
    "check_files",
    "check_transport",
    "client",
    "content",
    "settings",
    "transport_error",
    "within",
]

#: What the library raises for an exchange that failed.
ERRORS: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)
#: Bytes that are decompressed at once.
_PIECE: Final = 64 * 1024
#: Encodings that are asked for, by how zlib names them; each can be undone within a limit.
_ENCODINGS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_RAW_DEFLATE: Final = -15


@functools.lru_cache(maxsize=8)
def _tls(
    verify: bool, ca: str | None, certificate: str | tuple[str, str] | None
) -> ssl.SSLContext:  # a cache key
    """Build a TLS context: 20 of the 21 ms that a client costs, so all clients with the same settings share one."""
    try:
        context = httpx.create_ssl_context(verify=verify)
        if ca is not None:
            context.load_verify_locations(cafile=ca)
        if certificate is not None:
            context.load_cert_chain(
                *((certificate,) if isinstance(certificate, str) else certificate)
            )
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"the TLS files given (ca={ca!r}, client_certificate) cannot be used: {error}"
        ) from error
    return context


def check_files(options: Options) -> None:
    """Raise `ConfigurationError` for TLS files that cannot be used. Free where none are given."""
    if options.ca is not None or options.client_certificate is not None:
        _tls(options.verify, options.ca, options.client_certificate)


@functools.cache
def authorities(ca: str) -> str:
    """Return a file of the usual certificate authorities and those in `ca`, for programs that read one file.

    It is removed when the process ends.
    """
    usual = _tls(True, ca, None).get_ca_certs(binary_form=True)
    with tempfile.NamedTemporaryFile(
        "w", prefix="githost-", suffix=".pem", encoding="utf-8", delete=False
    ) as file:
        atexit.register(Path(file.name).unlink, missing_ok=True)
        file.writelines(map(ssl.DER_cert_to_PEM_cert, usual))
        # A server's own certificate may be given as well, which is no authority's.
        file.write(Path(ca).read_text("utf-8"))
    return file.name


@contextlib.contextmanager
def settings(options: Options, scheme: str) -> Iterator[Mapping[str, Any]]:
    """Give the arguments of an HTTP client for addresses with `scheme`.

    What the library says against them becomes `ConfigurationError`. Plain http builds no TLS
    context. Cookies are refused: a session would change who is speaking.
    """
    verify: ssl.SSLContext | bool = True
    if options.transport is None and scheme == "https":
        verify = _tls(options.verify, options.ca, options.client_certificate)
    elif options.transport is None:
        verify = False
    arguments = {
        "headers": {"accept-encoding": "gzip, deflate"},
        "verify": verify,
        "cookies": CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
        "timeout": httpx.Timeout(options.read_timeout, connect=options.connect_timeout),
        "limits": httpx.Limits(
            max_connections=options.max_connections,
            max_keepalive_connections=options.max_connections,
        ),
        "proxy": options.proxy,
        "transport": options.transport,
        "follow_redirects": False,
    }
    try:
        yield arguments
    except (ValueError, TypeError, ImportError) as error:
        raise ConfigurationError(
            "no HTTP client can be made: check the proxy in the options, or in the environment "
            f"(HTTPS_PROXY, ALL_PROXY): {type(error).__name__}"
        ) from None


def client(options: Options, scheme: str) -> httpx.Client:
    """Return a client for threads, for addresses with `scheme`."""
    with settings(options, scheme) as arguments:
        made = httpx.Client(**arguments)
    return made if options.total_timeout is None else bounded(made)


def async_client(options: Options, scheme: str) -> httpx.AsyncClient:
    """Return a client for asyncio, for addresses with `scheme`."""
    with settings(options, scheme) as arguments:
        return httpx.AsyncClient(**arguments)


def check_transport(options: Options, *, asynchronous: bool) -> None:
    """Raise `ConfigurationError` for a transport of the caller's that is of the other kind."""
    if asynchronous and not isinstance(options.transport, httpx.AsyncBaseTransport):
        raise ConfigurationError(
            "options.transport must be an httpx.AsyncBaseTransport for connect_async; connect "
            "takes the other one"
        )
    if not asynchronous and not isinstance(options.transport, httpx.BaseTransport):
        raise ConfigurationError(
            "options.transport must be an httpx.BaseTransport for connect; connect_async takes "
            "the async one"
        )


def content(sending: Sending) -> Mapping[str, Any]:
    """Return the arguments that carry the body of `sending`."""
    body = sending.body
    if not isinstance(body, Form):
        return {} if body is None else {"content": body}
    if body.multipart or any(isinstance(value, FilePart) for _, value in body.fields):
        parts = [
            (
                name,
                (value.filename, value.content)
                if isinstance(value, FilePart)
                else (None, value.encode()),
            )
            for name, value in body.fields
        ]
        return {"files": parts}
    grouped: dict[str, list[str]] = {}
    for name, value in body.fields:
        grouped.setdefault(name, []).append(str(value))
    return {"data": grouped}


class Collector:
    """Takes an answer's body piece by piece, within the limit, and undoes its compression.

    What is compressed is undone in pieces, so that no small answer can fill the memory.
    """

    def __init__(self, sending: Sending, answer: httpx.Response, options: Options) -> None:
        self._sending = sending
        self._answer = answer
        self._limit = options.max_body
        self._pieces: list[bytes] = []
        self._size = 0
        self._sink = sending.sink if answer.is_success else None
        self._encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        self._inflater: Any = None
        if answer.is_stream_consumed:
            # A transport of the caller's may give its answer whole, and then already decoded.
            self._encoding = "identity"
            self._take(answer.content)

    def add(self, piece: bytes) -> None:
        """Take one piece as it came.

        Raises `DecodeError` where the body grows beyond the limit, or is encoded in a way that was
        not asked for, `TransportError` where it is broken.
        """
        if self._encoding == "identity":
            self._take(piece)
            return
        try:
            for plain in self._inflated(piece):
                self._take(plain)
        except zlib.error as error:
            raise TransportError(
                f"{self._sending.described()}: the exchange broke off (bad {self._encoding}: {error})"
            ) from None

    def _inflated(self, piece: bytes) -> Iterator[bytes]:
        first = self._inflater is None
        if first:
            self._inflater = self._started(piece)
        while piece or not first:
            plain = self._inflater.decompress(piece, _PIECE)
            yield plain
            piece = self._inflater.unconsumed_tail
            if not piece and self._inflater.eof and self._inflater.unused_data:
                # Another member of the same file follows.
                piece = self._inflater.unused_data
                self._inflater = zlib.decompressobj(_ENCODINGS[self._encoding])
            elif not piece and len(plain) < _PIECE:
                return
            first = False

    def _started(self, piece: bytes) -> Any:
        try:
            bits = _ENCODINGS[self._encoding]
        except KeyError:
            raise DecodeError(
                f"{self._sending.described()}: the answer is encoded as {self._encoding!r}, which "
                "was not asked for"
            ) from None
        if bits > 0 and self._encoding == "deflate":
            # Some servers leave out the frame that RFC 9110, section 8.4.1.2, demands.
            try:
                zlib.decompressobj(bits).decompress(piece, 1)
            except zlib.error:
                bits = _RAW_DEFLATE
        return zlib.decompressobj(bits)

    def _take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise DecodeError(
                f"{self._sending.described()}: the answer is larger than {self._limit} bytes; "
                "raise max_body in the options if that is expected"
            )
        if self._sink is None:
            self._pieces.append(piece)
        else:
            self._sink.write(piece)

    def response(self) -> Response:
        """Return the whole answer.

        Raises `TransportError` where its compressed body ends too early.
        """
        answer = self._answer
        if self._inflater is not None and not self._inflater.eof:
            raise TransportError(
                f"{self._sending.described()}: the exchange broke off (the body ends too early)"
            )
        headers = {name.lower(): value for name, value in answer.headers.items()}
        pieces = self._pieces
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return Response(
            answer.status_code,
            headers,
            body,
            self._sending.method,
            redact_url(self._sending.url),
            streamed=self._size if self._sink is not None else 0,
        )


def transport_error(sending: Sending, error: Exception) -> GitHostError:
    """Return our error for one of the HTTP library's.

    Its text is kept, its objects (which hold headers) are not.
    """
    what, text = sending.described(), str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return ConnectError(
            f"{what}: the host's certificate is not trusted ({text}); where an authority of your own "
            "issued it, give its certificate as ca in the options"
        )
    if isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError
    ):
        return ConnectError(
            f"{what}: no connection ({text}); check the address, the network and the proxy"
        )
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return RequestTimeoutError(
            f"{what}: no answer in time; raise read_timeout or total_timeout in the options, or try "
            "later"
        )
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return ConfigurationError(f"{what} cannot be asked: {text}")
    return TransportError(f"{what}: the exchange broke off ({text})")


class _Clock(threading.local):
    """When the time of what this thread is doing is over."""

    deadline: float | None = None

    def least(self, timeout: float | None) -> float | None:
        """Return the shorter of `timeout` and what is left. Raises `httpcore.ReadTimeout` where nothing is."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time of the operation is over")
        return left if timeout is None else min(timeout, left)


_clock = _Clock()


@contextlib.contextmanager
def within(deadline: float | None) -> Iterator[None]:
    """Let no read or write of this thread, on a client made `bounded`, go on beyond `deadline`."""
    _clock.deadline = deadline
    try:
        yield
    finally:
        _clock.deadline = None


def bounded(client: httpx.Client) -> httpx.Client:
    """Let `client` obey `within`.

    The library's own time-outs are for each single read: a host that sends one byte now and then
    would be read for ever, and only the socket's side can end that.
    """
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001  # it has no other place for a network backend once proxies are found
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if pool is not None and backend is not None:
            pool._network_backend = _BoundedBackend(backend)  # noqa: SLF001  # as above
    return client


class _BoundedBackend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _BoundedStream(
            self._backend.connect_tcp(
                host, port, _clock.least(timeout), local_address, socket_options
            )
        )


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _clock.least(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _clock.least(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _BoundedStream(
            self._stream.start_tls(ssl_context, server_hostname, _clock.least(timeout))
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
