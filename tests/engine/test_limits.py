"""What a hostile or broken host can do to us: sizes, depths, times, encodings. On loopback."""

import asyncio
import contextlib
import gzip
import io
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import githost
from githost.wire import Op, Request, Response, send, wait
from tests.client.conftest import scripted
from tests.client.connecting import TOKEN, open_host
from tests.scripted_host import Script, answer

__all__ = ["scripted"]

QUICK = githost.Retry(attempts=2, backoff=0.001)


def get(path: str = "/x", sink: io.BytesIO | None = None) -> Op[Response]:
    """Ask once."""
    return send(Request("GET", path, sink=sink))


def encoded(body: bytes, encoding: str) -> httpx.Response:
    """Answer with a body that is sent as it is."""
    return httpx.Response(200, headers={"content-encoding": encoding}, stream=Pieces(body))


class Pieces(httpx.SyncByteStream):
    """A body in small pieces."""

    def __init__(self, body: bytes, size: int = 1000) -> None:
        self._body, self._size = body, size

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self._body), self._size):
            yield self._body[at : at + self._size]


BODY = b'{"text": "' + b"abc" * 50_000 + b'"}'
RAW = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(BODY), "gzip"),
        (gzip.compress(BODY), "x-gzip"),
        (gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]), "gzip"),
        (zlib.compress(BODY), "deflate"),
        (RAW.compress(BODY) + RAW.flush(), "deflate"),
        (BODY, "identity"),
    ],
    ids=["gzip", "x-gzip", "two members", "deflate", "raw deflate", "identity"],
)
def test_compression_is_undone(body: bytes, encoding: str) -> None:
    """As hosts write it, also in pieces."""
    with open_host(Script(encoded(body, encoding))) as host:
        assert host.run(get()).body == BODY


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "aes128gcm"])
def test_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    """Two layers of gzip are how a few bytes become gigabytes."""
    with (
        open_host(Script(encoded(b"x", encoding))) as host,
        pytest.raises(githost.DecodeError, match="not asked for"),
    ):
        host.run(get())


@pytest.mark.parametrize("body", [gzip.compress(BODY)[:-50], b"no gzip at all"])
def test_broken_compression_is_a_broken_exchange(body: bytes) -> None:
    """It is tried again."""
    script = Script(encoded(body, "gzip"), encoded(gzip.compress(BODY), "gzip"))
    with open_host(script, retry=QUICK) as host:
        assert host.run(get()).body == BODY


def test_compressed_bomb_does_not_fill_the_memory() -> None:
    """A small answer is refused as soon as what it becomes is too large."""
    bomb = gzip.compress(bytes(100_000_000))
    with open_host(Script(encoded(bomb, "gzip")), max_body=1_000_000) as host:
        tracemalloc.start()
        try:
            with pytest.raises(githost.DecodeError, match="larger than 1000000"):
                host.run(get())
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 5_000_000


def test_sink_is_held_to_the_limit_too() -> None:
    """A file may not grow without end."""
    sink = io.BytesIO()
    with (
        open_host(Script(encoded(gzip.compress(bytes(5000)), "gzip")), max_body=1000) as host,
        pytest.raises(githost.DecodeError),
    ):
        host.run(get(sink=sink))
    assert len(sink.getvalue()) <= 1000


@pytest.mark.parametrize("levels", [201, 5000, 200_000])
@pytest.mark.parametrize("kind", ["arrays", "objects"])
def test_deep_json_is_refused(levels: int, kind: str) -> None:
    """Whatever reads it by recursion would fail in words that are not ours."""
    opened, closed = (b"[", b"]") if kind == "arrays" else (b'{"a":', b"}")
    body = opened * levels + b"1" + closed * levels
    response = Response(200, {}, body, "GET", "https://git.example.com")
    with pytest.raises(githost.DecodeError) as caught:
        response.json()
    assert caught.value.path == "$"


def test_json_of_the_usual_depth_is_read() -> None:
    """Two hundred levels are more than any host sends."""
    response = Response(200, {}, b"[" * 200 + b"]" * 200, "GET", "https://git.example.com")
    assert response.json()


# ---- on sockets


Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve each connection by a function; give the address."""
    over = threading.Event()
    with contextlib.ExitStack() as stack:

        def start(talk: Callable[[socket.socket], None]) -> str:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            listening.settimeout(0.05)

            def accept() -> None:
                while not over.is_set():
                    with contextlib.suppress(TimeoutError):
                        visitor, _ = listening.accept()
                        threading.Thread(target=one, args=(visitor,), daemon=True).start()

            def one(visitor: socket.socket) -> None:
                with visitor, contextlib.suppress(OSError):
                    visitor.settimeout(5)
                    talk(visitor)

            thread = threading.Thread(target=accept, daemon=True)
            thread.start()
            stack.callback(thread.join, 5)
            stack.callback(over.set)
            return f"http://127.0.0.1:{listening.getsockname()[1]}"

        yield start


def _drip(head: bytes, body: bytes) -> Callable[[socket.socket], None]:
    """Send `head` at once, and `body` byte after byte, faster than any time-out for one read."""

    def talk(visitor: socket.socket) -> None:
        visitor.recv(65536)
        visitor.sendall(head)
        for place in range(len(body)):
            visitor.sendall(body[place : place + 1])
            time.sleep(0.05)

    return talk


HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"
SLOW = {
    "silence": _drip(b"", b""),
    "slow head": _drip(b"HTTP/1.1 200 OK\r\nx-padding: ", b"x" * 1000),
    "slow body": _drip(HEAD, b"x" * 1000),
}


def _silence(visitor: socket.socket) -> None:
    visitor.recv(65536)
    time.sleep(4)


SLOW["silence"] = _silence


def _ask(url: str, method: str, options: githost.Options) -> None:
    with githost.connect(url, provider="scripted", credential=TOKEN, options=options) as host:
        host.run(send(Request(method, "/x")))


def _ask_later(url: str, method: str, options: githost.Options) -> None:
    async def main() -> None:
        async with githost.connect_async(
            url, provider="scripted", credential=TOKEN, options=options
        ) as host:
            await host.run(send(Request(method, "/x")))

    asyncio.run(main())


ASK = {"sync": _ask, "async": _ask_later}


@pytest.mark.parametrize("window", ASK)
@pytest.mark.parametrize("slow", SLOW)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_total_time_out_ends_every_operation(
    serve: Serve, slow: str, window: str, method: str
) -> None:
    """However the host delays; a write that it may have done is ambiguous."""
    url = serve(SLOW[slow])
    options = githost.Options(total_timeout=0.4, retry=QUICK)
    expected = githost.RequestTimeoutError if method == "GET" else githost.AmbiguousWriteError
    began = time.monotonic()
    with pytest.raises(expected):
        ASK[window](url, method, options)
    assert 0.3 < time.monotonic() - began < 2.5


def test_read_time_out_ends_silence(serve: Serve) -> None:
    """Without a total one."""
    options = githost.Options(read_timeout=0.1, retry=githost.Retry(attempts=1))
    url = serve(_silence)
    with (
        githost.connect(url, provider="scripted", credential=TOKEN, options=options) as host,
        pytest.raises(githost.RequestTimeoutError, match="read_timeout"),
    ):
        host.run(get())


def test_connect_time_out_ends_in_a_connect_error() -> None:
    """Nothing was sent. A full backlog on loopback does not answer."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        with contextlib.ExitStack() as stack:
            for _ in range(3):
                filling = stack.enter_context(socket.socket())
                filling.setblocking(False)  # its only argument
                with contextlib.suppress(BlockingIOError):
                    filling.connect(address)
            options = githost.Options(connect_timeout=0.2, retry=githost.Retry(attempts=1))
            url = f"http://127.0.0.1:{address[1]}"
            with (
                githost.connect(
                    url, provider="scripted", credential=TOKEN, options=options
                ) as host,
                pytest.raises(githost.ConnectError),
            ):
                host.run(send(Request("POST", "/x")))


def test_total_time_out_holds_for_waits_of_the_host(serve: Serve) -> None:
    """A host that asks for more time than there is is not waited for."""
    script = Script(answer(429, retry_after="30"))
    with (
        open_host(script, total_timeout=0.5) as host,
        pytest.raises(githost.RequestTimeoutError, match="total_timeout"),
    ):
        host.run(get())


def test_total_time_out_holds_for_polling() -> None:
    """An operation that waits for the host is ended where its time is."""

    def polling() -> Op[None]:
        while True:
            yield from send(Request("GET", "/x"))
            yield from wait(0.05)

    script = Script(*[answer(200, {}) for _ in range(100)])
    began = time.monotonic()
    with (
        open_host(script, total_timeout=0.3) as host,
        pytest.raises(githost.RequestTimeoutError, match="total_timeout"),
    ):
        host.run(polling())
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "bad",
    [
        {"ca": "/nowhere/ca.pem"},
        {"client_certificate": "/nowhere/cert.pem"},
        {"client_certificate": ("/nowhere/cert.pem", "/nowhere/key.pem")},
    ],
    ids=["ca", "certificate", "pair"],
)
def test_tls_files_are_checked_when_connecting(bad: dict[str, object]) -> None:
    """Not at the first request, hours later."""
    options = githost.Options(**bad)  # type: ignore[arg-type]  # settings of a test
    with pytest.raises(githost.ConfigurationError, match="TLS files"):
        githost.connect("https://git.example.com", credential=TOKEN, options=options)


def test_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    """It is read when connecting."""
    (tmp_path / "ca.pem").write_text("not a certificate")
    options = githost.Options(ca=str(tmp_path / "ca.pem"))
    with pytest.raises(githost.ConfigurationError, match="TLS files"):
        githost.connect("https://git.example.com", credential=TOKEN, options=options)


def test_host_without_a_trusted_certificate_is_refused(serve: Serve) -> None:
    """Plain text where TLS should be is no connection, and nothing is sent."""
    got: list[bytes] = []

    def talk(visitor: socket.socket) -> None:
        got.append(visitor.recv(65536))
        visitor.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    url = serve(talk).replace("http:", "https:")
    options = githost.Options(retry=githost.Retry(attempts=1))
    with (
        githost.connect(url, provider="scripted", credential=TOKEN, options=options) as host,
        pytest.raises(githost.ConnectError),
    ):
        host.run(get())
    assert TOKEN.token.reveal().encode() not in b"".join(got)


def test_proxy_is_used(serve: Serve) -> None:
    """The request goes to it, whole."""
    got: list[bytes] = []

    def talk(visitor: socket.socket) -> None:
        got.append(visitor.recv(65536))
        visitor.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

    options = githost.Options(proxy=serve(talk), allow_http=True)
    with githost.connect(
        "http://git.example.com", provider="scripted", credential=TOKEN, options=options
    ) as host:
        assert host.run(get()).json() == {}
    assert got[0].startswith(b"GET http://git.example.com/api/x HTTP/1.1\r\n")


def test_proxy_that_is_not_there_is_no_connection() -> None:
    """Nothing was sent, and its password is not shown."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = githost.Options(
        proxy=f"http://me:pr0xy-s3cret@127.0.0.1:{port}",
        allow_http=True,
        retry=githost.Retry(attempts=1),
    )
    with (
        githost.connect(
            "http://git.example.com", provider="scripted", credential=TOKEN, options=options
        ) as host,
        pytest.raises(githost.ConnectError) as caught,
    ):
        host.run(get())
    assert "pr0xy-s3cret" not in str(caught.value) + repr(options)


def test_proxy_of_the_environment_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The HTTP library's own error does not come out."""
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:70")
    with (
        githost.connect("http://127.0.0.1:9", provider="scripted", credential=TOKEN) as host,
        pytest.raises(githost.ConfigurationError, match="ALL_PROXY"),
    ):
        host.run(get())
