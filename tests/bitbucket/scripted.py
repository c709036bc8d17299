"""A host behind the client whose answers a test writes down, and what was sent to it."""

import json
from typing import Any
from urllib.parse import unquote

import attrs

from githost.client.sync import Host
from tests.scripted_host import Script

__all__ = ["Scripted"]


@attrs.frozen
class Scripted:
    """An open host, and what was sent to it."""

    host: Host
    script: Script
    #: What the addresses of requests begin with.
    root: str

    @property
    def sent(self) -> list[str]:
        """Method, path below the root, and query of each request, unescaped."""
        return [
            f"{request.method} "
            + unquote(str(request.url).removeprefix(self.root).replace("+", " "))
            for request in self.script.requests
        ]

    @property
    def paths(self) -> list[str]:
        """What was sent, without the queries."""
        return [line.partition("?")[0] for line in self.sent]

    def body(self, at: int = -1) -> Any:
        """Return the JSON document of a request."""
        return json.loads(self.script.requests[at].content)
