"""An imitation of Bitbucket Cloud on this machine: REST 2.0 below `/2.0`, git beside it.

It is made from the vendor's documents (https://developer.atlassian.com/cloud/bitbucket/rest/) and
from recorded answers, on a small forge that knows no vendor.
"""

from typing import Final

from githost.interface.emulator import EmulatedApp, Emulator, EmulatorSettings

__all__ = ["EMULATOR"]


def _start(settings: EmulatorSettings) -> EmulatedApp:
    """Start the imitation; the server's packages are imported here and not before."""
    from githost_bitbucket.emulator.cloud.app import CloudApp

    return CloudApp.start(settings)


EMULATOR: Final = Emulator(provider="bitbucket-cloud", start=_start)
