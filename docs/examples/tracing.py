"""A plugin of one module that makes an OpenTelemetry span of each exchange with a host.

Attributes follow the semantic conventions for HTTP client spans
(https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
"""

import time
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from githost.hookspecs import hookimpl
from githost.wire import Exchange

PORTS = {"http": 80, "https": 443}
tracer = trace.get_tracer("githost")


@hookimpl
def githost_exchange(exchange: Exchange) -> None:
    """Record what has just ended as a child of the span in which the caller works."""
    parts = urlsplit(exchange.url)
    attributes: dict[str, str | int] = {
        "http.request.method": exchange.method,
        "url.full": exchange.url,
        "server.address": parts.hostname or "",
        "server.port": parts.port or PORTS[parts.scheme],
        "githost.provider": exchange.provider,
    }
    if exchange.attempt > 1:
        attributes["http.request.resend_count"] = exchange.attempt - 1
    failure = exchange.error
    if exchange.status is not None:
        attributes["http.response.status_code"] = exchange.status
        if exchange.status >= 400:
            failure = str(exchange.status)
    if failure is not None:
        attributes["error.type"] = failure
    ended = time.time_ns()
    span = tracer.start_span(
        exchange.method,
        kind=SpanKind.CLIENT,
        attributes=attributes,
        start_time=ended - int(exchange.seconds * 1e9),
    )
    if failure is not None:
        span.set_status(Status(StatusCode.ERROR))
    span.end(ended)
