"""Which release of Data Center answers."""

from typing import Final

from githost.interface import Site
from githost.wire import Op, Request, send
from githost_bitbucket.datacenter import payloads
from githost_bitbucket.datacenter.decode import decoder

__all__ = ["is_data_center", "server_version"]

#: The name under which a connection remembers it, and under which the clients look for it.
_KEY: Final = "version"


def server_version(site: Site) -> Op[str]:
    """Ask for the release, once a connection."""
    return site.once(_KEY, _ask())


def is_data_center() -> Op[bool]:
    """Ask an unknown host whether it is a Bitbucket server: it tells everybody its name."""
    return (yield from _properties(authorized=False)).displayName == "Bitbucket"


def _ask() -> Op[str]:
    return (yield from _properties(authorized=True)).version


def _properties(*, authorized: bool) -> Op[payloads.ApplicationProperties]:
    request = Request("GET", "/application-properties", authorized=authorized)
    response = yield from send(request)
    return decoder.decode(response, payloads.ApplicationProperties).value
