"""`githost estimate`: how long a number of requests takes within a host's rate limit."""

import math
from collections.abc import Iterator
from pathlib import Path

import githost
from githost.cli.target import url_of
from githost.client.sync import Host

__all__ = ["estimate", "grouped", "spoken"]


def estimate(
    address: str,
    requests: int,
    *,
    provider: str | None,
    resource: str | None,
    budget: Path | None,
    anonymous: bool,
) -> Iterator[str]:
    """Say how long `requests` to the host at `address` take, and by which limits. Asks the host nothing.

    Raises `ConfigurationError` where no credential is found, and for a `resource` of which no limit
    is known.
    """
    options = githost.Options(budget=githost.Budget(path=budget))
    credential = githost.Anonymous() if anonymous else None
    with githost.connect(
        url_of(address), provider=provider, credential=credential, options=options
    ) as host:
        yield from _lines(host, requests, resource)


def _lines(host: Host, requests: int, resource: str | None) -> Iterator[str]:
    known = host.budget.standings()
    if not known and resource is None:
        yield f"{grouped(requests)} requests: no limit of {host.url} is known, so none waits"
        return
    seconds = host.budget.estimate(requests, resource=resource)
    yield f"{grouped(requests)} requests, {spoken(seconds)}"
    for one in known:
        kind = "all requests" if one.resource is None else one.resource
        limit = f"{grouped(one.requests)} in {_duration(one.seconds)}"
        yield f"  {kind}: {limit}, {grouped(one.used)} used"


def spoken(seconds: float) -> str:
    """Return a time as people say it: the estimate is no more exact than a minute.

    The time that the host takes to answer is not in it.
    """
    if seconds < 60:
        return "less than a minute of waiting"
    return f"about {_duration(seconds)} of waiting"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{math.ceil(seconds)} s"
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    parts = (f"{grouped(hours)} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(part for part in parts if part)


def grouped(number: int) -> str:
    """Return a number as people read it, with thousands apart."""
    return f"{number:,}".replace(",", " ")
