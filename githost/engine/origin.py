"""Where a connection may send what. Pure."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlencode, urlsplit

import attrs

from githost.errors import ConfigurationError, OriginError
from githost.value import Value
from githost.wire import QueryValue, Request, redact_url

__all__ = ["Origins", "is_loopback", "origin_of", "redact_url_safely", "with_query"]

_PORTS = {"http": 80, "https": 443}
#: Steps up the path, also in escapes.
_STEPS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:[/?#]|$)", re.IGNORECASE)
_CONTROL = re.compile(r"[\0-\x1f\x7f]")
#: Halves of characters, which are no Unicode by themselves.
_HALVES = re.compile(r"[\ud800-\udfff]")


def origin_of(url: str) -> str:
    """Return scheme, host and port of `url` in one spelling.

    Raises `ConfigurationError` where it is no http or https address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise ConfigurationError(f"{redact_url_safely(url)!r} is no address: {error}") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ConfigurationError(
            f"{redact_url_safely(url)!r} is no address of a host; write it as https://git.example.com"
        )
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}"


def redact_url_safely(url: str) -> str:
    """Return `url` without secrets even where it cannot be parsed."""
    try:
        return redact_url(url)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]


def is_loopback(url: str) -> bool:
    """Say whether `url` stays on this machine."""
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host == "::1" or (host.startswith("127.") and _is_ipv4(host))


def _is_ipv4(host: str) -> bool:
    pieces = host.split(".")
    return len(pieces) == 4 and all(piece.isdecimal() and int(piece) < 256 for piece in pieces)


def with_query(url: str, query: Mapping[str, QueryValue] | None) -> str:
    """Return `url` with `query` added: None left out, booleans in lower case, a sequence as its key repeated."""
    pairs = [(key, text) for key, value in (query or {}).items() for text in _texts(value)]
    if not pairs:
        return url
    try:
        return f"{url}{'&' if '?' in url else '?'}{urlencode(pairs)}"
    except UnicodeEncodeError as error:
        text = next((text for _, text in pairs if not _is_unicode(text)), "")
        raise ConfigurationError(f"{text!r} is not valid Unicode; it cannot be sent") from error


def _is_unicode(text: str) -> bool:
    return _HALVES.search(text) is None


def _texts(value: QueryValue) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int):
        return [str(value)]
    return list(value)


@attrs.frozen
class Origins(Value):
    """The origins that are one service, and what may be sent to them."""

    roots: Mapping[str, str]
    allowed: frozenset[str]

    @classmethod
    def of(cls, roots: Mapping[str, str], others: Collection[str]) -> "Origins":
        """Allow the origins of `roots`, and `others`."""
        return cls(dict(roots), frozenset(origin_of(url) for url in (*roots.values(), *others)))

    def resolve(self, request: Request) -> str:
        """Return the whole address of `request`.

        Raises `OriginError` where a link that the host gave leads elsewhere.
        """
        path = request.path
        wild = _CONTROL.search(path) is not None
        if not path.startswith("/") or path.startswith("//"):
            # Put behind a root without a path, it could become part of the host's name.
            if wild or not _is_unicode(path):
                raise OriginError(
                    f"the host sent us to {path!r}, which holds control characters, or no Unicode; "
                    "nothing was sent there"
                )
            self.check(path)
            return with_query(path, request.query)
        if wild:
            raise ConfigurationError(f"{path!r} holds control characters; remove them")
        if not _is_unicode(path):
            raise ConfigurationError(f"{path!r} is not valid Unicode; it cannot be sent")
        if _STEPS.search(path.partition("?")[0]):
            raise ConfigurationError(f"{path!r} leads out of the host's API; write it without dots")
        try:
            root = self.roots[request.root]
        except KeyError:
            raise ConfigurationError(
                f"this host has no root {request.root!r}; it has {', '.join(sorted(self.roots)) or 'none'}"
            ) from None
        return with_query(root + path, request.query)

    def check(self, url: str) -> None:
        """Raise `OriginError` unless `url` belongs to this service."""
        try:
            known = origin_of(url) in self.allowed
        except ConfigurationError as error:
            raise OriginError(
                f"the host sent us elsewhere, and nothing was sent there: {error}"
            ) from error
        if not known or urlsplit(url).username is not None:
            raise OriginError(
                f"the host sent us to {redact_url_safely(url)}, which is not one of its own addresses "
                f"({', '.join(sorted(self.allowed))}); nothing was sent there. If the host has moved, "
                "connect to its new address"
            )
