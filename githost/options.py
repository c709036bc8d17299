"""Settings of one connection."""

import os
from pathlib import Path
from typing import Any

import attrs

from githost.errors import ConfigurationError

__all__ = ["Budget", "Options", "Retry"]


def _positive(_: object, attribute: "attrs.Attribute[Any]", value: float | None) -> None:
    if value is not None and not (isinstance(value, int | float) and value > 0):
        raise ConfigurationError(f"{attribute.name} must be a number above 0, not {value!r}")


@attrs.frozen(kw_only=True)
class Retry:
    """How stubbornly a request is sent again. What may be sent again is not a setting."""

    #: Times a request is sent at the most, the first included.
    attempts: int = attrs.field(default=5, validator=_positive)
    #: Seconds before the second attempt, doubled for each further one; the wait is a random part of
    #: it.
    backoff: float = attrs.field(default=0.5, validator=_positive)
    #: Seconds that one wait takes at the most, whatever the host asks for.
    max_wait: float = attrs.field(default=60.0, validator=_positive)
    #: Seconds that all waits of one request take together at the most.
    max_total: float = attrs.field(default=300.0, validator=_positive)


def _part(_: object, attribute: "attrs.Attribute[Any]", value: float) -> None:
    if not (isinstance(value, int | float) and 0 < value <= 1):
        raise ConfigurationError(
            f"{attribute.name} must be a number above 0 and not above 1, not {value!r}"
        )


def _not_negative(_: object, attribute: "attrs.Attribute[Any]", value: float) -> None:
    if not (isinstance(value, int | float) and value >= 0):
        raise ConfigurationError(f"{attribute.name} must be a number from 0, not {value!r}")


def _path(given: str | os.PathLike[str] | None) -> Path | None:
    if given is None:
        return None
    if not isinstance(given, str | os.PathLike) or not os.fspath(given):
        raise ConfigurationError(f"path must be the path of a file, not {given!r}")
    return Path(given).absolute()


@attrs.frozen(kw_only=True)
class Budget:
    """How a host's rate limit is used.

    Requests are counted by host, account and kind of request. Near the limit they wait for their
    turn, so that the host need not refuse them.
    """

    #: A SQLite file in which the count is kept, so that several processes share one; None shares it
    #: within this process.
    path: Path | None = attrs.field(default=None, converter=_path)
    #: The part of the host's limit that may be used up; the rest is left to others.
    share: float = attrs.field(default=1.0, validator=_part)
    #: The part of that which is used without waiting.
    pace_from: float = attrs.field(default=0.9, validator=_part)
    #: Seconds between two writes at the least.
    write_interval: float = attrs.field(default=0.0, validator=_not_negative)


@attrs.frozen(kw_only=True)
class Options:
    """Settings of one connection. Times are in seconds, sizes in bytes."""

    connect_timeout: float = attrs.field(default=10.0, validator=_positive)
    #: The longest silence while an answer is read.
    read_timeout: float = attrs.field(default=60.0, validator=_positive)
    #: The longest that one request may take with its retries; None for no limit.
    total_timeout: float | None = attrs.field(default=None, validator=_positive)
    retry: Retry = attrs.field(factory=Retry)
    #: How the host's rate limit is used; None neither counts nor waits before the host refuses.
    budget: Budget | None = attrs.field(factory=Budget)
    max_connections: int = attrs.field(default=20, validator=_positive)
    #: The largest answer read into memory.
    max_body: int = attrs.field(default=64 * 1024 * 1024, validator=_positive)
    #: Whether TLS certificates are checked. Turn it off for experiments only.
    verify: bool = True
    #: A file of certificate authorities to trust beside the usual ones.
    ca: str | None = None
    #: A client certificate: a file, or (certificate, key).
    client_certificate: str | tuple[str, str] | None = None
    #: A proxy's URL; None takes the usual environment variables.
    proxy: str | None = attrs.field(default=None, repr=False)
    #: Whether credentials may travel over plain http to hosts other than this machine.
    allow_http: bool = False
    #: Refuse every write before anything is sent.
    read_only: bool = False
    #: Keep the host's own object in `raw` for items of lists too.
    keep_raw: bool = False
    #: Put before githost's own in the User-Agent header.
    user_agent: str | None = None
    #: An httpx transport (`httpx.BaseTransport`, or the async one for the async client) to use
    #: instead of the network.
    transport: Any = attrs.field(default=None, repr=False)
