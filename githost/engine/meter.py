"""Counts a connection's requests against the host's limits, and lets them wait for their turn."""

import logging
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

import attrs

from githost.credentials import Anonymous, ApiToken, Basic, Credential, OAuth2, Token
from githost.engine.budget import (
    Quota,
    Usage,
    emptied,
    estimate,
    learned,
    reserved,
    restored,
    used,
)
from githost.engine.ledger import Ledger, MemoryLedger, of_file, of_process
from githost.engine.origin import is_loopback, origin_of
from githost.errors import ConfigurationError, GitHostError, RateLimitError
from githost.interface.provider import Provider, Site
from githost.interface.rates import Limit
from githost.options import Budget, Options
from githost.value import Value
from githost.wire import Op, Request, Response, wait, work

__all__ = ["Meter", "Standing"]

T = TypeVar("T")
log = logging.getLogger("githost.budget")

_DAY: Final = 86_400.0
#: No provider calls a resource so.
_WRITES = "~writes"


@attrs.frozen(kw_only=True)
class Standing(Value):
    """How one limit stands."""

    #: Which requests share it, in the provider's words; None is all of them.
    resource: str | None
    #: How many requests the host grants in `seconds`, or the share of them that may be used.
    requests: int
    seconds: float
    #: How many count now, also those that others were seen to send.
    used: int
    #: When all of them will be granted anew; None where none is used.
    resets_at: datetime | None

    @property
    def left(self) -> int:
        """How many may be sent now."""
        return max(0, self.requests - self.used)


class Meter:
    """The budget of one connection: `host.budget`.

    Counted for the host, the account and the kind of request, together with all other connections
    of this process, or of all processes that name the same file. What the product documents counts
    for its own hosts and others, but not on this machine, where only what the host tells does.
    """

    def __init__(
        self,
        provider: Provider,
        site: Site,
        options: Options,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._provider = provider
        self._budget = options.budget or Budget()
        self._clock = clock
        self._ledger: Ledger | None = None
        if options.budget is not None:
            if options.budget.path is not None:
                self._ledger = of_file(options.budget.path)
            else:
                # What goes through somebody's own transport is not on the network.
                self._ledger = of_process() if options.transport is None else MemoryLedger()
        api = site.roots.get("api", site.url)
        self._origin = origin_of(api) if api.startswith(("http:", "https:")) else api
        self._stated = () if is_loopback(api) else provider.limits
        self._credential: Credential = Anonymous()
        self._anonymous = True
        #: Whose requests are counted, and for which credential that was found.
        self._account: tuple[Credential, str] | None = None

    def identify(self, credential: Credential) -> None:
        """Count for the account of `credential` from here on."""
        self._credential = credential
        self._anonymous = isinstance(credential, Anonymous)

    def admit(self, request: Request, left: float = math.inf) -> Op[None]:
        """Count `request`, and wait until it may go.

        Raises `RateLimitError` where it would have to wait longer than the `left` seconds of its
        operation.
        """
        ledger = self._ledger
        if ledger is None:
            return
        limits = self._limits(ledger, self._provider.resource(request))
        writes = bool(self._budget.write_interval) and request.writes
        if not limits and not writes:
            return
        seconds = yield from self._change(ledger, lambda: self._turn(ledger, limits, writes, left))
        if seconds > 0:
            log.info(
                "%s %s waits %.1f s for the budget of %s",
                request.method,
                request.path.partition("?")[0],
                seconds,
                self._origin,
            )
            yield from wait(seconds)

    def learn(self, request: Request, response: Response, error: GitHostError | None) -> Op[None]:
        """Take note of what `response`, which stands for `error`, tells of the limits."""
        ledger, allowance = self._ledger, self._provider.allowance(response)
        refused = isinstance(error, RateLimitError)
        if ledger is None or (allowance is None and not refused):
            return
        resource = self._provider.resource(request)
        now = self._clock()

        def note(usage: Usage) -> tuple[None, Usage]:
            if allowance is not None:
                usage = attrs.evolve(
                    usage,
                    requests=allowance.requests or usage.requests,
                    seconds=allowance.seconds or usage.seconds,
                )
            quota = self._quota(usage, self._stated_for(resource))
            if allowance is not None and quota is not None:
                usage = learned(usage, quota, allowance, now)
            if isinstance(error, RateLimitError):
                usage = emptied(usage, quota, error.retry_after, now)
            return None, usage

        yield from self._change(ledger, lambda: ledger.change(self._key(resource), note))

    @property
    def used(self) -> int:
        """How many requests count now against the limit of which least is left; 0 without a limit."""
        tightest = self._tightest()
        return tightest.used if tightest else 0

    @property
    def left(self) -> int | None:
        """How many requests may be sent now of the kind of which least is left; None without a limit."""
        tightest = self._tightest()
        return tightest.left if tightest else None

    @property
    def resets_at(self) -> datetime | None:
        """When all of that limit will be granted anew; None where nothing of it is used."""
        tightest = self._tightest()
        return tightest.resets_at if tightest else None

    def standings(self) -> tuple[Standing, ...]:
        """Return how each limit stands. Empty where neither product nor host tells any."""
        now = self._clock()
        found = (self._standing(resource, now) for resource in self._resources())
        return tuple(one for one in found if one is not None)

    def estimate(self, requests: int, *, resource: str | None = None) -> float:
        """Return after how many seconds the last of `requests` more may go, about.

        `resource` says which of the limits they count against, in the provider's words; None takes
        the one of which least is left. The time that the host takes to answer is not in it.

        Raises `ConfigurationError` for a resource of which no limit is known.
        """
        if resource is None:
            tightest = self._tightest()
            if tightest is None:
                return 0.0
            resource = tightest.resource
        usage, quota = self._read(resource)
        if quota is None:
            known = [repr(one.resource) for one in self.standings() if one.resource is not None]
            raise ConfigurationError(
                f"no limit of {resource!r} is known; "
                f"{'there are ' + ', '.join(known) if known else 'leave the resource out'}"
            )
        return estimate(usage, quota, requests, self._clock())

    def __repr__(self) -> str:
        return f"<budget of {self._origin}>"

    def _change(self, ledger: Ledger, do: Callable[[], T]) -> Op[T]:
        return (yield from work(do)) if ledger.slow else do()

    def _turn(
        self, ledger: Ledger, limits: tuple[str | None, ...], writes: bool, left: float
    ) -> float:
        """Return how many seconds a request must wait, and count it."""
        now = at = self._clock()
        if writes:
            at = ledger.change(self._key(_WRITES), self._next_write)
        for resource in limits:
            stated = self._stated_for(resource)

            def next_one(usage: Usage, stated: Limit | None = stated) -> tuple[float, Usage]:
                quota = self._quota(usage, stated)
                if quota is None:
                    return usage.closed_until, usage
                when, after = reserved(usage, quota, now)
                self._check(when - now, quota, left)
                return when, after

            at = max(at, ledger.change(self._key(resource), next_one))
        return at - now

    def _next_write(self, usage: Usage) -> tuple[float, Usage]:
        now, interval = self._clock(), self._budget.write_interval
        # A clock that was set back leaves a last write far ahead; it is not waited for.
        ahead = usage.last + interval
        at = max(now, ahead) if usage.last < now + _DAY else now
        return at, attrs.evolve(usage, last=at)

    def _check(self, seconds: float, quota: Quota, left: float) -> None:
        if seconds > left:
            raise RateLimitError(
                f"{quota.requests} requests in {quota.seconds:.0f} s to {self._origin} are used up: the next may go "
                f"in {seconds:.0f} s, which is longer than total_timeout; wait, or allow more time",
                retry_after=seconds,
            )

    def _limits(self, ledger: Ledger, resource: str | None) -> tuple[str | None, ...]:
        """Return the limits that a request for `resource` counts against."""
        candidates = dict.fromkeys((None, resource))
        return tuple(
            one
            for one in candidates
            if self._stated_for(one) is not None or ledger.knows(self._key(one))
        )

    def _stated_for(self, resource: str | None) -> Limit | None:
        for limit in self._stated:
            if limit.resource == resource and limit.anonymous == self._anonymous:
                return limit
        return None

    def _quota(self, usage: Usage, stated: Limit | None) -> Quota | None:
        requests = usage.requests or (stated.requests if stated else None)
        seconds = usage.seconds or (stated.seconds if stated else None)
        if requests is None or seconds is None:
            return None
        return Quota.of(requests, seconds, self._budget)

    def _resources(self) -> tuple[str | None, ...]:
        return tuple(dict.fromkeys((None, *(limit.resource for limit in self._provider.limits))))

    def _read(self, resource: str | None) -> tuple[Usage, Quota | None]:
        if self._ledger is None:
            return Usage(), None
        usage = self._ledger.change(self._key(resource), lambda usage: (usage, usage))
        return usage, self._quota(usage, self._stated_for(resource))

    def _standing(self, resource: str | None, now: float) -> Standing | None:
        usage, quota = self._read(resource)
        if quota is None:
            return None
        until = restored(usage, quota, now)
        return Standing(
            resource=resource,
            requests=quota.requests,
            seconds=quota.seconds,
            used=used(usage, quota, now),
            resets_at=None if until is None else datetime.fromtimestamp(until, UTC),
        )

    def _tightest(self) -> Standing | None:
        # The fewest left; of equals the one that comes back slowest.
        return min(
            self.standings(), key=lambda one: (one.left, one.requests / one.seconds), default=None
        )

    def _key(self, resource: str | None) -> str:
        credential, known = self._credential, self._account
        if known is None or known[0] is not credential:
            known = self._account = (credential, _account(credential))
        return f"{self._origin} {known[1]} {'*' if resource is None else resource}"


def _account(credential: Credential) -> str:
    """Return what tells the credential's account from others and does not tell its secret.

    Of a password not even a digest is kept, for it could be guessed from that.
    """
    if isinstance(credential, ApiToken):
        name = f"ApiToken {credential.email}"
    elif isinstance(credential, Basic):
        name = f"Basic {credential.user}"
    elif isinstance(credential, OAuth2):
        name = f"OAuth2 {credential.client_id}"
    elif isinstance(credential, Token):
        name = f"Token {credential.token.reveal()}"
    else:
        return "nobody"
    # Imported here: it loads OpenSSL, which nobody needs before the first request.
    import hashlib

    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
