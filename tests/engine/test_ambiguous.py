"""Writes of which nobody knows whether they were done."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

import githost
from githost.interface import Began, adopting
from githost.wire import Op, Request, Response, send
from tests.client.conftest import scripted
from tests.client.connecting import open_host
from tests.scripted_host import Script, answer

__all__ = ["scripted"]

QUICK = githost.Retry(attempts=3, backoff=0.001)
CREATE = Request("POST", "/things", json={"name": "a"})
LOST: list[Callable[[], httpx.Response | Exception]] = [
    lambda: answer(500),
    lambda: answer(503),
    lambda: httpx.ReadTimeout("slow"),
    lambda: httpx.WriteTimeout("slow"),
    lambda: httpx.ReadError("reset"),
    lambda: httpx.RemoteProtocolError("closed"),
    lambda: answer(303, location="https://git.example.com/api/things/a"),
    lambda: httpx.Response(200, content=b"x" * 2000),
]


def created() -> Op[str]:
    """Make a thing."""
    return str((yield from send(CREATE)).json()["name"])


def found() -> Op[str | None]:
    """Look for the thing."""
    document = (yield from send(Request("GET", "/things/a"))).json()
    return str(document["name"]) if document["name"] == "a" else None


@pytest.mark.parametrize("lost", LOST, ids=range(len(LOST)))
def test_lost_write_is_ambiguous_and_not_repeated(
    lost: Callable[[], httpx.Response | Exception],
) -> None:
    """No other error comes out, and nothing is sent again."""
    script = Script(lost())
    with (
        open_host(script, retry=QUICK, max_body=1000) as host,
        pytest.raises(githost.AmbiguousWriteError, match=r"POST https://git\.example\.com"),
    ):
        host.run(send(CREATE))
    assert len(script.requests) == 1


@pytest.mark.parametrize("lost", LOST, ids=range(len(LOST)))
def test_lost_write_that_is_found_is_adopted(
    lost: Callable[[], httpx.Response | Exception],
) -> None:
    """The operation reads back and goes on."""
    script = Script(lost(), answer(200, {"name": "a"}))
    with open_host(script, retry=QUICK, max_body=1000) as host:
        assert host.run(adopting(created(), found(), what="thing a")) == "a"
    assert [request.method for request in script.requests] == ["POST", "GET"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_write_that_a_page_answers_is_ambiguous(method: str) -> None:
    """A log-in page in front of the host says nothing, also where nobody reads the answer."""
    script = Script(httpx.Response(200, html="\n<!DOCTYPE html><title>Log in</title>"))
    with (
        open_host(script, retry=QUICK) as host,
        pytest.raises(githost.AmbiguousWriteError, match="a page of HTML"),
    ):
        host.run(send(Request(method, "/things/a")))
    assert len(script.requests) == 1


def test_empty_answer_may_call_itself_a_page() -> None:
    """There is nothing to read in it, so the status is the answer."""
    script = Script(httpx.Response(204, headers={"content-type": "text/html"}))
    with open_host(script) as host:
        assert host.run(send(Request("DELETE", "/things/a"))).status == 204


@pytest.mark.parametrize(
    "read_back",
    [answer(404, {}), answer(200, {"name": "b"}), answer(403, {}), httpx.Response(200, text="<")],
    ids=["absent", "another", "refused", "garbage"],
)
def test_lost_write_that_is_not_found_says_what_may_exist(read_back: httpx.Response) -> None:
    """Reading back that settles nothing leaves it ambiguous."""
    script = Script(answer(502), read_back)
    with (
        open_host(script, retry=QUICK) as host,
        pytest.raises(githost.AmbiguousWriteError, match="thing a may exist"),
    ):
        host.run(adopting(created(), found(), what="thing a"))


def test_write_whose_answer_cannot_be_read_is_adopted() -> None:
    """It was most likely done."""
    script = Script(httpx.Response(200, text="{"), answer(200, {"name": "a"}))
    with open_host(script) as host:
        assert host.run(adopting(created(), found(), what="thing a")) == "a"


def test_write_whose_answer_cannot_be_read_is_ambiguous() -> None:
    """Also where its author does not read back."""
    with (
        open_host(Script(httpx.Response(200, text="{"))) as host,
        pytest.raises(githost.AmbiguousWriteError, match="most likely done"),
    ):
        host.run(created())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, githost.PermissionDeniedError),
        (404, githost.NotFoundError),
        (409, githost.ConflictError),
    ],
)
def test_refused_write_is_refused(status: int, kind: type[Exception]) -> None:
    """What the host clearly said is not made unclear, and nothing is read back."""
    script = Script(answer(status, {}))
    with open_host(script) as host, pytest.raises(kind):
        host.run(adopting(created(), found(), what="thing a"))
    assert len(script.requests) == 1


def test_refused_connection_did_nothing() -> None:
    """It is tried again, and ends in what it is."""
    script = Script(*[httpx.ConnectError("refused")] * 3)
    with open_host(script, retry=QUICK) as host, pytest.raises(githost.ConnectError):
        host.run(adopting(created(), found(), what="thing a"))
    assert len(script.requests) == 3


def test_unreadable_answer_to_a_read_is_no_ambiguous_write() -> None:
    """Where the operation had not written yet, nothing can exist."""

    def reads_first() -> Op[str]:
        (yield from send(Request("GET", "/first"))).json()
        return (yield from created())

    script = Script(httpx.Response(200, html="<html>"))
    with open_host(script) as host, pytest.raises(githost.DecodeError):
        host.run(adopting(reads_first(), found(), what="thing a"))
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [404, 409])
@pytest.mark.parametrize("first", [502, httpx.ReadTimeout("slow")], ids=["502", "time-out"])
def test_refusal_of_a_repeated_write_is_ambiguous(status: int, first: int | Exception) -> None:
    """What the second sending meets may be the work of the first."""
    lost = answer(first) if isinstance(first, int) else first
    script = Script(lost, answer(status, {}))
    with (
        open_host(script, retry=QUICK) as host,
        pytest.raises(githost.AmbiguousWriteError, match="sent again"),
    ):
        host.run(send(Request("PUT", "/things/a", json={})))


def test_repeated_deletion_of_what_is_gone_is_done() -> None:
    """Absence is what a deletion wants, once it may have been done."""
    script = Script(answer(502), answer(404, {}))
    with open_host(script, retry=QUICK) as host:
        response = host.run(send(Request("DELETE", "/things/a")))
    assert (response.status, response.repeated) == (404, True)


@pytest.mark.parametrize(
    "before",
    [answer(429, retry_after="0"), httpx.ConnectError("refused")],
    ids=["rate limit", "connection"],
)
def test_deletion_of_what_never_was_is_not_done(before: httpx.Response | Exception) -> None:
    """A first sending that did nothing explains nothing."""
    script = Script(before, answer(404, {}))
    with open_host(script, retry=QUICK) as host, pytest.raises(githost.NotFoundError):
        host.run(send(Request("DELETE", "/things/a")))


def test_exhausted_repetition_of_a_write_is_ambiguous() -> None:
    """A write that may be repeated may also have been done."""
    script = Script(*[answer(503)] * 3)
    with open_host(script, retry=QUICK) as host, pytest.raises(githost.AmbiguousWriteError):
        host.run(send(Request("PUT", "/things/a", json={})))
    assert len(script.requests) == 3


def test_token_exchange_is_no_write() -> None:
    """It keeps its error: there is nothing to be read back."""
    with open_host(Script(answer(502))) as host, pytest.raises(githost.ServerError):
        host.run(send(Request("POST", "/token", authorized=False)))


def test_adopting_closes_what_it_does_not_need() -> None:
    """Neither operation is left open, however it ends."""
    log: list[str] = []

    def noting(name: str, inner: Op[str]) -> Op[str]:
        try:
            return (yield from inner)
        finally:
            log.append(name)

    with open_host(Script(answer(500), answer(500))) as host:
        op = adopting(noting("write", created()), noting("read", created()), what="x")
        with pytest.raises(githost.AmbiguousWriteError):
            host.run(op)
        stopped = adopting(noting("stopped", created()), noting("unread", created()), what="x")
        next(stopped)
        stopped.close()
    assert log == ["write", "read", "stopped"]


def _said(at: datetime | None) -> Response:
    headers = {} if at is None else {"date": format_datetime(at, usegmt=True)}
    return Response(200, headers, b"", "GET", "https://git.example.com")


def test_beginning_is_told_by_the_hosts_own_clock() -> None:
    """A clock of ours that is years off does not matter."""
    ticks = iter([1000.0, 1030.0])
    began = Began(clock=lambda: next(ticks))
    now = datetime(2001, 1, 1, 12, 0, 30, tzinfo=UTC)
    since = began.by(_said(now))
    assert since is not None
    assert since <= datetime(2001, 1, 1, 12, 0, 0, tzinfo=UTC)
    assert since > datetime(2001, 1, 1, 11, 59, 50, tzinfo=UTC)


def test_host_without_a_clock_tells_no_beginning() -> None:
    """Then nothing can be known to be new."""
    assert Began().by(_said(None)) is None


def created_and_read() -> Op[str]:
    """Make a thing, of which only its name is answered, and read it."""
    yield from send(CREATE)
    return str((yield from send(Request("GET", "/things/a"))).json()["name"])


@pytest.mark.parametrize("status", [404, 403, 500], ids=["404", "403", "500"])
def test_write_that_was_done_and_cannot_be_read_is_adopted(status: int) -> None:
    """Its answer came, so no other error may say that it failed."""
    script = Script(answer(201), answer(status), answer(200, {"name": "a"}))
    with open_host(script, retry=githost.Retry(attempts=1)) as host:
        assert host.run(adopting(created_and_read(), found(), what="thing a")) == "a"


def test_write_that_was_done_and_is_never_read_is_ambiguous() -> None:
    """The error says what may exist."""
    script = Script(answer(201), answer(500), answer(500))
    with (
        open_host(script, retry=githost.Retry(attempts=1)) as host,
        pytest.raises(githost.AmbiguousWriteError, match="thing a may exist"),
    ):
        host.run(adopting(created_and_read(), found(), what="thing a"))


def test_read_that_fails_before_the_write_is_what_it_is() -> None:
    """Nothing was done yet."""

    def read_and_created() -> Op[str]:
        yield from send(Request("GET", "/things"))
        return (yield from created())

    script = Script(answer(404))
    with open_host(script) as host, pytest.raises(githost.NotFoundError):
        host.run(adopting(read_and_created(), found(), what="thing a"))
