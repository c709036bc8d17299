"""Emulators in processes of their own, as slow and as unreliable as a test wants its hosts.

Each answer may take a while longer, a share of the exchanges may go wrong, and the clock may run from
a given day on, a step at each look, so that what is made is spread over months.
`python -m tests.migration.hosts PROVIDER --data FOLDER` prints one JSON line once it is ready, and
ends when its input does: no emulator outlives the run that started it.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs

import githost
from githost.client.sync import Host
from githost.credentials import ApiToken, Credential, Token
from githost.emulation import prepare, uvicorn_server
from tests.faults.proxy import Fault, standing_before

__all__ = ["BEGINNING", "FAULTS", "Emulated", "running"]

#: When a world begins whose clock is set.
BEGINNING: Final = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
#: What goes wrong where faults are wanted, each equally often.
FAULTS: Final[tuple[Fault, ...]] = (
    Fault.BURST,
    Fault.REFUSED,
    Fault.FAILED,
    Fault.RESET_BEFORE,
    Fault.RESET_AFTER,
)
_ROOT: Final = Path(__file__).parents[2]
#: Seconds that an emulator may take to end.
_PATIENCE: Final = 20.0


@attrs.frozen(kw_only=True)
class Emulated:
    """An emulator that runs in another process."""

    provider: str
    url: str
    #: Where it answers without faults; the same as `url` where none were asked for.
    direct: str
    #: Facts of each account by its login.
    users: Mapping[str, Mapping[str, str]]
    #: A token of each account, by login.
    tokens: Mapping[str, str] = attrs.field(repr=False)

    def credential(self, user: str = "admin") -> Credential:
        """Return a credential of the account with the login `user`."""
        token = self.tokens[user]
        if self.provider == "bitbucket-cloud":
            return ApiToken(self.users[user]["email"], token)
        return Token(token)

    def connect(self, user: str = "admin", *, read_only: bool = False) -> Host:
        """Connect as somebody, past any faults."""
        return githost.connect(
            self.direct,
            provider=self.provider,
            credential=self.credential(user),
            options=githost.Options(read_only=read_only),
        )


@contextlib.contextmanager
def running(
    provider: str,
    *,
    data: Path,
    port: int = 0,
    version: str | None = None,
    latency: float = 0.0,
    faults: int = 0,
    seed: int = 0,
    step: float = 0.0,
) -> Iterator[Emulated]:
    """Run an emulator in a process of its own while the `with` block lasts.

    Each answer takes `latency` seconds more. Of a thousand exchanges `faults` go wrong. With `step` its
    clock begins at `BEGINNING` and moves so many seconds whenever it is looked at.
    """
    words = {
        "data": data,
        "port": port,
        "version": version,
        "latency": latency,
        "faults": faults,
        "seed": seed,
        "step": step,
    }
    options = [f"--{name}={value}" for name, value in words.items() if value]
    path = os.pathsep.join((str(_ROOT), *filter(None, sys.path)))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.migration.hosts", provider, *options],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            yield Emulated(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def main() -> None:
    """Serve one emulator until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("provider")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--version")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for each answer")
    parser.add_argument("--faults", type=int, default=0, help="out of a thousand exchanges")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--step", type=float, default=0.0, help="seconds for each look at the clock"
    )
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        prepared = stack.enter_context(
            prepare(asked.provider, port=asked.port, data=asked.data, version=asked.version)
        )
        app: Any = prepared.app
        if asked.step:
            app._world.forge._clock = _stepping(asked.step)
        if asked.latency:
            app.asgi = _slowed(app.asgi, asked.latency)
        server = uvicorn_server(app)
        serving = threading.Thread(target=server.run, args=([prepared.socket],), daemon=True)
        serving.start()
        url = prepared.server.url
        if asked.faults:
            often = max(1, asked.faults // len(FAULTS))
            mix: dict[Fault, int] = dict.fromkeys(FAULTS, often)
            proxy = standing_before(url, url, mix=mix, seed=asked.seed)
            url = stack.enter_context(proxy).url
        ready = {
            "provider": prepared.server.provider,
            "url": url,
            "direct": prepared.server.url,
            "users": {name: dict(facts) for name, facts in prepared.server.users.items()},
            "tokens": dict(prepared.server.tokens),
        }
        print(json.dumps(ready), flush=True)
        sys.stdin.read()
        server.should_exit = True
        serving.join(_PATIENCE)


def _stepping(step: float) -> Callable[[], datetime]:
    looks = itertools.count()
    return lambda: BEGINNING + timedelta(seconds=step * next(looks))


def _slowed(asgi: Callable[..., Any], seconds: float) -> Callable[..., Any]:
    """Let each answer begin later."""

    async def slowed(scope: Any, receive: Any, send: Any) -> None:
        async def late(message: Any) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(seconds)
            await send(message)

        await asgi(scope, receive, late)

    return slowed


if __name__ == "__main__":
    main()
