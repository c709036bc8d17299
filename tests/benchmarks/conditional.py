"""What a conditional request saves: a page that the host confirms (304) against one that it sends and we decode.

The server is a process of its own, with pages of Cloud's repositories; `python -m
tests.benchmarks.conditional --serve` prints its address.
"""

import asyncio
import contextlib
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Final

import attrs
import httpx

import githost
from tests.benchmarks import documents
from tests.benchmarks.measuring import ROUNDS, TOKEN, Row, core_only

__all__ = ["conditional"]

_PAGES: Final = 10
_ITEMS: Final = 100
_PATH: Final = "/2.0/repositories/acme"
_NUMBER: Final = re.compile(rb"[?&]page=(\d+)")
_TAG: Final = re.compile(rb'(?i)\r\nif-none-match: ("\d+")')


def _page(url: str, number: int) -> bytes:
    first = (number - 1) * _ITEMS + 1
    page = {
        "values": [documents.cloud_repository(first + one) for one in range(_ITEMS)],
        "pagelen": _ITEMS,
        "size": _PAGES * _ITEMS,
        "page": number,
    }
    if number < _PAGES:
        page["next"] = f"{url}{_PATH}?pagelen={_ITEMS}&page={number + 1}"
    body = json.dumps(page).encode()
    head = (
        f'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\netag: "{number}"\r\n'
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _serve() -> None:
    pages: dict[int, bytes] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                found = _NUMBER.search(head.partition(b"\r\n")[0])
                number = int(found[1]) if found else 1
                tag = _TAG.search(head)
                if tag is not None and tag[1] == f'"{number}"'.encode():
                    writer.write(f'HTTP/1.1 304 Not Modified\r\netag: "{number}"\r\n\r\n'.encode())
                else:
                    writer.write(pages[number])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    pages.update({number: _page(url, number) for number in range(1, _PAGES + 1)})
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


@contextlib.contextmanager
def _serving() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.conditional", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def conditional() -> list[Row]:
    """Measure a walk over confirmed pages against one over pages sent anew."""
    way = "core" if core_only() else "fast"
    kept = githost.Options(cache=githost.Cache())
    found = []
    with (
        _serving() as url,
        githost.connect(url, provider="bitbucket-cloud", credential=TOKEN) as plain,
        githost.connect(url, provider="bitbucket-cloud", credential=TOKEN, options=kept) as caching,
        httpx.Client() as bare,
    ):
        walks = (partial(_walk, plain), partial(_walk, caching), partial(_ask, bare, url))
        for _ in range(ROUNDS + 1):
            taken = []
            for walk in walks:
                began = time.process_time()
                walk()
                taken.append(time.process_time() - began)
            found.append(taken)
    # The first round filled the cache.
    confirmed = statistics.median(page / mine for page, mine, _ in found[1:])
    least = statistics.median(page / theirs for page, _, theirs in found[1:])
    return [
        Row(f"pages sent and decoded, {way}, over confirmed ones: CPU", confirmed, 4, more=True),
        Row(f"the same, were they confirmed to a bare client, {way}: CPU", least, None),
    ]


def _walk(host: githost.Host) -> None:
    assert sum(1 for _ in host.repos.list("acme")) == _PAGES * _ITEMS


def _ask(client: httpx.Client, url: str) -> None:
    for number in range(1, _PAGES + 1):
        address = f"{url}{_PATH}?pagelen={_ITEMS}&page={number}"
        answer = client.get(address, headers={"if-none-match": f'"{number}"'})
        assert answer.status_code == 304


if __name__ == "__main__":
    if "--serve" in sys.argv:
        asyncio.run(_serve())
    else:
        print(json.dumps([attrs.asdict(row) for row in conditional()]))
