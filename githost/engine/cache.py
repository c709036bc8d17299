"""Keeps answers, and asks the host whether they still hold: conditional requests (RFC 9111).

Rule 1: no kept answer is used unless the host confirms it (304). A read never shows what is no
longer so, not even after a write of ours to another address.
Rule 2: what was answered to one credential is found by no other: the key of an answer is made from
the headers that carry the credential, and cannot be turned back into them.
Rule 3: nothing secret is kept: no header of a request but `accept`, no cookie, no address.

What may be kept, and what a 304 makes of it, is decided by the library hishel.
"""

import hashlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any, Final

import attrs

from githost.engine.configuration import is_private
from githost.errors import ConfigurationError
from githost.options import Cache
from githost.wire import Op, Request, Response, redact_url, work

__all__ = ["AnswerCache"]

#: Headers of an answer that are not kept: those that may hold a secret, those that speak of one
#: exchange, and those of an encoding that has been undone.
_NOT_KEPT: Final = frozenset(
    {
        "authentication-info",
        "connection",
        "content-encoding",
        "content-length",
        "keep-alive",
        "location",
        "proxy-authenticate",
        "proxy-authentication-info",
        "retry-after",
        "set-cookie",
        "set-cookie2",
        "transfer-encoding",
        "www-authenticate",
    }
)
#: Headers on which later requests depend; where a 304 changes only others, nothing is written.
_DECISIVE: Final = ("etag", "last-modified", "cache-control", "expires", "vary")
_CONDITIONS: Final = ("if-none-match", "if-modified-since")
#: Bytes of answers that stay at hand, beside what they were read as.
_AT_HAND: Final = 8 * 1024 * 1024
#: Seconds after which an answer that nobody asked for is forgotten.
_UNUSED: Final = 30 * 86_400.0
#: Milliseconds to wait for another process that is writing; then the host is asked as if nothing
#: were kept.
_PATIENCE: Final = 250
#: What each guess at a credential costs whoever got hold of the file: 16 MiB and some 40 ms.
_SCRYPT: Final[Mapping[str, int]] = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


@attrs.frozen
class _Kept:
    """A kept answer, whole, and what hishel knows of it."""

    entry: Any
    response: Response

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return str(self.entry.request.url)


class AnswerCache:
    """The answers kept by one connection, or in a file by all that name it."""

    def __init__(self, settings: Cache, *, max_body: int, identity: str) -> None:
        try:
            import hishel
        except ImportError:
            raise ConfigurationError(
                "options.cache needs the package hishel, which is not installed; "
                "pip install 'githost-sdk[cache]'"
            ) from None
        self._hishel = hishel
        self._rules = hishel.CacheOptions(shared=False, supported_methods=["GET"])
        self._settings = settings
        self._max_body = max_body
        self._identity = identity
        self._lock = threading.RLock()
        self._storage: Any = None
        self._salt = b""
        self._process = os.getpid()
        self._secret: tuple[Mapping[str, str], bytes] | None = None
        self._at_hand: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0

    @staticmethod
    def serves(request: Request) -> bool:
        """Say whether the answer to `request` may be kept: a read, taken whole, told apart by its address."""
        return (
            request.method == "GET"
            and request.authorized
            and request.sink is None
            and not request.download
            and all(name.lower() == "accept" for name in request.headers)
        )

    def exchange(
        self,
        url: str,
        headers: Mapping[str, str],
        signature: Mapping[str, str],
        send: Callable[[Mapping[str, str]], Generator[Any, Any, Response]],
    ) -> Generator[Any, Any, tuple[Response, Response]]:
        """Ask for `url` by `send`, which is given the headers that ask whether the kept answer holds.

        Returns what the operation is answered, and what came over the wire: a 304 where it holds.
        """
        key, kept = yield from self._look(url, headers, signature)
        asked = self._request(key, headers)
        state: Any = self._hishel.IdleClient(options=self._rules).next(
            asked, [] if kept is None else [kept.entry]
        )
        while True:
            told = {name: state.request.headers.get(name) for name in _CONDITIONS}
            came = yield from send({name: value for name, value in told.items() if value})
            state = state.next(self._answer(came))
            while isinstance(state, self._hishel.InvalidateEntries):
                state = state.next()
            if not isinstance(state, self._hishel.CacheMiss):
                break
        if kept is not None and isinstance(state, self._hishel.NeedToBeUpdated):
            yield from self._refresh(kept, state.updating_entries[0].response)
            return _confirmed(kept.response, came), came
        if isinstance(state, self._hishel.StoreAndUse) and _is_checkable(came):
            return (yield from work(lambda: self._keep(asked, kept, came))), came
        if kept is not None and came.status < 500:
            yield from work(lambda: self._forget(kept))
        return came, came

    def forget(
        self, url: str, headers: Mapping[str, str], signature: Mapping[str, str]
    ) -> Op[None]:
        """Forget the answer of `url`, which a write is about to change (RFC 9111, section 4.4)."""
        _, kept = yield from self._look(url, headers, signature)
        if kept is not None:
            yield from work(lambda: self._forget(kept))

    def close(self) -> None:
        """Let go of the file, or of what is in memory. Closing twice is harmless."""
        with self._lock:
            storage, self._storage = self._storage, None
            self._at_hand.clear()
            self._size = 0
        if storage is not None and os.getpid() == self._process:
            storage.close()

    def _request(self, key: str, headers: Mapping[str, str]) -> Any:
        # `no-cache`: a kept answer is not used before the host has confirmed it (section 5.2.1.4).
        stated = {"accept": headers.get("accept", "*/*"), "cache-control": "no-cache"}
        return self._hishel.Request("GET", key, self._hishel.Headers(stated))

    def _answer(self, response: Response) -> Any:
        headers = self._hishel.Headers(_kept(response))
        return self._hishel.Response(response.status, headers, iter((response.body,)))

    def _look(
        self, url: str, headers: Mapping[str, str], signature: Mapping[str, str]
    ) -> Op[tuple[str, _Kept | None]]:
        """Return the key of an answer, and the answer where one is kept."""
        known = self._secret
        if known is None or known[0] is not signature:
            known = self._secret = yield from work(lambda: (signature, self._derived(signature)))
        text = f"{headers.get('accept')} {url}".encode("utf-8", "surrogatepass")
        key = hashlib.blake2b(text, key=known[1], digest_size=32).hexdigest()
        with self._lock:
            kept = self._at_hand.get(key)
            if kept is not None:
                self._at_hand.move_to_end(key)
        return key, kept or (yield from work(lambda: self._found(key, url)))

    def _found(self, key: str, url: str) -> _Kept | None:
        entries = self._opened().get_entries(key)
        if not entries:
            return None
        entry = entries[-1]
        try:
            body = b"".join(entry.response.stream)
        except RuntimeError:
            # Another process has removed it meanwhile.
            return None
        if len(body) > self._max_body:
            return None
        answered = entry.response
        headers = dict(answered.headers.items())
        return self._held(
            _Kept(
                entry,
                Response(answered.status_code, headers, body, "GET", redact_url(url), readings={}),
            )
        )

    def _keep(self, asked: Any, kept: _Kept | None, came: Response) -> Response:
        """Keep what came in place of what was kept."""
        storage = self._opened()
        if kept is not None:
            self._forget(kept)
        entry = storage.create_entry(asked, self._answer(came), asked.url)
        for _ in entry.response.stream:
            pass
        held = self._held(_Kept(entry, attrs.evolve(came, headers=_kept(came), readings={})))
        return attrs.evolve(came, readings=held.response.readings)

    def _refresh(self, kept: _Kept, fresh: Any) -> Op[None]:
        """Write down what a 304 says anew (section 4.3.4), where it matters later."""
        before = kept.entry.response.headers
        if any(before.get(name) != fresh.headers.get(name) for name in _DECISIVE):
            yield from work(lambda: self._opened().update_headers(kept.entry.id, fresh.headers))
            kept.entry.response.headers = fresh.headers

    def _forget(self, kept: _Kept) -> None:
        self._opened().remove_entry(kept.entry.id)
        with self._lock:
            if self._at_hand.get(kept.key) is kept:
                del self._at_hand[kept.key]
                self._size -= len(kept.response.body)

    def _held(self, kept: _Kept) -> _Kept:
        with self._lock:
            before = self._at_hand.pop(kept.key, None)
            if before is not None:
                self._size -= len(before.response.body)
            self._at_hand[kept.key] = kept
            self._size += len(kept.response.body)
            while self._size > _AT_HAND:
                _, oldest = self._at_hand.popitem(last=False)
                self._size -= len(oldest.response.body)
        return kept

    def _derived(self, signature: Mapping[str, str]) -> bytes:
        self._opened()
        text = json.dumps([self._identity, sorted(signature.items())]).encode()
        if self._settings.path is None:
            return hashlib.blake2b(text, key=self._salt, digest_size=32).digest()
        return hashlib.scrypt(text, salt=self._salt, **_SCRYPT)

    def _opened(self) -> Any:
        with self._lock:
            if self._storage is None:
                self._storage, self._salt = self._open()
            return self._storage

    def _open(self) -> tuple[Any, bytes]:
        import sqlite3

        path = self._settings.path
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                if not is_private(path):
                    raise ConfigurationError(
                        f"others may read the cache {path}, which holds what the host answered; "
                        f"say chmod 600 {path}"
                    )
            file = sqlite3.connect(
                ":memory:" if path is None else path,
                timeout=_PATIENCE / 1000,
                check_same_thread=False,
                isolation_level=None,
            )
            try:
                salt = _salt(file)
                storage = self._hishel.SqliteStorage(
                    connection=file, max_size=self._settings.max_bytes, default_tti=_UNUSED
                )
                storage.get_entries("")
                file.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            except BaseException:
                file.close()
                raise
        except (OSError, sqlite3.Error, RuntimeError) as error:
            raise ConfigurationError(
                f"the cache {path} cannot be used: {error}; delete it, or name another"
            ) from error
        return storage, salt


def _salt(file: Any) -> bytes:
    """Return what the file's keys are made with, made up once."""
    file.execute(
        "CREATE TABLE IF NOT EXISTS salt (one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL)"
    )
    file.execute("INSERT OR IGNORE INTO salt VALUES (1, ?)", (os.urandom(32),))
    found: bytes = file.execute("SELECT value FROM salt").fetchone()[0]
    return found


def _kept(response: Response) -> dict[str, str]:
    """Return those headers of `response` that are kept."""
    return {name: value for name, value in response.headers.items() if name not in _NOT_KEPT}


def _confirmed(kept: Response, came: Response) -> Response:
    """Return the kept answer, as of now: the host has said when, in the headers of its 304."""
    headers = {name: value for name, value in kept.headers.items() if name != "date"}
    headers |= _kept(came)
    return attrs.evolve(kept, headers=headers, method=came.method, url=came.url)


def _is_checkable(response: Response) -> bool:
    """Say whether the host can tell later whether `response` still holds.

    A date does only where it is older than the answer: what changes twice within its second keeps
    it (RFC 9110, section 8.8.2.2).
    """
    if response.status != 200:
        return False
    if response.headers.get("etag"):
        return True
    with suppress(ValueError, TypeError, IndexError, OverflowError, KeyError):
        changed = parsedate_to_datetime(response.headers["last-modified"])
        sent = parsedate_to_datetime(response.headers["date"])
        return (sent - changed).total_seconds() >= 1
    return False
