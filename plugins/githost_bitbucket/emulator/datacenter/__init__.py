"""An imitation of Bitbucket Data Center's REST API 1.0 on loopback.

It is written from Atlassian's REST documentation
(https://developer.atlassian.com/server/bitbucket/rest/) and from recorded answers, not from the
plugin it is used to test: two wrongs must not agree.
"""

from collections.abc import Mapping
from typing import Final

from githost.interface.emulator import EmulatedApp, Emulator, EmulatorSettings

#: The versions that can be imitated, the usual one first, each with one of its patch releases.
RELEASES: Final[Mapping[str, str]] = {
    "9.4": "9.4.13",
    "10.4": "10.4.0",
    "8.19": "8.19.25",
    "7.21": "7.21.23",
}


def _start(settings: EmulatorSettings) -> EmulatedApp:
    """Open the world; what it needs beyond the core is imported only now."""
    from githost_bitbucket.emulator.datacenter.app import DataCenterApp

    return DataCenterApp.start(settings)


EMULATOR: Final = Emulator(
    provider="bitbucket-datacenter", path="/bitbucket", versions=tuple(RELEASES), start=_start
)
