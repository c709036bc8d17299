"""The receiver: what it hands on, what it refuses, and what it answers."""

import asyncio
import functools
import json
import logging
import threading
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

import attrs
import pytest

import githost
from githost.webhooks import (
    AsgiApp,
    PushEvent,
    Route,
    SeenDeliveries,
    WebhookEvent,
    receiver,
    sign,
)
from tests.webhooks.bodies import CLOUD_BODY, DATA_CENTER_BODY

SECRET = "canary-77b1"
PUSH = json.dumps(CLOUD_BODY).encode()


@attrs.frozen
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def _headers(body: bytes = PUSH, **more: str) -> dict[str, str]:
    named = {key.replace("_", "-"): value for key, value in more.items()}
    key = {"X-Event-Key": "repo:push", "X-Request-UUID": "d-1"}
    return {**key, **sign("bitbucket-cloud", body, SECRET), **named}


async def _call(
    app: AsgiApp,
    path: str = "/cloud",
    *,
    method: str = "POST",
    headers: dict[str, str] | None = None,
    chunks: Sequence[bytes | None] = (PUSH,),
    hang: bool = False,
    root_path: str = "",
) -> Answer | None:
    """Send a request; a chunk of None hangs up, `hang` never ends the body. None is no answer."""
    scope: MutableMapping[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": root_path,
        "headers": [
            (name.lower().encode(), value.encode())
            for name, value in (_headers() if headers is None else headers).items()
        ],
    }
    waiting = list(chunks)
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        chunk = waiting.pop(0)
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": hang or bool(waiting)}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if not sent:
        return None
    start, body = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], headers, body["body"])


def _post(app: AsgiApp, *args: Any, **named: Any) -> Answer:
    answer = asyncio.run(_call(app, *args, **named))
    assert answer is not None
    return answer


@pytest.fixture
def got() -> list[WebhookEvent]:
    """Give the list of events that were handed on."""
    return []


@pytest.fixture
def app(got: list[WebhookEvent]) -> AsgiApp:
    """Give a receiver of both products."""
    return receiver(
        {
            "/cloud": Route("bitbucket-cloud", got.append, secrets=["old", SECRET]),
            "/dc": Route("bitbucket-datacenter", got.append, secrets=SECRET),
        },
        max_body=20_000,
    )


def test_signed_message_is_handed_on(app: AsgiApp, got: list[WebhookEvent]) -> None:
    """In any number of pieces, with nothing in the answer."""
    answer = _post(app, chunks=(PUSH[:10], b"", PUSH[10:]))
    assert (answer.status, answer.body) == (204, b"")
    (event,) = got
    assert isinstance(event, PushEvent)
    assert (event.delivery, event.body) == ("d-1", PUSH)


def test_each_path_has_its_host(app: AsgiApp, got: list[WebhookEvent]) -> None:
    """A message of the one is not read as the other's; ids of two hosts may be the same."""
    body = json.dumps({"eventKey": "pr:opened", **DATA_CENTER_BODY}).encode()
    headers = {"X-Request-Id": "d-1", **sign("bitbucket-datacenter", body, SECRET)}
    assert _post(app).status == 204
    assert _post(app, "/dc", headers=headers, chunks=(body,)).status == 204
    assert [event.kind for event in got] == [githost.Event.PUSH, githost.Event.PR_OPENED]
    assert _post(app, "/cloud", headers=headers, chunks=(body,)).status == 400
    assert len(got) == 2


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"headers": {"X-Event-Key": "repo:push"}}, 403),
        ({"headers": _headers(PUSH + b" ")}, 403),
        ({"headers": _headers(b"{}"), "chunks": (b"{}",)}, 400),
        ({"headers": _headers(b"<>"), "chunks": (b"<>",)}, 400),
        ({"headers": _headers(b""), "chunks": (b"",)}, 400),
        ({"headers": _headers(X_Event_Key="")}, 400),
        ({"path": "/"}, 404),
        ({"path": "/cloud/"}, 404),
        ({"path": "/cloud/x"}, 404),
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
        ({"headers": _headers(Content_Encoding="gzip")}, 415),
        ({"headers": _headers(Content_Length="20001"), "chunks": ()}, 413),
        ({"headers": _headers(Content_Length="9" * 5000), "chunks": ()}, 413),
        ({"chunks": (b"x" * 15_000, b"x" * 15_000), "hang": True}, 413),
    ],
    ids=[
        "unsigned",
        "signed otherwise",
        "no push",
        "no JSON",
        "empty",
        "no key",
        "root",
        "slash",
        "below",
        "GET",
        "PUT",
        "compressed",
        "large by its length",
        "large beyond reading",
        "large as it comes",
    ],
)
def test_refused_message_reaches_nobody(
    app: AsgiApp, got: list[WebhookEvent], request_: dict[str, Any], status: int
) -> None:
    """The answer says why in one line, and nothing else."""
    answer = _post(app, **request_)
    assert answer.status == status
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers.get("allow") == ("POST" if status == 405 else None)
    assert SECRET.encode() not in answer.body
    assert got == []


def test_ping_is_answered_and_not_handed_on(app: AsgiApp, got: list[WebhookEvent]) -> None:
    """Whether signed or not, and only by the host that has it."""
    body = b'{"test": true}'
    ping = {"X-Event-Key": "diagnostics:ping"}
    signed = {**ping, **sign("bitbucket-datacenter", body, SECRET)}
    assert _post(app, "/dc", headers=ping, chunks=(body,)).status == 204
    assert _post(app, "/dc", headers=signed, chunks=(body,)).status == 204
    assert _post(app, "/cloud", headers=ping, chunks=(body,)).status == 403
    assert got == []


def test_body_that_does_not_come_is_given_up() -> None:
    """408, so that nobody holds a connection for nothing."""
    app = receiver({"/cloud": Route("bitbucket-cloud", _never, secrets=SECRET)}, body_timeout=0.02)
    assert _post(app, chunks=(PUSH[:10],), hang=True).status == 408


def test_sender_that_hangs_up_gets_no_answer(app: AsgiApp, got: list[WebhookEvent]) -> None:
    """Half a message is none."""
    assert asyncio.run(_call(app, chunks=(PUSH[:10], None))) is None
    assert got == []


def _never(event: WebhookEvent) -> None:
    pytest.fail("handed on")


def test_delivery_is_handled_once(app: AsgiApp, got: list[WebhookEvent]) -> None:
    """The host that asks again is told that all is well; without an id each is another."""
    unnamed = _headers()
    del unnamed["X-Request-UUID"]
    statuses = [_post(app, headers=_headers(X_Attempt_Number=str(n))).status for n in (1, 2)]
    statuses += [_post(app, headers=unnamed).status for _ in range(2)]
    assert statuses == [204] * 4
    assert [event.delivery for event in got] == ["d-1", None, None]


def test_deliveries_can_be_remembered_elsewhere(got: list[WebhookEvent]) -> None:
    """Two receivers share what they saw."""
    seen = SeenDeliveries()
    apps = [
        receiver({"/cloud": Route("bitbucket-cloud", got.append, secrets=SECRET)}, seen=seen)
        for _ in range(2)
    ]
    assert [_post(app).status for app in apps] == [204, 204]
    assert len(got) == 1


class _Handlers:
    """Handlers of every kind, which fail as long as `failing` is set."""

    def __init__(self) -> None:
        self.failing = False
        self.calls = 0
        self.thread: threading.Thread | None = None

    def plain(self, event: WebhookEvent) -> None:
        self.calls += 1
        self.thread = threading.current_thread()
        if self.failing:
            raise RuntimeError("no room")

    async def coroutine(self, event: WebhookEvent) -> None:
        await asyncio.sleep(0)
        self.plain(event)

    def awaitable(self, event: WebhookEvent) -> Awaitable[None]:
        return self.coroutine(event)


@pytest.mark.parametrize("kind", ["plain", "coroutine", "awaitable", "partial"])
def test_failure_makes_the_host_try_again(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """500 and a line in the log; the same delivery is handled when it comes again."""
    handlers = _Handlers()
    handler: Callable[[WebhookEvent], object] = (
        functools.partial(handlers.coroutine) if kind == "partial" else getattr(handlers, kind)
    )
    app = receiver({"/cloud": Route("bitbucket-cloud", handler, secrets=SECRET)})
    handlers.failing = True
    with caplog.at_level(logging.DEBUG, "githost"):
        assert _post(app).status == 500
    assert "no room" in caplog.text
    assert SECRET not in caplog.text
    handlers.failing = False
    assert [_post(app).status, _post(app).status] == [204, 204]
    assert handlers.calls == 2
    assert (handlers.thread is threading.main_thread()) == (kind != "plain")


def test_slow_coroutine_is_stopped_and_may_come_again() -> None:
    """503, and nothing goes on behind the answer."""
    steps: list[str] = []

    async def handler(event: WebhookEvent) -> None:
        steps.append("begun")
        try:
            await asyncio.sleep(0 if len(steps) > 1 else 30)
        except asyncio.CancelledError:
            steps.append("stopped")
            raise
        steps.append("done")

    route = Route("bitbucket-cloud", handler, secrets=SECRET)
    app = receiver({"/cloud": route}, handler_timeout=0.02)

    async def twice() -> list[int]:
        answers = [await _call(app), await _call(app)]
        return [answer.status for answer in answers if answer is not None]

    assert asyncio.run(twice()) == [503, 204]
    assert steps == ["begun", "stopped", "begun", "done"]


def test_slow_thread_goes_on_and_is_not_doubled() -> None:
    """503 to whoever asks again meanwhile, 204 when it is done."""
    release = threading.Event()
    calls: list[WebhookEvent] = []

    def handler(event: WebhookEvent) -> None:
        calls.append(event)
        release.wait(10)

    route = Route("bitbucket-cloud", handler, secrets=SECRET)
    app = receiver({"/cloud": route}, handler_timeout=0.02)

    async def thrice() -> list[int]:
        answers = [await _call(app), await _call(app)]
        release.set()
        for _ in range(200):
            await asyncio.sleep(0.005)
            answers.append(await _call(app))
            if answers[-1] is not None and answers[-1].status == 204:
                break
        return [answer.status for answer in answers if answer is not None]

    statuses = asyncio.run(thrice())
    assert (statuses[:2], statuses[-1], set(statuses)) == ([503, 503], 204, {503, 204})
    assert len(calls) == 1


def test_same_delivery_at_once_is_handled_once() -> None:
    """Whoever comes second asks again later."""
    calls: list[WebhookEvent] = []

    async def handler(event: WebhookEvent) -> None:
        calls.append(event)
        await asyncio.sleep(0.02)

    app = receiver({"/cloud": Route("bitbucket-cloud", handler, secrets=SECRET)})

    async def both() -> list[int]:
        answers = await asyncio.gather(_call(app), _call(app))
        return [answer.status for answer in answers if answer is not None]

    assert asyncio.run(both()) == [204, 503]
    assert len(calls) == 1


def test_application_can_be_mounted_below_a_path(app: AsgiApp, got: list[WebhookEvent]) -> None:
    """Whether the server leaves the mount's path in front or not."""
    assert _post(app, "/hooks/cloud", root_path="/hooks").status == 204
    assert _post(app, "/cloud", root_path="/hooks").status == 204
    assert _post(app, "/hooksx/cloud", root_path="/hooks").status == 404
    assert len(got) == 1


def test_server_may_start_and_stop_it(app: AsgiApp) -> None:
    """There is nothing to do, and a websocket is closed."""

    async def run(kind: str, received: list[str]) -> list[str]:
        sent: list[str] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": received.pop(0)}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message["type"])

        await app({"type": kind}, receive, send)
        return sent

    lifespan = asyncio.run(run("lifespan", ["lifespan.startup", "lifespan.shutdown"]))
    assert lifespan == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert asyncio.run(run("websocket", ["websocket.connect"])) == ["websocket.close"]


@pytest.mark.parametrize(
    ("routes", "named"),
    [
        ({"cloud": Route("bitbucket-cloud", _never, secrets=SECRET)}, {}),
        ({"/cloud": _never}, {}),
        ({}, {"max_body": 0}),
        ({}, {"body_timeout": 0}),
        ({}, {"handler_timeout": -1.0}),
    ],
    ids=["no slash", "no route", "max_body", "body_timeout", "handler_timeout"],
)
def test_wrong_settings_are_refused(routes: Any, named: dict[str, Any]) -> None:
    """At once, and not with the first message."""
    with pytest.raises(githost.ConfigurationError):
        receiver(routes, **named)


def test_wrong_routes_are_refused() -> None:
    """An unknown host, no secret, and a handler that is none."""
    with pytest.raises(githost.ConfigurationError, match="no provider"):
        Route("nowhere", _never, secrets=SECRET)
    with pytest.raises(githost.ConfigurationError, match="no secret"):
        Route("bitbucket-cloud", _never, secrets=())
    with pytest.raises(githost.ConfigurationError, match="handler"):
        Route("bitbucket-cloud", "x", secrets=SECRET)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(githost.UnsupportedError):
        Route("local", _never, secrets=SECRET)


def test_route_does_not_show_its_secret() -> None:
    """Neither the route nor the receiver."""
    route = Route("bitbucket-cloud", _never, secrets=SECRET)
    assert SECRET not in repr(route) + repr(receiver({"/cloud": route}))
