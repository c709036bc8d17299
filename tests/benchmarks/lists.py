"""CPU for each item of a list, against a bare client, another library, and the async client."""

import asyncio
import functools
import importlib
import json
from collections.abc import Callable
from typing import Any

import attrs
import httpx

import githost
from tests.benchmarks.measuring import LISTS, TOKEN, Row, bare, core_only, listing, ratio
from tests.benchmarks.server import serving

__all__ = ["lists"]

_CPU = "over a bare client and JSON: CPU"


def lists(url: str) -> list[Row]:
    """Measure typed lists with the dependencies of this process."""
    way = "core" if core_only() else "fast"
    rows = [
        Row(
            f"{kind.what}, typed, {way}, {_CPU}",
            ratio(listing(url, kind), bare(url, kind)),
            kind.core if core_only() else kind.fast,
        )
        for kind in LISTS
    ]
    ours = listing(url, LISTS[0])
    peer = _peer(url)
    if peer is not None:
        won = 1 / ratio(ours, peer)
        rows.append(
            Row(
                f"Cloud repositories, {way}, faster than atlassian-python-api: CPU",
                won,
                3 if core_only() else 6.5,
                more=True,
            )
        )
    for client, transport in _transports():
        found = ratio(_async_listing(url, transport), ours)
        target = 1.15 if client == "httpx-aiohttp" else None
        rows.append(
            Row(f"Cloud repositories, {way}, async on {client} over sync: CPU", found, target)
        )
    return rows


def _peer(url: str) -> Callable[[], int] | None:
    """Return another library's walk over Cloud's repositories; None where it is not installed."""
    try:
        bitbucket: Any = importlib.import_module("atlassian.bitbucket")
    except ImportError:
        return None

    def walk() -> int:
        client = bitbucket.Cloud(url=url, token="benchmark")
        workspace = client.workspaces.get("acme")
        return sum(1 for _ in workspace.repositories.each())

    return walk


def _transports() -> list[tuple[str, Callable[[], httpx.AsyncBaseTransport | None]]]:
    found: list[tuple[str, Callable[[], Any]]] = [("httpx", lambda: None)]
    try:
        from httpx_aiohttp import AiohttpTransport
    except ImportError:
        return found
    # Our own clients build no TLS context for plain http either.
    return [*found, ("httpx-aiohttp", lambda: AiohttpTransport(verify=False))]


def _async_listing(
    url: str, transport: Callable[[], httpx.AsyncBaseTransport | None]
) -> Callable[[], int]:
    async def walk() -> int:
        options = attrs.evolve(githost.Options(), transport=transport())
        async with githost.connect_async(
            url, provider="bitbucket-cloud", credential=TOKEN, options=options
        ) as host:
            count = 0
            async for _ in host.repos.list("acme"):
                count += 1
            return count

    return functools.partial(lambda main: asyncio.run(main()), walk)


if __name__ == "__main__":
    with serving(items=10_000) as address:
        print(json.dumps([attrs.asdict(row) for row in lists(address)]))
