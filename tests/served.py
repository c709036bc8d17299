"""Serves an emulator whose world the test reaches into, as `githost.emulation.serve` does not."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from githost.emulation import Server, prepare, uvicorn_server

__all__ = ["served"]


@contextmanager
def served(provider: str, *, version: str | None = None) -> Iterator[tuple[Server, Any]]:
    """Serve an emulator with the demonstration's world; give its facts, and the emulator itself."""
    with prepare(provider, seed="demo", version=version) as prepared:
        server = uvicorn_server(prepared.app)
        thread = threading.Thread(target=server.run, args=([prepared.socket],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield prepared.server, prepared.app
        server.should_exit = True
        thread.join(10)
