"""What fetching ahead and fanning out win at 50 ms for each answer."""

import asyncio
import statistics
import time
from typing import Final

import githost
from tests.benchmarks.measuring import TOKEN, Row, host_of
from tests.benchmarks.server import serving

__all__ = ["latency"]

_PAGES: Final = 50
_DELAY: Final = 0.05
_ROUNDS: Final = 3


def latency() -> list[Row]:
    """Measure both products, sync and async."""
    rows = []
    with serving(items=_PAGES * 100, delay=_DELAY) as url:
        for provider, where, label in (
            ("bitbucket-cloud", "acme", "Cloud"),
            ("bitbucket-datacenter", "SHOP", "Data Center"),
        ):
            for way, walked in (("sync", _walked), ("async", _walked_async)):
                won: dict[int, list[float]] = {4: [], 8: []}
                for _ in range(_ROUNDS):
                    serial = walked(url, provider, where, 0)
                    for ahead, found in won.items():
                        found.append(serial / walked(url, provider, where, ahead))
                rows += [
                    Row(
                        f"{label}, {way}: prefetch({ahead}) over serial",
                        statistics.median(won[ahead]),
                        target,
                        more=True,
                    )
                    for ahead, target in ((4, 3.4), (8, 5.5))
                ]
        rows.append(_fanned_out(url))
    return rows


def _walked(url: str, provider: str, where: str, ahead: int) -> float:
    with host_of(url, provider) as host:
        repos = host.repos.list(where, page_size=100)
        began = time.perf_counter()
        assert sum(1 for _ in (repos.prefetch(ahead) if ahead else repos)) == _PAGES * 100
        return time.perf_counter() - began


def _walked_async(url: str, provider: str, where: str, ahead: int) -> float:
    async def walk() -> float:
        async with githost.connect_async(url, provider=provider, credential=TOKEN) as host:
            repos = host.repos.list(where, page_size=100)
            began = time.perf_counter()
            assert len(await (repos.prefetch(ahead) if ahead else repos).all()) == _PAGES * 100
            return time.perf_counter() - began

    return asyncio.run(walk())


def _fanned_out(url: str) -> Row:
    with host_of(url, "bitbucket-cloud") as host:
        asked = ["acme/site"] * 500
        began = time.perf_counter()
        for _ in range(20):
            host.repos.get("acme/site")
        one = (time.perf_counter() - began) / 20
        began = time.perf_counter()
        assert all(outcome.error is None for outcome in host.map(host.repos.get, asked))
        won = one * len(asked) / (time.perf_counter() - began)
    return Row("map, 8 at a time, over serial", won, 7, more=True)
