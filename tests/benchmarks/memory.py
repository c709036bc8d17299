"""What lists keep in memory, and whether more items cost more each."""

import itertools
import time
import tracemalloc

from tests.benchmarks.measuring import Row, host_of
from tests.benchmarks.server import serving

__all__ = ["growth", "memory"]


def memory(items: int) -> list[Row]:
    """Measure the peak while `items` are iterated, how it grows, and what keeping each costs."""
    with serving(items=items) as url, host_of(url, "bitbucket-cloud") as host:
        tracemalloc.start()
        # The first pages warm caches up.
        walk = iter(host.repos.list("acme"))
        _skip(walk, 1000)
        tracemalloc.reset_peak()
        base = tracemalloc.get_traced_memory()[0]
        peaks = []
        for _ in range(2):
            _skip(walk, (items - 1000) // 2)
            peaks.append((tracemalloc.get_traced_memory()[1] - base) / 2**20)
            tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        kept = host.repos.list("acme").take(min(items, 200_000)).all()
        each = (tracemalloc.get_traced_memory()[0] - before) / len(kept) / 1000
        tracemalloc.stop()
    return [
        Row(f"peak while iterating {items:,} items", max(peaks), 8, "MiB"),
        Row("the same, second half over first", peaks[1] / peaks[0], 1.1),
        Row(f"all() of {len(kept):,} repositories, each", each, 1.6, "KB"),
    ]


def _skip(walk: object, count: int) -> None:
    for _ in itertools.islice(walk, count):  # type: ignore[call-overload]  # an iterator
        pass


def growth(items: int) -> list[Row]:
    """Measure how the cost of an item and of a host grows with their number: 1 is linear."""
    sizes = [size for size in (1000, 3000, 10_000, 30_000, 100_000, 1_000_000) if size <= items]
    with serving(items=items) as url:
        with host_of(url, "bitbucket-cloud") as host:
            _skip(iter(host.repos.list("acme")), 1000)
            points = []
            for size in sizes:
                began = time.process_time()
                _skip(iter(host.repos.list("acme").take(size)), size)
                points.append((size, time.process_time() - began))
        numbers = (1, 2, 5, 10, 20, 50, 100, 200)
        hosts = [(number, _opened(url, number)) for number in numbers]
    return [
        Row(f"growth of time with items, 1,000 to {sizes[-1]:,}: exponent", _fit(points), 1.1, ""),
        Row("growth of time with open hosts, 1 to 200: exponent", _fit(hosts), 1.1, ""),
    ]


def _opened(url: str, number: int) -> float:
    """Return what it takes to open `number` hosts, ask each once with all of them open, and close them."""
    began = time.process_time()
    hosts = [host_of(url, "bitbucket-cloud") for _ in range(number)]
    for host in hosts:
        host.request("GET", "/small")
    for host in hosts:
        host.close()
    return time.process_time() - began


def _fit(points: list[tuple[int, float]]) -> float:
    """Return the slope of the line through the logarithms: the exponent of the growth."""
    import math

    xs = [math.log(size) for size, _ in points]
    ys = [math.log(seconds) for _, seconds in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - mean_x) ** 2 for x in xs
    )
