"""`githost emulate`: an emulator in the foreground."""

import json
import sys
from pathlib import Path

from githost import emulation

__all__ = ["serve_forever"]


def serve_forever(
    provider: str, *, port: int, data: Path | None, seed: str | None, version: str | None
) -> None:
    """Serve until interrupted. Prints one line of JSON once connections are accepted."""
    with emulation.prepare(provider, port=port, data=data, seed=seed, version=version) as prepared:
        runner = emulation.uvicorn_server(prepared.app)
        server = prepared.server
        ready = {
            "url": server.url,
            "provider": server.provider,
            "users": {name: dict(facts) for name, facts in server.users.items()},
            "tokens": dict(server.tokens),
        }
        # The socket is bound and listening: whoever connects now waits until the server takes it.
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        runner.run([prepared.socket])
