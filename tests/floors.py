"""The fewest of each that a run has to look at to prove anything: below them the tests fail."""

from collections.abc import Mapping
from typing import Final

import attrs

__all__ = ["CLIENT_OPERATIONS", "PAYLOADS", "PRODUCTS", "Floors", "table"]

#: Recorded objects that are decoded.
PAYLOADS: Final = 400
#: Different operations of each foreign client.
CLIENT_OPERATIONS: Final = 30


@attrs.frozen(kw_only=True)
class Floors:
    """The floors of one product."""

    #: Requests, and with them answers, of the contract.
    exchanges: int
    #: Operations of the vendor's document that they use.
    described: int
    #: Operations of the emulator that are sent made-up requests.
    fuzzed: int


PRODUCTS: Final[Mapping[str, Floors]] = {
    "bitbucket-cloud": Floors(exchanges=2000, described=95, fuzzed=130),
    "bitbucket-datacenter": Floors(exchanges=2000, described=90, fuzzed=180),
}


def table() -> str:
    """Return the floors as a table of Markdown."""
    cloud, datacenter = PRODUCTS["bitbucket-cloud"], PRODUCTS["bitbucket-datacenter"]
    rows = [
        ("requests and answers of the contract", cloud.exchanges, datacenter.exchanges),
        (
            "operations of the vendor's document that they use",
            cloud.described,
            datacenter.described,
        ),
        ("operations that are sent made-up requests", cloud.fuzzed, datacenter.fuzzed),
    ]
    lines = ["| at least | Bitbucket Cloud | Bitbucket Data Center |", "|---|---|---|"]
    lines += [f"| {what} | {one} | {other} |" for what, one, other in rows]
    lines += [
        f"| recorded objects that are decoded | {PAYLOADS}, of both together | |",
        f"| operations of each foreign client | {CLIENT_OPERATIONS} | {CLIENT_OPERATIONS} |",
    ]
    return "\n".join(lines) + "\n"
