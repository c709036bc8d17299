"""A loopback server whose answers were serialised before anybody asked, in a process of its own.

What is measured is then the client alone. `python -m tests.benchmarks.server` prints its address.
"""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.benchmarks import documents

__all__ = ["serving"]

#: Items of each list, and how many of them are on a page.
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
_NUMBER: Final = re.compile(rb"[?&](?:page|start)=(\d+)")
_REQUEST: Final = re.compile(rb"GET (/[^? ]*)(\S*) ")


def _framed(document: Any) -> bytes:
    body = json.dumps(document).encode()
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


#: What lies behind the last page of Data Center's lists.
_BEYOND: Final = _framed({"values": [], "size": 0, "isLastPage": True, "nextPageStart": None})


def _cloud(url: str, path: str, items: int) -> dict[int, bytes]:
    build, size = _CLOUD[path]
    found = {}
    for number in range(1, -(-items // size) + 1):
        first = (number - 1) * size
        page = {
            "values": [build(first + one + 1) for one in range(min(size, items - first))],
            "pagelen": size,
            "size": items,
            "page": number,
        }
        if first + size < items:
            page["next"] = f"{url}{path}?pagelen={size}&page={number + 1}"
        found[number] = _framed(page)
    return found


def _data_center(path: str, items: int) -> dict[int, bytes]:
    build, size = _DATA_CENTER[path]
    found = {}
    for start in range(0, items, size):
        last = start + size >= items
        page = {
            "size": min(size, items - start),
            "limit": size,
            "isLastPage": last,
            "values": [build(start + one + 1) for one in range(min(size, items - start))],
            "start": start,
            "nextPageStart": None if last else start + size,
        }
        found[start] = _framed(page)
    return found


class _Pages:
    """Every answer there is."""

    def __init__(self, url: str, items: int) -> None:
        self._pages = {path: _cloud(url, path, items) for path in _CLOUD}
        self._pages |= {path: _data_center(path, items) for path in _DATA_CENTER}
        self._one = {
            "/2.0/repositories/acme/site": _framed(documents.cloud_repository(1)),
            "/small": _framed({"ok": True}),
        }

    def answer(self, path: str, query: bytes) -> bytes:
        """Return the answer to a request."""
        if path not in self._pages:
            return self._one["/small" if path.endswith("/small") else "/2.0/repositories/acme/site"]
        found = _NUMBER.search(query)
        pages = self._pages[path]
        return pages.get(int(found[1]) if found else min(pages), _BEYOND)


async def _serve(items: int, delay: float) -> None:
    answers: list[_Pages] = []

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
    answers.append(_Pages(url, items))
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
