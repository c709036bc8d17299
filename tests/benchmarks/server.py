"""A loopback server whose answers were serialised before anybody asked, in a process of its own.

What is measured is then the client alone. A list of any length repeats the items of its first hundred
pages. `python -m tests.benchmarks.server ITEMS DELAY` prints its address.
"""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from tests.benchmarks import documents

__all__ = ["serving"]

#: What each list holds, and how many of it are on a page.
_CLOUD: Final[dict[str, tuple[Callable[[int], dict[str, Any]], int]]] = {
    "/2.0/repositories/acme": (documents.cloud_repository, 100),
    "/2.0/repositories/acme/site/pullrequests": (documents.cloud_pull_request, 50),
}
_DATA_CENTER: Final[dict[str, tuple[Callable[[int], dict[str, Any]], int]]] = {
    "/rest/api/1.0/projects/SHOP/repos": (documents.datacenter_repository, 100),
    "/rest/api/1.0/projects/SHOP/repos/site/pull-requests": (
        documents.datacenter_pull_request,
        100,
    ),
}
_DIFFERENT: Final = 100
_NUMBER: Final = re.compile(rb"[?&](?:page|start)=(\d+)")
_REQUEST: Final = re.compile(rb"GET (/[^? ]*)(\S*) ")


def _framed(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@attrs.frozen
class _List:
    """One list: its pages but for what tells them apart."""

    url: str
    path: str
    items: int
    size: int
    pages: list[bytes]

    @classmethod
    def of(
        cls, url: str, path: str, items: int, build: Callable[[int], dict[str, Any]], size: int
    ) -> "_List":
        """Serialise the items that are different."""
        count = min(_DIFFERENT, max(1, -(-items // size)))
        pages = [
            json.dumps([build(page * size + one + 1) for one in range(size)]).encode()
            for page in range(count)
        ]
        return cls(url, path, items, size, pages)

    def values(self, first: int) -> bytes:
        """Return the items of the page that begins with item number `first`, from 0."""
        return self.pages[first // self.size % len(self.pages)]

    def cloud(self, number: int) -> bytes:
        """Return page `number`, from 1, as Cloud sends it."""
        rest: dict[str, Any] = {"pagelen": self.size, "size": self.items, "page": number}
        if number * self.size < self.items:
            rest["next"] = f"{self.url}{self.path}?pagelen={self.size}&page={number + 1}"
        return self._joined((number - 1) * self.size, rest)

    def data_center(self, start: int) -> bytes:
        """Return the page from `start` on, as Data Center sends it."""
        last = start + self.size >= self.items
        following = None if last else start + self.size
        rest = {"limit": self.size, "start": start, "isLastPage": last, "nextPageStart": following}
        return self._joined(start, rest)

    def _joined(self, first: int, rest: dict[str, Any]) -> bytes:
        values = self.values(first) if first < self.items else b"[]"
        return _framed(b'{"values": ' + values + b", " + json.dumps(rest).encode()[1:])


class _Answers:
    """Every answer there is."""

    def __init__(self, url: str, items: int) -> None:
        self._cloud = {path: _List.of(url, path, items, *kind) for path, kind in _CLOUD.items()}
        self._data_center = {
            path: _List.of(url, path, items, *kind) for path, kind in _DATA_CENTER.items()
        }
        self._one = {
            "/2.0/repositories/acme/site": documents.cloud_repository(1),
            "/2.0/workspaces/acme": documents.cloud_workspace(url),
            "/2.0/small": {"ok": True},
        }

    def answer(self, path: str, query: bytes) -> bytes:
        """Return the answer to a request."""
        found = _NUMBER.search(query)
        if path in self._cloud:
            return self._cloud[path].cloud(int(found[1]) if found else 1)
        if path in self._data_center:
            return self._data_center[path].data_center(int(found[1]) if found else 0)
        return _framed(json.dumps(self._one[path]).encode())


async def _serve(items: int, delay: float) -> None:
    answers: list[_Answers] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                found = _REQUEST.match(head)
                if found is None:
                    break
                if delay:
                    await asyncio.sleep(delay)
                writer.write(answers[0].answer(found[1].decode(), found[2]))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    answers.append(_Answers(url, items))
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


@contextlib.contextmanager
def serving(*, items: int, delay: float = 0.0) -> Iterator[str]:
    """Run the server, with `items` in each list and `delay` seconds before each answer."""
    command = [sys.executable, "-m", "tests.benchmarks.server", str(items), str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
