"""Links as people paste them: pages, clone addresses, API addresses; and what they name. Pure."""

import re
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

import attrs

from githost.errors import ConfigurationError
from githost.model import (
    BranchRef,
    CommitRef,
    FileRef,
    NamespaceRef,
    PullRequestRef,
    RepoRef,
)
from githost.value import Value

__all__ = ["Link", "LinkRef", "Located", "read_link"]

#: What a link can name.
LinkRef: TypeAlias = RepoRef | PullRequestRef | BranchRef | FileRef | CommitRef | NamespaceRef

#: `git@host:namespace/name.git`, as git writes addresses of SSH. A Windows drive letter is no host.
_SCP = re.compile(r"(?:[^@/\s]+@)?(?P<host>[^@:/\s]{2,}):(?!//)(?P<path>[^\s]+)")
_SCHEMES = frozenset({"http", "https", "ssh", "git+ssh", "git"})


@attrs.frozen(kw_only=True)
class Link(Value):
    """An address, taken apart. User and password are dropped."""

    #: `https`, `http` or `ssh`.
    scheme: str
    #: In lower case.
    host: str
    #: None where the address names none.
    port: int | None = None
    #: The decoded segments of the path, without empty ones.
    segments: tuple[str, ...]
    #: The decoded query; of a name that comes twice, the last value.
    query: Mapping[str, str] = attrs.field(factory=dict)

    def root(self, prefix: tuple[str, ...] = ()) -> str:
        """Return the host's web root, below which `prefix` is its context path."""
        scheme = "https" if self.scheme == "ssh" else self.scheme
        port = f":{self.port}" if self.port is not None and self.scheme != "ssh" else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return "/".join((f"{scheme}://{host}{port}", *prefix))


@attrs.frozen
class Located(Value):
    """What a provider found in a link."""

    #: None: the link names the host itself.
    ref: LinkRef | None
    #: The segments before the product's own paths: its context path.
    prefix: tuple[str, ...] = ()


def read_link(text: str) -> Link:
    """Take `text` apart: a web, API or clone address, `ssh://`, or git's `user@host:path`.

    Raises `ConfigurationError` where it is none of them.
    """
    text = text.strip()
    if any(character < " " or character == "\x7f" for character in text):
        raise ConfigurationError("the link holds control characters; remove them")
    scp = _SCP.fullmatch(text) if "://" not in text else None
    if scp is not None:
        return Link(scheme="ssh", host=scp["host"].lower(), segments=_segments(scp["path"]))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"the link cannot be read: {error}") from None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ConfigurationError(
            "a link is a web page, an API address or a clone address, as "
            "https://git.example.com/acme/site or git@git.example.com:acme/site.git"
        )
    return Link(
        scheme=parts.scheme if parts.scheme in {"http", "https"} else "ssh",
        host=parts.hostname.lower(),
        port=port,
        segments=_segments(parts.path),
        query=dict(parse_qsl(parts.query)),
    )


def _segments(path: str) -> tuple[str, ...]:
    segments = tuple(unquote(piece) for piece in path.split("/") if piece)
    if any(segment in {".", ".."} or not segment.isprintable() for segment in segments):
        raise ConfigurationError(
            "the link's path holds `.`, `..` or control characters; write it without"
        )
    return segments
