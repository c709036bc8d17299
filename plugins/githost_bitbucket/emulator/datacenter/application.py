"""What the server tells about itself."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, ok

#: A patch release of each version that can be imitated.
_PATCHES: Final = {"7.21": "7.21.23", "8.19": "8.19.25", "9.4": "9.4.13", "10.4": "10.4.0"}
_BUILD_DATE: Final = "1731628800000"


def _properties(call: Call) -> Response:
    """Tell the version, to anybody."""
    version = _PATCHES.get(call.world.version, call.world.version)
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
