"""A proxy on loopback that stands before an emulator and does to its exchanges what networks and hosts do."""

import asyncio
import contextlib
import enum
import functools
import gzip
import json
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

__all__ = ["CALM", "Fault", "FaultProxy", "foreign_host", "standing_before"]

_HOST: Final = "127.0.0.1"
#: Seconds for which a slow answer drips.
_DRIP: Final = 20.0


class Fault(enum.Enum):
    """What may happen to one exchange."""

    #: This and the next few are told to slow down; nothing is done.
    BURST = "429 burst"
    REFUSED = "503 before"
    FAILED = "502 after"
    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    TRUNCATED = "truncated body"
    GARBAGE = "garbage body"
    LOGIN_PAGE = "login page"
    BAD_GZIP = "bad gzip"
    BOMB = "gzip bomb"
    DEEP = "deep JSON"
    SLOW_HEAD = "slow head"
    SLOW_BODY = "slow body"
    REDIRECT = "hostile redirect"
    LOOP = "endless redirect"
    NEXT = "hostile next"
    ENDLESS = "endless pages"


#: How often what happens, out of a thousand exchanges.
MIX: Final[Mapping[Fault, int]] = {
    Fault.BURST: 15,
    Fault.REFUSED: 30,
    Fault.FAILED: 40,
    Fault.RESET_BEFORE: 30,
    Fault.RESET_AFTER: 40,
    Fault.TRUNCATED: 20,
    Fault.GARBAGE: 20,
    Fault.LOGIN_PAGE: 10,
    Fault.BAD_GZIP: 10,
    Fault.BOMB: 2,
    Fault.DEEP: 5,
    Fault.SLOW_HEAD: 3,
    Fault.SLOW_BODY: 4,
    Fault.REDIRECT: 10,
    Fault.LOOP: 3,
    Fault.NEXT: 15,
    Fault.ENDLESS: 15,
}
CALM: Final[Mapping[Fault, int]] = {}


@attrs.frozen
class _Message:
    """A request or an answer, whole."""

    first: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def header(self, name: bytes) -> bytes:
        """Return the value of a header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), b"")

    def bytes(self, *, length: int | None = None, drop: tuple[bytes, ...] = ()) -> bytes:
        """Write it out, with a length of its own."""
        gone = {b"content-length", b"transfer-encoding", b"connection", *drop}
        lines = [self.first]
        lines.extend(key + b": " + value for key, value in self.headers if key.lower() not in gone)
        lines.append(b"content-length: %d" % (len(self.body) if length is None else length))
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


async def _read(reader: asyncio.StreamReader, *, answer: bool) -> _Message | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head[:-4].split(b"\r\n")
    headers = tuple(
        (key, value.strip()) for key, _, value in (one.partition(b":") for one in lines)
    )
    message = _Message(first, headers, b"")
    length = message.header(b"content-length")
    if message.header(b"transfer-encoding"):
        body = await _chunks(reader)
    elif length:
        body = await reader.readexactly(int(length))
    else:
        body = await reader.read() if answer and b" 204 " not in first + b" " else b""
    return attrs.evolve(message, body=body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(pieces)


class FaultProxy:
    """The proxy: what it did, and what it was asked to do."""

    def __init__(self, upstream: str, foreign: str, mix: Mapping[Fault, int], seed: int) -> None:
        parts = urlsplit(upstream)
        self._upstream = parts.netloc
        self._address = (parts.hostname or _HOST, parts.port or 80)
        self._path = parts.path
        self._foreign = foreign
        self._random = random.Random(seed)
        self._mix = mix
        self._burst = 0
        #: Where clients connect to.
        self.url = ""
        #: Exchanges so far.
        self.exchanges = 0
        #: What happened how often.
        self.faults: Counter[Fault] = Counter()

    async def start(self) -> asyncio.Server:
        """Begin to listen."""
        server = await asyncio.start_server(self._serve, _HOST, 0)
        self.url = f"http://{_HOST}:{server.sockets[0].getsockname()[1]}{self._path}"
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader, answer=False)) is not None:
                self.exchanges += 1
                if not await self._exchange(request, writer):
                    break
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass
        except asyncio.CancelledError:
            # The run is over while an answer drips.
            pass
        finally:
            writer.close()

    def _drawn(self, request: _Message) -> Fault | None:
        if self._burst:
            self._burst -= 1
            return Fault.BURST
        draw = self._random.randrange(1000)
        for fault, often in self._mix.items():
            if draw < often:
                reads = request.first.startswith(b"GET ")
                if fault in {Fault.NEXT, Fault.ENDLESS} and not reads:
                    return None
                if fault is Fault.BURST:
                    self._burst = self._random.randrange(4)
                return fault
            draw -= often
        return None

    async def _exchange(self, request: _Message, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where the connection ends with it."""
        fault = self._drawn(request)
        if fault is not None:
            self.faults[fault] += 1
        if fault is Fault.RESET_BEFORE:
            return _reset(writer)
        ready = self._instead(fault, request)
        if ready is not None:
            writer.write(ready)
            await writer.drain()
            return True
        answer = await self._forwarded(request)
        if fault is Fault.RESET_AFTER:
            return _reset(writer)
        if fault in {Fault.SLOW_HEAD, Fault.SLOW_BODY}:
            return await _dripped(answer.bytes(), writer, head=fault is Fault.SLOW_HEAD)
        if fault is Fault.TRUNCATED:
            whole = answer.bytes(length=len(answer.body) + 10)
            writer.write(whole[: len(whole) - len(answer.body) // 2])
            await writer.drain()
            return False
        writer.write(self._spoilt(fault, answer, request))
        await writer.drain()
        return True

    def _instead(self, fault: Fault | None, request: _Message) -> bytes | None:
        """Return what is answered without asking the host, None where it is asked."""
        if fault is Fault.BURST:
            return _simple(b"429 Too Many Requests", b"slow down", retry=True)
        if fault is Fault.REFUSED:
            return _simple(b"503 Service Unavailable", b"no")
        if fault is Fault.REDIRECT:
            return _simple(b"307 Temporary Redirect", b"", to=self._foreign.encode() + b"/stolen")
        if fault is Fault.LOOP:
            return _simple(b"307 Temporary Redirect", b"", to=request.first.split(b" ")[1])
        return None

    async def _forwarded(self, request: _Message) -> _Message:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            own = urlsplit(self.url)
            whole = request.bytes(drop=(b"accept-encoding",))
            writer.write(whole.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1))
            answer = await _read(reader, answer=True)
        finally:
            writer.close()
        if answer is None:
            raise ConnectionError("the emulator gave no answer")
        # Without the scheme: a user's name may stand behind that, as in Cloud's addresses for git.
        old, new = self._upstream.encode(), own.netloc.encode()
        return attrs.evolve(
            answer,
            headers=tuple((key, value.replace(old, new)) for key, value in answer.headers),
            body=answer.body.replace(old, new),
        )

    def _spoilt(self, fault: Fault | None, answer: _Message, request: _Message) -> bytes:
        if fault is Fault.FAILED:
            return _simple(b"502 Bad Gateway", b"<html>bad gateway</html>")
        if fault is Fault.GARBAGE:
            noise = self._random.randbytes(len(answer.body) or 40)
            return attrs.evolve(answer, body=noise).bytes()
        if fault is Fault.LOGIN_PAGE:
            page = attrs.evolve(
                answer,
                first=b"HTTP/1.1 200 OK",
                headers=((b"content-type", b"text/html"),),
                body=b"<html>Log in</html>",
            )
            return page.bytes()
        if fault in {Fault.BAD_GZIP, Fault.BOMB}:
            body = answer.body or b"x" if fault is Fault.BAD_GZIP else _bomb()
            packed = attrs.evolve(
                answer, headers=(*answer.headers, (b"content-encoding", b"gzip")), body=body
            )
            return packed.bytes()
        if fault is Fault.DEEP:
            return attrs.evolve(answer, body=b"[" * 900 + b"]" * 900).bytes()
        if fault in {Fault.NEXT, Fault.ENDLESS}:
            return attrs.evolve(answer, body=self._relinked(fault, answer.body, request)).bytes()
        return answer.bytes()

    def _relinked(self, fault: Fault, body: bytes, request: _Message) -> bytes:
        """Send whoever follows the pages elsewhere, or round and round."""
        try:
            document: Any = json.loads(body)
        except ValueError:
            return body
        if not isinstance(document, dict) or "values" not in document:
            return body
        if "isLastPage" in document:
            document.update(isLastPage=False, nextPageStart=0)
        elif fault is Fault.NEXT:
            document["next"] = f"{self._foreign}/stolen?page=2"
        else:
            own = urlsplit(self.url)
            document["next"] = f"{own.scheme}://{own.netloc}{request.first.split(b' ')[1].decode()}"
        return json.dumps(document).encode()


@functools.cache
def _bomb() -> bytes:
    """Pack 32 MB of JSON into 32 KB."""
    return gzip.compress(b"[" + b"0," * 16_000_000 + b"0]")


def _simple(status: bytes, text: bytes, *, retry: bool = False, to: bytes = b"") -> bytes:
    headers = [(b"content-type", b"text/plain")]
    if retry:
        headers.append((b"retry-after", b"0"))
    if to:
        headers.append((b"location", to))
    return _Message(b"HTTP/1.1 " + status, tuple(headers), text).bytes()


def _reset(writer: asyncio.StreamWriter) -> bool:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def _dripped(whole: bytes, writer: asyncio.StreamWriter, *, head: bool) -> bool:
    """Send byte after byte, each within any time-out for one read."""
    begins = 0 if head else whole.index(b"\r\n\r\n") + 4
    writer.write(whole[:begins])
    loop = asyncio.get_running_loop()
    until = loop.time() + _DRIP
    for place in range(begins, len(whole)):
        if loop.time() > until:
            return False
        writer.write(whole[place : place + 1])
        await writer.drain()
        await asyncio.sleep(0.05)
    return True


@contextlib.contextmanager
def standing_before(
    upstream: str, foreign: str, *, mix: Mapping[Fault, int] = MIX, seed: int = 0
) -> Iterator[FaultProxy]:
    """Run a proxy before the emulator at `upstream`; it sends the credulous to `foreign`."""
    proxy = FaultProxy(upstream, foreign, mix, seed)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fault-proxy", daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(proxy.start(), loop).result(10)
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_ended(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _ended(server: asyncio.Server) -> None:
    server.close()
    # What is cancelled may have begun another one.
    while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def foreign_host() -> Iterator[tuple[str, list[bytes]]]:
    """Listen where nobody should come; give the address, and what was sent to it."""
    got: list[bytes] = []
    listening = socket.create_server((_HOST, 0))
    listening.settimeout(0.1)
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                visitor, _ = listening.accept()
                with visitor:
                    visitor.settimeout(1.0)
                    with contextlib.suppress(OSError):
                        got.append(visitor.recv(65536))

    thread = threading.Thread(target=accept, name="foreign-host", daemon=True)
    thread.start()
    try:
        yield f"http://{_HOST}:{listening.getsockname()[1]}", got
    finally:
        over.set()
        thread.join(5)
        listening.close()
