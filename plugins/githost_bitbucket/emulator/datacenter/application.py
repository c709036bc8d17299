"""What the server tells about itself."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import RELEASES
from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, ok

_BUILD_DATE: Final = "1731628800000"


def _properties(call: Call) -> Response:
    """Tell the version, to anybody."""
    version = RELEASES[call.world.version]
    numbers = [int(part) for part in version.split(".")]
    return ok(
        {
            "version": version,
            "buildNumber": "".join(f"{number:03}" for number in numbers).lstrip("0"),
            "buildDate": _BUILD_DATE,
            "displayName": "Bitbucket",
        }
    )


ENDPOINTS = (Endpoint("GET", "api", "/application-properties", _properties),)
