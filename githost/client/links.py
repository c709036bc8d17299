"""From a link to what it names."""

import attrs

from githost.errors import ConfigurationError
from githost.interface.addresses import repo_ref
from githost.interface.links import Link, LinkRef, Located, read_link
from githost.model import RepoRef
from githost.registry import installed

__all__ = ["Address", "parse_url"]


@attrs.frozen
class Address:
    """What a link names, and where."""

    #: Name of the provider to which the host exactly belongs; None where no plugin claims it.
    provider: str | None
    #: The host's web root, to be given to `connect`.
    root: str
    #: What it names on the host; None for the host itself.
    ref: LinkRef | None


def parse_url(text: str, *, provider: str | None = None) -> Address:
    """Turn a web, API or clone address into what it names. Makes no request.

    `text` may be a page of a repository, pull request, branch, file or commit, an API address, or
    a clone address (https, ssh, git's `user@host:path`), with a port or a context path. The
    provider is told by the exact host only; on other hosts the shape of the path decides what is
    named, and the answer's `provider` is None. Give `provider` where you know it: the path is then
    read as that product's.

    Raises `ConfigurationError` for what is no such address, or names nothing, and for a provider
    that is not installed.
    """
    if not isinstance(text, str):
        raise ConfigurationError(f"a link is a text, not {type(text).__name__}")
    scheme, _, path = text.strip().partition(":")
    found = installed().providers.values()
    for one in found:
        if scheme in one.schemes:
            return Address(one.name, f"{scheme}:{path}", None)
    link = read_link(text)
    if provider is not None:
        named = installed().provider(provider)
        # Only distinctive shapes are answered for products that may run anywhere.
        located = named.locate(link) or (None if named.hosts else _plain(link))
        return _address(link, located, provider)
    for one in found:
        if link.host in one.hosts:
            return _address(link, one.locate(link), one.name)
    for one in found:
        located = one.locate(link) if not one.hosts else None
        if located is not None:
            return _address(link, located, None)
    return _address(link, _plain(link), None)


def _address(link: Link, located: Located | None, provider: str | None) -> Address:
    if located is None:
        raise ConfigurationError(
            f"nothing that githost knows is at /{'/'.join(link.segments)} of {link.host}"
        )
    return Address(provider, link.root(located.prefix), located.ref)


def _plain(link: Link) -> Located:
    """Read a path as most hosts have it: everything before the last segment is the namespace."""
    if not link.segments:
        return Located(None)
    if len(link.segments) == 1:
        raise ConfigurationError(
            f"/{link.segments[0]} of {link.host} may be a namespace or anything; write it as NamespaceRef"
        )
    *namespace, name = link.segments
    checked = repo_ref(RepoRef("/".join(namespace), name.removesuffix(".git")))
    return Located(checked)
