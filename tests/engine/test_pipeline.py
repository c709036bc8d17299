"""From an operation to the wire and back: signing, guarding, repeating, refusing."""

import asyncio
import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import githost
from githost.wire import Op, Request, Response, Wait, send, wait, work
from tests.client.conftest import scripted
from tests.client.connecting import TOKEN, open_async, open_host
from tests.scripted_host import ROOT, Script, answer

__all__ = ["scripted"]

QUICK = githost.Retry(backoff=0.001)
SECRET = "canary-4711"


def get(path: str = "/x", **more: Any) -> Op[Response]:
    """Ask once."""
    return send(Request("GET", path, **more))


def test_failing_reads_are_repeated_and_writes_are_not() -> None:
    """A 502 is asked again for a GET; a POST is sent once."""
    script = Script(answer(502), answer(200, {}), answer(502))
    with open_host(script, retry=QUICK) as host:
        assert host.run(get()).status == 200
        with pytest.raises(githost.AmbiguousWriteError, match="look before"):
            host.run(send(Request("POST", "/x", json={})))
    assert [request.method for request in script.requests] == ["GET", "GET", "POST"]


def test_attempts_come_to_an_end() -> None:
    """The last error is raised when the attempts are spent."""
    script = Script(*[answer(503)] * 5)
    with open_host(script, retry=QUICK) as host, pytest.raises(githost.ServerError):
        host.run(get())
    assert len(script.requests) == 5


def test_rotated_credential_is_asked_for_again_once() -> None:
    """A credential that is a function is called again after a refusal, and only once."""
    tokens: Iterator[githost.Token] = iter(
        [githost.Token("old"), githost.Token("new"), githost.Token("newer")]
    )
    script = Script(answer(401), answer(200, {}), answer(401), answer(401))
    with open_host(script, credential=lambda: next(tokens)) as host:
        host.run(get())
        with pytest.raises(githost.AuthenticationError):
            host.run(get())
    assert [r.headers["authorization"] for r in script.requests] == [
        f"Bearer {t}" for t in ("old", "new", "new", "newer")
    ]


def test_locked_account_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another attempt would make it worse, whatever credential there may be."""
    locked = githost.AuthenticationError("solve the CAPTCHA first", locked=True)
    monkeypatch.setattr("tests.scripted_host.ScriptedHost.error", lambda self, response: locked)
    script = Script(answer(401))
    with (
        open_host(script, credential=lambda: githost.Token("t"), retry=QUICK) as host,
        pytest.raises(githost.AuthenticationError),
    ):
        host.run(get())
    assert len(script.requests) == 1


def test_redirect_on_the_own_origin_keeps_method_and_credential() -> None:
    """A 307 of the host is followed with everything; the body goes along."""
    script = Script(answer(307, location=f"{ROOT}/api/moved"), answer(200, {}))
    with open_host(script) as host:
        host.run(send(Request("POST", "/x", json={"a": 1})))
    moved = script.requests[1]
    assert (moved.method, moved.url.path, moved.content) == ("POST", "/api/moved", b'{"a":1}')
    assert moved.headers["authorization"] == f"Bearer {SECRET}"


def test_redirect_elsewhere_is_refused_unless_it_is_a_download() -> None:
    """Another origin gets nothing; a download is fetched from it without the credential."""
    script = Script(
        answer(302, location="https://cdn.example/f"),
        answer(302, location="https://cdn.example/f"),
        answer(200, {}),
    )
    with open_host(script) as host:
        with pytest.raises(githost.OriginError):
            host.run(get())
        assert len(script.requests) == 1
        host.run(get(download=True))
    assert "authorization" not in script.requests[2].headers


def test_redirect_that_would_turn_a_write_into_a_read_is_refused() -> None:
    """A 301 answer to a POST is not followed."""
    with (
        open_host(Script(answer(301, location=f"{ROOT}/api/y"))) as host,
        pytest.raises(githost.ResponseError),
    ):
        host.run(send(Request("POST", "/x", json={})))


def test_endless_redirects_end() -> None:
    """A host that redirects for ever is given up."""
    script = Script(*[answer(302, location=f"{ROOT}/api/y")] * 6)
    with (
        open_host(script) as host,
        pytest.raises(githost.ResponseError, match="redirected more than"),
    ):
        host.run(get())


def test_large_answer_is_refused() -> None:
    """A body beyond the limit is not read to its end."""
    script = Script(httpx.Response(200, content=b"x" * 2000))
    with (
        open_host(script, max_body=1000, retry=QUICK) as host,
        pytest.raises(githost.DecodeError, match="max_body"),
    ):
        host.run(get())


def test_sink_takes_the_body_and_is_rewound_when_it_is_sent_again() -> None:
    """A streamed answer is whole, also after a failed attempt."""
    sink = io.BytesIO()
    script = Script(answer(502), httpx.Response(200, content=b"data"))
    with open_host(script, retry=QUICK) as host:
        assert host.run(get(sink=sink)).body == b""
    assert sink.getvalue() == b"data"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("refused"), githost.ConnectError),
        (httpx.ReadTimeout("slow"), githost.RequestTimeoutError),
        (httpx.RemoteProtocolError("broken"), githost.TransportError),
        (httpx.DecodingError("gzip"), githost.TransportError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_errors_of_the_http_library_do_not_reach_the_caller(
    error: Exception, kind: type[Exception]
) -> None:
    """They become ours, and nothing of the library hangs on them."""
    script = Script(*[error] * 5)
    with open_host(script, retry=QUICK) as host, pytest.raises(kind) as caught:
        host.run(get())
    at: BaseException | None = caught.value
    while at is not None:
        assert not type(at).__module__.startswith(("httpx", "httpcore"))
        at = at.__cause__ or at.__context__
    assert type(pickle.loads(pickle.dumps(caught.value))) is kind


def test_body_that_is_no_json_is_a_decode_error() -> None:
    """The login page of a proxy is named as what it is."""
    script = Script(httpx.Response(200, html="<html>login</html>"))
    with open_host(script) as host, pytest.raises(githost.DecodeError, match="login page"):
        host.repos.get("acme/site")


def test_spent_operation_is_refused() -> None:
    """An operation runs once."""
    with open_host(Script(answer(200, {}))) as host:
        op = get()
        host.run(op)
        with pytest.raises(githost.ConfigurationError, match="already run"):
            host.run(op)


def closing(log: list[str]) -> Op[None]:
    """Note how the operation ends."""
    try:
        yield from send(Request("GET", "/x"))
        yield from wait(60)
    except GeneratorExit:
        log.append("closed")
        raise
    finally:
        log.append("finally")


def test_operation_is_closed_on_an_error_that_it_does_not_catch() -> None:
    """Its `finally` runs."""
    log: list[str] = []
    with open_host(Script(answer(404, {}))) as host, pytest.raises(githost.NotFoundError):
        host.run(closing(log))
    assert log == ["finally"]


def test_operation_is_closed_on_keyboard_interrupt() -> None:
    """An interrupt while the answer is awaited closes the operation."""

    def interrupt(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    log: list[str] = []
    with open_host(Script(interrupt)) as host, pytest.raises(KeyboardInterrupt):
        host.run(closing(log))
    assert log == ["closed", "finally"]


def test_operation_is_closed_on_cancellation() -> None:
    """Cancelling the task closes the operation where it waits."""
    log: list[str] = []

    async def main() -> None:
        async with open_async(Script(answer(200, {}))) as host:
            task = asyncio.create_task(host.run(closing(log)))
            while not host._engine._clients:
                await asyncio.sleep(0)
            await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert log == ["closed", "finally"]


def test_work_is_finished_when_its_task_is_cancelled() -> None:
    """Work in a thread is one transaction: cancellation waits for its end."""
    import threading

    began, may_end, log = threading.Event(), threading.Event(), list[str]()

    def do() -> None:
        began.set()
        may_end.wait(5)
        log.append("done")

    async def main() -> None:
        async with open_async(Script()) as host:
            task = asyncio.create_task(host.run(work(do)))
            await asyncio.to_thread(began.wait, 5)
            task.cancel()
            await asyncio.sleep(0.01)
            assert not task.done()
            may_end.set()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert log == ["done"]


def test_stop_iteration_of_an_operation_is_no_end() -> None:
    """A StopIteration raised by work is not taken for the operation's result."""

    def stop() -> None:
        raise StopIteration("not a result")

    with open_host(Script()) as host, pytest.raises(RuntimeError, match="StopIteration"):
        host.run(work(stop))


@pytest.mark.parametrize("attempt", ["error", "repr", "log", "pickle"])
def test_secret_shows_nowhere(attempt: str, caplog: pytest.LogCaptureFixture) -> None:
    """No error, traceback, repr, log or pickle shows the credential."""
    caplog.set_level(logging.DEBUG)
    script = Script(answer(401, {"token": "?"}), httpx.ReadTimeout(f"with {TOKEN}"))
    with open_host(script) as host:
        if attempt == "repr":
            shown = repr([TOKEN, host, host.repos, host.provider, str(TOKEN), f"{TOKEN.token}"])
        elif attempt == "pickle":
            with pytest.raises(githost.ConfigurationError):
                pickle.dumps(TOKEN)
            shown = ""
        else:
            with pytest.raises(githost.GitHostError) as caught:
                host.run(send(Request("POST", "/x")))
            shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert SECRET not in shown


@pytest.mark.parametrize("url", ["http://git.example.com", "http://127.0.0.1.evil.example"])
def test_credential_is_not_sent_without_encryption(url: str) -> None:
    """Plain http is refused for other machines, before anything is sent."""
    with pytest.raises(githost.ConfigurationError, match="without encryption"):
        githost.connect(url, provider="scripted", credential=TOKEN)


def test_token_exchange_is_not_signed() -> None:
    """A request that fetches a token goes without one."""
    script = Script(answer(200, {}))
    with open_host(script) as host:
        host.run(send(Request("POST", "/token", authorized=False)))
    assert "authorization" not in script.requests[0].headers


def test_waiting_is_a_step_of_its_own() -> None:
    """An operation waits without blocking others of the loop."""

    async def main() -> list[int]:
        order: list[int] = []

        def op(number: int, seconds: float) -> Op[None]:
            yield Wait(seconds)
            order.append(number)

        async with open_async(Script()) as host, asyncio.TaskGroup() as group:
            group.create_task(host.run(op(1, 0.05)))
            group.create_task(host.run(op(2, 0.0)))
        return order

    assert asyncio.run(main()) == [2, 1]


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/x", json={"title": "\ud800"}),
        Request("POST", "/x", json={"title": object()}),
        Request("GET", "/x", query={"q": "\ud800"}),
        Request("GET", "/x", headers={"accept": "text/plän"}),
    ],
    ids=["text", "object", "query", "header"],
)
def test_what_cannot_be_sent_is_refused_before_any_request(request_: Request) -> None:
    """Half a character, or what JSON has no word for, is the caller's mistake and is named."""
    script = Script()
    with open_host(script) as host, pytest.raises(githost.ConfigurationError):
        host.run(send(request_))
    assert script.requests == []


def test_credential_beyond_ascii_is_refused_without_showing_it() -> None:
    """A placeholder pasted in place of a token is told, not printed."""
    script = Script()
    with (
        open_host(script, credential=githost.Token("sécret…")) as host,
        pytest.raises(githost.ConfigurationError, match="copied whole") as caught,
    ):
        host.run(get())
    assert "cret" not in str(caught.value)
    assert caught.value.__context__ is None
    assert script.requests == []
