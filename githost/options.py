"""Settings of one connection."""

import math
import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from githost.errors import ConfigurationError
from githost.value import Value

__all__ = ["Budget", "Cache", "Options", "Retry"]


def _positive(_: object, attribute: "attrs.Attribute[Any]", value: float | None) -> None:
    if value is None and attribute.default is None:
        return
    if isinstance(value, bool) or not (isinstance(value, int | float) and 0 < value < math.inf):
        raise ConfigurationError(f"{attribute.name} must be a number above 0, not {value!r}")


def _count(_: object, attribute: "attrs.Attribute[Any]", value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigurationError(f"{attribute.name} must be a whole number from 1, not {value!r}")


def _flag(_: object, attribute: "attrs.Attribute[Any]", value: bool) -> None:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{attribute.name} must be True or False, not {value!r}")


def _retry(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if not isinstance(value, Retry):
        raise ConfigurationError(f"{attribute.name} must be a githost.Retry, not {value!r}")


def _budget(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is not None and not isinstance(value, Budget):
        raise ConfigurationError(
            f"{attribute.name} must be a githost.Budget or None, not {value!r}"
        )


def _cache(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is not None and not isinstance(value, Cache):
        raise ConfigurationError(f"{attribute.name} must be a githost.Cache or None, not {value!r}")


def _file(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(f"{attribute.name} must be a file's path as text, not {value!r}")


def _certificate(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    pair = value if isinstance(value, tuple) and len(value) == 2 else (value,)
    if value is not None and not all(isinstance(one, str) for one in pair):
        raise ConfigurationError(
            f"{attribute.name} must be a file's path, or the pair (certificate, key), not {value!r}"
        )


def _proxy(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    # The value may hold a password, so no message shows it.
    if value is None:
        return
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        good = parts is not None and parts.scheme in _PROXIES and bool(parts.hostname)
        good = good and (parts is None or parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise ConfigurationError(
            f"{attribute.name} must be an address as http://proxy.example:3128 "
            f"({', '.join(_PROXIES)})"
        )


def _printable(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is not None and not (
        isinstance(value, str) and value.isascii() and value.isprintable() and value.strip()
    ):
        raise ConfigurationError(f"{attribute.name} must be printable ASCII, not {value!r}")


_PROXIES: Final = ("http", "https", "socks5", "socks5h")


@attrs.frozen(kw_only=True)
class Retry(Value):
    """How stubbornly a request is sent again. What may be sent again is not a setting."""

    #: Times a request is sent at the most, the first included.
    attempts: int = attrs.field(default=5, validator=_count)
    #: Seconds before the second attempt, doubled for each further one; the wait is a random part of
    #: it, unless the host says how long to wait.
    backoff: float = attrs.field(default=0.5, validator=_positive)
    #: Seconds that one wait takes at the most. A host that asks for more is not asked again.
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
class Budget(Value):
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
class Cache(Value):
    """Answers are kept, and the host is asked only whether they still hold. Needs the extra `cache`.

    A kept answer is never used unless the host confirms it, so a read shows what is so now. It is
    found by the credential it was given to, and by no other. Writes, and files that are downloaded,
    are not kept.
    """

    #: A SQLite file that outlives the process and that several may share, readable by its owner
    #: only; None keeps the answers in memory, until the host is closed.
    path: Path | None = attrs.field(default=None, converter=_path)
    #: Where it is this large, nothing is added before answers that are not used make room.
    max_bytes: int = attrs.field(default=128 * 1024 * 1024, validator=_count)


@attrs.frozen(kw_only=True)
class Options(Value):
    """Settings of one connection. Times are in seconds, sizes in bytes."""

    #: The longest that making a connection may take.
    connect_timeout: float = attrs.field(default=10.0, validator=_positive)
    #: The longest silence while an answer is read.
    read_timeout: float = attrs.field(default=60.0, validator=_positive)
    #: The longest that one operation may take (of a list, one page), with all its requests, waits
    #: and retries, however slowly the host sends; None for no limit. Only looking up the host's
    #: name, which the system does, may take longer.
    total_timeout: float | None = attrs.field(default=None, validator=_positive)
    #: How stubbornly a request is sent again.
    retry: Retry = attrs.field(factory=Retry, validator=_retry)
    #: How the host's rate limit is used; None neither counts nor waits before the host refuses.
    budget: Budget | None = attrs.field(factory=Budget, validator=_budget)
    #: Whether and where answers are kept for conditional requests; None keeps none.
    cache: Cache | None = attrs.field(default=None, validator=_cache)
    #: How many connections are open at once at the most; further requests wait for one.
    max_connections: int = attrs.field(default=20, validator=_count)
    #: The largest answer that is taken, counted after its compression is undone.
    max_body: int = attrs.field(default=64 * 1024 * 1024, validator=_count)
    #: Whether TLS certificates are checked. Turn it off for experiments only.
    verify: bool = attrs.field(default=True, validator=_flag)
    #: A file of certificate authorities to trust beside the usual ones.
    ca: str | None = attrs.field(default=None, validator=_file)
    #: A client certificate: a file, or (certificate, key).
    client_certificate: str | tuple[str, str] | None = attrs.field(
        default=None, validator=_certificate
    )
    #: A proxy's URL; None takes the usual environment variables.
    proxy: str | None = attrs.field(default=None, repr=False, validator=_proxy)
    #: Whether credentials may travel over plain http to hosts other than this machine.
    allow_http: bool = attrs.field(default=False, validator=_flag)
    #: Refuse every write before anything is sent.
    read_only: bool = attrs.field(default=False, validator=_flag)
    #: Keep the host's own object in `raw` for items of lists too.
    keep_raw: bool = attrs.field(default=False, validator=_flag)
    #: Put before githost's own in the User-Agent header.
    user_agent: str | None = attrs.field(default=None, validator=_printable)
    #: An httpx transport (`httpx.BaseTransport`, or the async one for the async client) to use
    #: instead of the network.
    transport: Any = attrs.field(default=None, repr=False)
