"""An imitation of Bitbucket Data Center's REST API 1.0 on loopback.

It is written from Atlassian's REST documentation
(https://developer.atlassian.com/server/bitbucket/rest/) and from recorded answers, not from the
plugin it is used to test: two wrongs must not agree.
"""

from typing import Final

from githost.interface.emulator import EmulatedApp, Emulator, EmulatorSettings

VERSIONS: Final = ("9.4", "10.4", "8.19", "7.21")


def _start(settings: EmulatorSettings) -> EmulatedApp:
    """Open the world; what it needs beyond the core is imported only now."""
    from githost_bitbucket.emulator.datacenter.app import DataCenterApp

    return DataCenterApp.start(settings)


EMULATOR: Final = Emulator(
    provider="bitbucket-datacenter", path="/bitbucket", versions=VERSIONS, start=_start
)
