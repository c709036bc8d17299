"""Finds the headers that carry a connection's credential, and renews them when they must be.

Only one thread or task looks for them at a time; whoever comes meanwhile waits for what it finds.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import attrs

from githost.credentials import Anonymous, Credential, CredentialSource, OAuth2, Secret, Token
from githost.errors import ConfigurationError
from githost.interface.identity import AccessToken
from githost.interface.provider import Provider
from githost.value import Value
from githost.wire import Op, wait, work

__all__ = ["Signer"]

#: Seconds between two looks at what another thread or task is finding out.
_POLL = 0.005
#: A token is renewed so many seconds before it expires, or a tenth of its life, whichever is less.
_AHEAD = 60.0


@attrs.frozen
class _Signed(Value):
    """Headers, whose they are, and until when they are good."""

    headers: Mapping[str, str] = attrs.field(repr=False)
    credential: Credential
    renew_at: float = float("inf")
    expires_at: datetime | None = None


class Signer:
    """What signs the requests of one connection."""

    def __init__(
        self,
        provider: Provider,
        source: CredentialSource,
        identified: Callable[[Credential], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider = provider
        self._source = source
        self._identified = identified
        self._clock = clock
        self._lock = threading.Lock()
        self._finding = False
        self._signed: _Signed | None = None
        self._given: OAuth2 | None = None
        self._rotated: OAuth2 | None = None

    @property
    def known(self) -> bool:
        """Whether the headers have been found before."""
        return self._signed is not None

    @property
    def names(self) -> frozenset[str]:
        """The names of the headers that carry the credential."""
        signed = self._signed
        return frozenset() if signed is None else frozenset(signed.headers)

    @property
    def expires_at(self) -> datetime | None:
        """When the access token in use expires; None where that is not known."""
        signed = self._signed
        return None if signed is None else signed.expires_at

    def headers(self) -> Op[Mapping[str, str]]:
        """Return the headers, their names in lower case."""
        return (yield from self._current()).headers

    def credential(self) -> Op[Credential]:
        """Return the credential; in place of an OAuth 2 client the access token that it was given."""
        found = self._ask()
        if isinstance(found, OAuth2):
            return (yield from self._current()).credential
        return found

    def refused(self, headers: Mapping[str, str], *, known: bool) -> bool:
        """Forget `headers`, which the host refused; say whether asking again may give others.

        A function may; an OAuth token that was good before (`known`) has expired.
        """
        if not callable(self._source) and not (known and isinstance(self._source, OAuth2)):
            return False
        with self._lock:
            # Somebody else may have been refused before us, and have found others since.
            if self._signed is not None and self._signed.headers is headers:
                self._signed = None
        return True

    def _ask(self) -> Credential:
        return self._source() if callable(self._source) else self._source

    def _current(self) -> Op[_Signed]:
        while True:
            with self._lock:
                signed = self._signed
                if signed is not None and self._clock() < signed.renew_at:
                    return signed
                mine = not self._finding
                self._finding = True
            if not mine:
                yield from wait(_POLL)
                continue
            try:
                signed = self._signed = yield from self._find()
            finally:
                self._finding = False
            return signed

    def _find(self) -> Op[_Signed]:
        credential, token = self._ask(), None
        self._identified(credential)
        began = self._clock()
        if isinstance(credential, OAuth2):
            token = yield from self._exchanged(credential)
            credential = Token(token.token)
        found: Mapping[str, str] = {}
        if not isinstance(credential, Anonymous):
            found = yield from self._provider.authorize(credential)
        for name, value in found.items():
            if not value.isascii():
                raise ConfigurationError(
                    f"the credential cannot be sent: {name} would hold letters beyond ASCII; "
                    "check that it was copied whole and is no placeholder"
                )
        headers = {name.lower(): value for name, value in found.items()}
        if token is None or token.expires_in is None:
            return _Signed(headers, credential)
        life = token.expires_in
        return _Signed(
            headers,
            credential,
            renew_at=began + life - min(_AHEAD, life / 10),
            expires_at=datetime.now(UTC) + timedelta(seconds=life),
        )

    def _exchanged(self, given: OAuth2) -> Op[AccessToken]:
        """Exchange `given`, or what its refresh token was replaced by since it was given."""
        client = self._rotated if self._rotated is not None and given == self._given else given
        token = yield from self._provider.exchange(client)
        renewed = token.refresh_token
        if client.refresh_token is None or renewed is None or renewed == client.refresh_token:
            return token
        self._given, self._rotated = given, attrs.evolve(client, refresh_token=renewed)
        if given.on_refresh is not None:
            yield from work(_telling(given.on_refresh, renewed))
        return token


def _telling(on_refresh: Callable[[Secret], object], renewed: Secret) -> Callable[[], None]:
    def tell() -> None:
        on_refresh(renewed)

    return tell
