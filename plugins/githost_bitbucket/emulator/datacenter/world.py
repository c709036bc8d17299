"""The world that one emulated server shows: its forge, its address, its version."""

from datetime import UTC, datetime
from typing import Final

import attrs

from githost_local.forge import Forge
from githost_local.forge.side import SideTable

#: The name under which the forge keeps what only this product knows.
FACE: Final = "bitbucket-datacenter"


@attrs.frozen(kw_only=True)
class World:
    """One emulated server."""

    forge: Forge
    #: The server's base URL with its context path, without a slash at the end.
    url: str
    #: The version it imitates, as `9.4`.
    version: str

    @property
    def side(self) -> SideTable:
        """What only this product knows."""
        return self.forge.side(FACE)

    def since(self, version: str) -> bool:
        """Tell whether the server is of this version or a later one."""
        return _numbers(self.version) >= _numbers(version)

    def time(self, moment: datetime) -> int | str:
        """Return a time as answers have it: epoch milliseconds, from 10.3 on ISO 8601."""
        if self.since("10.3"):
            text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
            return text.replace("+00:00", "Z")
        return int(moment.timestamp() * 1000)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
