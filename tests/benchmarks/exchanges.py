"""What single requests cost, and that none is made too many."""

import statistics
import time

import httpx

from tests.benchmarks.measuring import ROUNDS, Row, host_of

__all__ = ["first_item", "one_request"]


class _Counting(httpx.HTTPTransport):
    """Counts the requests that pass."""

    count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass one on."""
        self.count += 1
        return super().handle_request(request)


def one_request(url: str) -> Row:
    """Measure what the pipeline adds to one small exchange, in microseconds."""
    count = 300
    differences = []
    with host_of(url, "bitbucket-cloud") as host, httpx.Client() as client:
        for _ in range(ROUNDS):
            began = time.process_time()
            for _ in range(count):
                host.request("GET", "/small")
            ours = time.process_time() - began
            began = time.process_time()
            for _ in range(count):
                client.get(f"{url}/2.0/small").json()
            differences.append((ours - (time.process_time() - began)) / count)
    return Row("one small request: added", statistics.median(differences) * 1e6, 130, "µs")


def first_item(url: str) -> Row:
    """Count the requests that are made for the first item of a list."""
    transport = _Counting()
    with host_of(url, "bitbucket-cloud", transport=transport) as host:
        repos = host.repos.list("acme")
        assert transport.count == 0
        assert next(iter(repos)) is not None
    return Row("first item of a list", transport.count, 1, "requests")
