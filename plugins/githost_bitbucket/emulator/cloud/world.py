"""The world that the emulated site shows: its forge and its address."""

from datetime import UTC, datetime
from typing import Final

import attrs

from githost_local.forge import Forge
from githost_local.forge.side import SideTable

#: The name under which the forge keeps what only this product knows.
FACE: Final = "bitbucket-cloud"


@attrs.frozen(kw_only=True)
class World:
    """The emulated site."""

    forge: Forge
    #: The site's address, `https://bitbucket.org` in reality, without a slash at the end. Git is
    #: served here, and pages for people would be.
    url: str

    @property
    def api(self) -> str:
        """Where the REST API begins."""
        return f"{self.url}/2.0"

    @property
    def side(self) -> SideTable:
        """What only this product knows."""
        return self.forge.side(FACE)


def time(moment: datetime) -> str:
    """Return a time as answers have it: microseconds, and an offset in place of `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seconds(moment: datetime) -> str:
    """Return a time as Git knows it, which has no parts of a second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
