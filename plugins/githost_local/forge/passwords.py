"""How secrets are kept: passwords by scrypt, tokens by SHA-256.

A token has more randomness than anybody can try, so a fast hash loses nothing; a password has
not. Parameters of scrypt: RFC 7914 section 2, the interactive setting (16 MiB, about 40 ms),
which is why a password that was right once is remembered by a keyed digest in memory.
"""

import hashlib
import hmac
import os
import threading

_N, _R, _P = 2**14, 8, 1
_REMEMBERED = 256


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def encrypt(password: str) -> str:
    """Return what is kept of a password."""
    salt = os.urandom(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)


class PasswordCheck:
    """Compares passwords with what is kept of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pepper = os.urandom(32)
        self._right: dict[str, bytes] = {}

    def matches(self, password: str, kept: str) -> bool:
        """Tell whether this is the password."""
        quick = hmac.digest(self._pepper, password.encode(), "sha256")
        with self._lock:
            known = self._right.get(kept)
        if known is not None and hmac.compare_digest(known, quick):
            return True
        salt, _, wanted = kept.partition("$")
        if not hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), bytes.fromhex(wanted)):
            return False
        with self._lock:
            if len(self._right) >= _REMEMBERED:
                self._right.clear()
            self._right[kept] = quick
        return True
