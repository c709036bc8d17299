"""What this distribution adds to githost: two providers and their emulators."""

from collections.abc import Iterable

from githost.hookspecs import hookimpl
from githost.interface import Emulator, Provider
from githost_bitbucket.cloud.provider import BitbucketCloud
from githost_bitbucket.datacenter.provider import BitbucketDataCenter

__all__ = ["githost_emulators", "githost_providers"]


@hookimpl
def githost_providers() -> Iterable[Provider]:
    """Add Bitbucket Cloud and Bitbucket Data Center."""
    return (BitbucketCloud(), BitbucketDataCenter())


@hookimpl
def githost_emulators() -> Iterable[Emulator]:
    """Add an emulator of each."""
    # Imported here, for the emulators need Starlette, which is an extra.
    from githost_bitbucket.emulator import emulators

    return emulators()
