"""A user before a terminal: a configuration file, a host, and commands that are typed."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import githost
from githost import emulation
from githost.cli.app import run
from githost.client.sync import Host
from githost.credentials import ApiToken, Credential, Token
from githost.emulation import Server
from githost_local.forge import Forge

__all__ = [
    "PROVIDERS",
    "Said",
    "Seat",
    "Typist",
    "configure",
    "entry",
    "seated",
    "without_settings",
]

PROVIDERS = ("bitbucket-cloud", "bitbucket-datacenter", "local")


@attrs.frozen(kw_only=True)
class Seat:
    """A host, and who and what is there."""

    provider: str
    url: str
    credential: Credential | None
    namespace: str
    #: Another user's id and credential (None on the local host), and a group.
    alice: str
    as_alice: Credential | None = None
    group: str

    def connect(self, credential: Credential | None = None) -> Host:
        """Open the host as the library has it, as oneself unless told."""
        return githost.connect(
            self.url, provider=self.provider, credential=credential or self.credential
        )


@attrs.frozen
class Said:
    """What a command printed."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[list[str]]:
        """The columns of each line."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON object of each line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        """The one JSON object."""
        [found] = self.objects
        return found


def without_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a user whose `home` has no settings, in a directory of no repository below it."""
    for name in ("TOKEN", "HOST", "EMAIL", "USER", "CONFIG"):
        monkeypatch.delenv(f"GITHOST_{name}", raising=False)
    for name in ("XDG_CONFIG_HOME", "NETRC", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(home))
    monkeypatch.setitem(sys.modules, "keyring", None)
    folder = home / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)


@contextlib.contextmanager
def seated(provider: str, folder: Path) -> Iterator[Seat]:
    """Serve an emulator, or make a forge in `folder`."""
    if provider != "local":
        with emulation.serve(provider) as server:
            yield _seat_at(server)
        return
    url = f"local:{folder / 'forge'}"
    with githost.connect(url) as host:
        host.namespaces.create("acme")
    with Forge.open(folder / "forge") as forge:
        forge.accounts.create("alice", email="alice@example.com", password="alice")
        group = forge.groups.create("Developers").slug
    yield Seat(
        provider=provider, url=url, credential=None, namespace="acme", alice="alice", group=group
    )


def _seat_at(server: Server) -> Seat:
    return Seat(
        provider=server.provider,
        url=server.url,
        credential=server.credential(),
        namespace="acme" if server.provider == "bitbucket-cloud" else "ACME",
        alice=server.users["alice"]["id"],
        as_alice=server.credential("alice"),
        group="developers",
    )


def entry(seat: Seat) -> str:
    """Return the seat's entry of a configuration file."""
    lines = [f'[hosts."{seat.url}"]', f'provider = "{seat.provider}"']
    if isinstance(seat.credential, ApiToken):
        lines += ['credential = "api-token"', f'email = "{seat.credential.email}"']
        lines += [f'token = "{seat.credential.token.reveal()}"']
    if isinstance(seat.credential, Token):
        lines += ['credential = "token"', f'token = "{seat.credential.token.reveal()}"']
    return "\n".join(lines) + "\n"


def configure(home: Path, *seats: Seat) -> None:
    """Write the configuration file of a user's `home`."""
    path = home / ".config" / "githost" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(entry(seat) for seat in seats if seat.provider != "local"))
    path.chmod(0o600)


class Typist:
    """Types commands and reads what comes."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        #: Each command, as `pr list`, that ended well or was refused as the host cannot do it.
        self.typed: set[str] = set()

    def __call__(self, *words: Any, status: int = 0, stdin: bytes = b"") -> Said:
        """Type `githost` and `words`, and expect the exit `status`."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capsys.readouterr()
        ended = run([str(word) for word in words])
        captured = self._capsys.readouterr()
        said = Said(ended, captured.out, captured.err)
        assert said.status == status, f"{words}: {said}"
        self.typed.add(" ".join(words[:2]))
        return said

    def where(self, seat: Seat, operation: str, *words: Any, **arguments: Any) -> Said | None:
        """Type a command that not every host can do; None where it was refused as it should."""
        with seat.connect() as host:
            can = host.supports(operation, **arguments)
        if can:
            return self(*words)
        refused = self(*words, status=2)
        assert "cannot do" in refused.err, refused
        return None
