"""What this distribution adds to githost."""

from collections.abc import Iterable

from githost.hookspecs import hookimpl
from githost.interface import Provider
from githost_local.provider import LocalHost


@hookimpl
def githost_providers() -> Iterable[Provider]:
    """Add the local host."""
    return [LocalHost()]
