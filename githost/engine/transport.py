"""What both drivers make of the HTTP library: its settings, its answers, its errors."""

import functools
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from githost.engine.pipeline import Exchange
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

__all__ = ["Collector", "client_settings", "content", "described", "transport_error"]


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


def client_settings(options: Options, scheme: str) -> Mapping[str, Any]:
    """Return the arguments of an HTTP client for addresses with `scheme`.

    Plain http builds no TLS context. Cookies are refused: a session would change who is speaking.
    """
    verify: ssl.SSLContext | bool = True
    if options.transport is None and scheme == "https":
        verify = _tls(options.verify, options.ca, options.client_certificate)
    elif options.transport is None:
        verify = False
    return {
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


def content(exchange: Exchange) -> Mapping[str, Any]:
    """Return the arguments that carry the body of `exchange`."""
    body = exchange.body
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
    """Takes an answer's body piece by piece, within the limit."""

    def __init__(self, exchange: Exchange, answer: httpx.Response, options: Options) -> None:
        self._exchange = exchange
        self._answer = answer
        self._limit = options.max_body
        self._pieces: list[bytes] = []
        self._size = 0
        self._sink = exchange.sink if answer.is_success else None

    def add(self, piece: bytes) -> None:
        """Take one piece. Raises `DecodeError` where the body grows beyond the limit."""
        self._size += len(piece)
        if self._size > self._limit:
            raise DecodeError(
                f"{self._exchange.method} {redact_url(self._exchange.url)}: the answer is larger than "
                f"{self._limit} bytes; "
                "raise max_body in the options if that is expected"
            )
        if self._sink is None:
            self._pieces.append(piece)
        else:
            self._sink.write(piece)

    def response(self) -> Response:
        """Return the whole answer."""
        answer = self._answer
        headers = {name.lower(): value for name, value in answer.headers.items()}
        pieces = self._pieces
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return Response(
            answer.status_code,
            headers,
            body,
            self._exchange.method,
            redact_url(self._exchange.url),
            streamed=self._size if self._sink is not None else 0,
        )


def described(exchange: Exchange) -> str:
    """Name `exchange` in a message, without secrets."""
    return f"{exchange.method} {redact_url(exchange.url)}"


def transport_error(exchange: Exchange, error: Exception) -> GitHostError:
    """Return our error for one of the HTTP library's.

    Its text is kept, its objects (which hold headers) are not.
    """
    what, text = described(exchange), str(error) or type(error).__name__
    if isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError
    ):
        return ConnectError(
            f"{what}: no connection ({text}); check the address, the network and the proxy"
        )
    if isinstance(error, httpx.TimeoutException):
        return RequestTimeoutError(
            f"{what}: no answer in time; raise read_timeout in the options, or try later"
        )
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return ConfigurationError(f"{what} cannot be asked: {text}")
    return TransportError(f"{what}: the exchange broke off ({text})")
