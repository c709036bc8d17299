"""Serves what a test needs on this machine: an emulator whose world it reaches into, or an application."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from githost.emulation import Server, prepare, uvicorn_server
from githost.webhooks import AsgiApp

__all__ = ["listening", "served"]


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


@contextmanager
def listening(app: AsgiApp) -> Iterator[str]:
    """Serve an application and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    (socket,) = server.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
