"""Measures the library against a reference in the same run, and prints one table of ratios.

Paired and interleaved, the median of seven: machines differ and are noisy, ratios less so. None of
it is a test. `python tests/benchmarks/run.py [--json]`
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import attrs
import httpx

sys.path.insert(0, str(Path(__file__).parents[2]))

import githost  # found by the line above when run as a script
from githost.client.sync import Host  # see above
from tests.benchmarks import conditional  # see above
from tests.benchmarks.server import serving  # see above

_ROUNDS: Final = 7
_TOKEN: Final = githost.Token("benchmark")


@attrs.frozen
class Row:
    """One line of the table."""

    what: str
    #: The measured figure, and what it may be at the most (or at the least).
    value: float
    target: float
    unit: str = "times"
    #: Whether more is better.
    more: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.value >= self.target if self.more else self.value <= self.target


def ratio(ours: Callable[[], int], theirs: Callable[[], int], clock: Callable[[], float]) -> float:
    """Return the median of what ours takes for each thing, over what theirs takes."""
    found = []
    ours()
    theirs()
    for _ in range(_ROUNDS):
        pair = []
        for work in (ours, theirs):
            began = clock()
            count = work()
            pair.append((clock() - began) / count)
        found.append(pair[0] / pair[1])
    return statistics.median(found)


def host_of(url: str, provider: str) -> Host:
    """Connect to the server as a product."""
    return githost.connect(url, provider=provider, credential=_TOKEN)


def plain(url: str, start: str, following: Callable[[Any], str | None]) -> Callable[[], int]:
    """Return the reference: an HTTP client and JSON, over the same pages."""

    def walk() -> int:
        count, address = 0, f"{url}{start}"
        with httpx.Client() as client:
            while address:
                page = client.get(address).json()
                count += len(page["values"])
                following_address = following(page)
                address = following_address or ""
        return count

    return walk


def cloud_walk(url: str, start: str) -> Callable[[], int]:
    """Return the reference for a list of Cloud's."""
    return plain(url, start, lambda page: page.get("next"))


def data_center_walk(url: str, start: str) -> Callable[[], int]:
    """Return the reference for a list of Data Center's."""
    return plain(
        url,
        f"{start}?limit=100",
        lambda page: None if page["isLastPage"] else f"{url}{start}?start={page['nextPageStart']}",
    )


def listing(url: str, provider: str, noun: str, where: str, **options: Any) -> Callable[[], int]:
    """Return our walk over a list, client included."""

    def walk() -> int:
        with host_of(url, provider) as host:
            return sum(1 for _ in getattr(host, noun).list(where, **options))

    return walk


def later(main: Callable[[], Coroutine[Any, Any, int]]) -> Callable[[], int]:
    """Return what runs a coroutine on a loop of its own."""
    return lambda: asyncio.run(main())


def lists(url: str) -> list[Row]:
    """Measure typed lists against bare ones: CPU for each item."""
    rows = []
    for what, provider, noun, where, start, target in (
        ("Cloud repositories", "bitbucket-cloud", "repos", "acme", "/2.0/repositories/acme", 1.4),
        (
            "Cloud pull requests",
            "bitbucket-cloud",
            "pull_requests",
            "acme/site",
            "/2.0/repositories/acme/site/pullrequests",
            1.6,
        ),
        (
            "Data Center repositories",
            "bitbucket-datacenter",
            "repos",
            "SHOP",
            "/rest/api/1.0/projects/SHOP/repos",
            1.6,
        ),
        (
            "Data Center pull requests",
            "bitbucket-datacenter",
            "pull_requests",
            "SHOP/site",
            "/rest/api/1.0/projects/SHOP/repos/site/pull-requests",
            1.6,
        ),
    ):
        reference = cloud_walk if provider == "bitbucket-cloud" else data_center_walk
        ours = listing(url, provider, noun, where)
        found = ratio(ours, reference(url, start), time.process_time)
        rows.append(Row(f"{what}, typed, over a bare client and JSON: CPU", found, target))

    async def walked() -> int:
        async with githost.connect_async(
            url, provider="bitbucket-cloud", credential=_TOKEN
        ) as host:
            count = 0
            async for _ in host.repos.list("acme"):
                count += 1
            return count

    ours = listing(url, "bitbucket-cloud", "repos", "acme")
    found = ratio(later(walked), ours, time.process_time)
    rows.append(Row("Cloud repositories, async over sync: CPU", found, 1.15))
    return rows


def one_request(url: str) -> Row:
    """Measure what the pipeline adds to one small exchange, in microseconds."""
    count = 300
    differences = []
    with host_of(url, "bitbucket-cloud") as host, httpx.Client() as client:
        for _ in range(_ROUNDS):
            began = time.process_time()
            for _ in range(count):
                host.request("GET", "/small")
            ours = time.process_time() - began
            began = time.process_time()
            for _ in range(count):
                client.get(f"{url}/2.0/small").json()
            differences.append((ours - (time.process_time() - began)) / count)
    return Row("one small request: added", statistics.median(differences) * 1e6, 130, "µs")


def starting() -> list[Row]:
    """Measure imports and clients in fresh processes, in milliseconds over the bare interpreter."""

    def median(code: str) -> float:
        found = []
        for _ in range(_ROUNDS):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            found.append(time.perf_counter() - began)
        return statistics.median(found) * 1000

    client = (
        "import githost; githost.connect('https://git.example.com', "
        "provider='bitbucket-datacenter', credential=githost.Token('t')).repos.list('SHOP')"
    )
    bare = median("pass")
    began = time.perf_counter()
    for _ in range(100):
        host_of("https://git.example.com", "bitbucket-datacenter").close()
    each = (time.perf_counter() - began) * 10
    return [
        Row("import githost", median("import githost") - bare, 30, "ms"),
        Row("first client", median(client) - bare, 130, "ms"),
        Row("each later client", each, 1, "ms"),
    ]


def memory(url: str) -> Row:
    """Measure how much more memory the second half of a long walk takes than the first."""
    with host_of(url, "bitbucket-cloud") as host:
        tracemalloc.start()
        peaks = []
        for _ in range(2):
            for _ in range(2):
                tracemalloc.reset_peak()
                for _ in host.repos.list("acme"):
                    pass
            peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    return Row("peak memory while iterating", max(peaks), 8, "MiB")


def latency(items: int) -> list[Row]:
    """Measure what fetching ahead and fanning out win at 50 ms for each answer."""
    rows = []
    with serving(items=items, delay=0.05) as url:
        for provider, where, label in (
            ("bitbucket-cloud", "acme", "Cloud"),
            ("bitbucket-datacenter", "SHOP", "Data Center"),
        ):
            serial = _walked(url, provider, where, 0)
            for ahead, target in ((4, 3.4), (8, 5.5)):
                won = serial / _walked(url, provider, where, ahead)
                rows.append(Row(f"{label}: prefetch({ahead}) over serial", won, target, more=True))
        with host_of(url, "bitbucket-cloud") as host:
            asked = ["acme/site"] * 200
            began = time.perf_counter()
            for _ in range(20):
                host.repos.get("acme/site")
            one = (time.perf_counter() - began) / 20
            began = time.perf_counter()
            assert all(outcome.error is None for outcome in host.map(host.repos.get, asked))
            won = one * len(asked) / (time.perf_counter() - began)
        rows.append(Row("map, 8 at a time, over serial", won, 7, more=True))
    return rows


def _walked(url: str, provider: str, where: str, ahead: int) -> float:
    with host_of(url, provider) as host:
        repos = host.repos.list(where, page_size=100)
        began = time.perf_counter()
        assert sum(1 for _ in (repos.prefetch(ahead) if ahead else repos))
        return time.perf_counter() - began


def main() -> int:
    """Run everything, print the table, and return 1 where a target is missed."""
    with serving(items=10_000) as url:
        rows = [*lists(url), one_request(url), memory(url)]
    rows += [*starting(), *latency(5000)]
    rows.append(
        Row("pages sent and decoded over confirmed ones: CPU", conditional.saving(), 4, more=True)
    )
    if "--json" in sys.argv:
        print(json.dumps([{**attrs.asdict(row), "met": row.met} for row in rows], indent=1))
    else:
        print("| what | measured | target | |\n|---|---|---|---|")
        for row in rows:
            sign = "≥" if row.more else "≤"
            verdict = "met" if row.met else "missed"
            print(
                f"| {row.what} | {row.value:.2f} {row.unit} "
                f"| {sign} {row.target:g} {row.unit} | {verdict} |"
            )
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
