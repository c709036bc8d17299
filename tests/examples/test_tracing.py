"""The plugin of the documentation that makes spans, with the SDK that would export them."""

from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, Tracer

import githost
from githost import hookspecs, registry
from githost.wire import Request, send
from tests.client.connecting import open_host
from tests.examples.places import example
from tests.scripted_host import ROOT, Script, ScriptedHost, answer


class Scripted:
    @staticmethod
    @hookspecs.hookimpl
    def githost_providers() -> list[Any]:
        return [ScriptedHost()]


@pytest.fixture
def spans() -> InMemorySpanExporter:
    """Keep spans in memory."""
    return InMemorySpanExporter()


@pytest.fixture
def tracer(spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> Tracer:
    """Install the plugin, with a tracer that keeps what it is told."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracer = provider.get_tracer("githost")
    plugin = example("tracing")
    monkeypatch.setattr(plugin, "tracer", tracer)
    found = registry.gather([("scripted", Scripted), ("tracing", plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    return tracer


def attributes(span: ReadableSpan) -> dict[str, Any]:
    """Return what a span says."""
    return dict(span.attributes or {})


def test_each_sending_is_a_span(tracer: Tracer, spans: InMemorySpanExporter) -> None:
    """By the conventions for HTTP clients, below the span of the caller, without a secret."""
    script = Script(answer(502), httpx.ReadTimeout("slow"), answer(200, {}))
    with (
        open_host(script, retry=githost.Retry(backoff=0.001)) as host,
        tracer.start_as_current_span("job") as job,
    ):
        host.run(send(Request("GET", "/x", query={"token": "canary-1"})))
    failed, lost, done = spans.get_finished_spans()[:3]
    common = {
        "http.request.method": "GET",
        "url.full": f"{ROOT}/api/x?token=…",
        "server.address": "git.example.com",
        "server.port": 443,
        "githost.provider": "scripted",
    }
    assert attributes(failed) == {
        **common,
        "http.response.status_code": 502,
        "error.type": "502",
    }
    assert attributes(lost) == {
        **common,
        "http.request.resend_count": 1,
        "error.type": "RequestTimeoutError",
    }
    assert attributes(done) == {
        **common,
        "http.request.resend_count": 2,
        "http.response.status_code": 200,
    }
    assert [span.status.status_code for span in (failed, lost, done)] == [
        StatusCode.ERROR,
        StatusCode.ERROR,
        StatusCode.UNSET,
    ]
    for span in (failed, lost, done):
        assert (span.name, span.kind) == ("GET", SpanKind.CLIENT)
        assert span.parent is not None
        assert span.parent.span_id == job.get_span_context().span_id
        assert span.start_time is not None
        assert span.end_time is not None
        assert span.start_time <= span.end_time
        assert "canary" not in span.to_json()


def test_refusal_is_an_error_and_a_confirmation_is_none(
    tracer: Tracer, spans: InMemorySpanExporter
) -> None:
    """4xx is an error of a client's span; 304 is not."""
    script = Script(
        answer(200, {}, etag='"1"'), httpx.Response(304, headers={"etag": '"1"'}), answer(404)
    )
    with open_host(script, cache=githost.Cache()) as host:
        host.run(send(Request("GET", "/x")))
        host.run(send(Request("GET", "/x")))
        with pytest.raises(githost.NotFoundError):
            host.run(send(Request("GET", "/y")))
    told = [
        (attributes(span)["http.response.status_code"], attributes(span).get("error.type"))
        for span in spans.get_finished_spans()
    ]
    assert told == [(200, None), (304, None), (404, "404")]
