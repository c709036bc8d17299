"""Somebody who types the commands of the documentation, with emulators in place of the hosts that it names."""

import io
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import attrs
import pytest

from githost import emulation
from githost.cli import confirm
from githost.cli.app import run
from githost.emulation import Server
from tests.docs.blocks import ROOT, Typed, blocks, is_shown

__all__ = ["AUTHENTICATE", "CLOUD", "DATA_CENTER", "Desk", "pass_prints", "settings"]

#: The page with the configuration file.
AUTHENTICATE: Final = ROOT / "docs" / "how-to" / "authenticate.md"
#: Hosts that the documentation names.
CLOUD: Final = "https://bitbucket.org"
DATA_CENTER: Final = "https://git.example.com/bitbucket"


def settings() -> str:
    """Return the configuration file that the documentation prints."""
    [found] = [one for one in blocks(AUTHENTICATE.read_text("utf-8")) if one.language == "toml"]
    return found.text


def pass_prints(secret: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the program `pass`, which keeps the secret of Bitbucket Cloud."""
    program = folder / "pass"
    program.write_text(f'#!/bin/sh\n[ "$*" = "show bitbucket" ] && echo "{secret}"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


class _Terminal(io.StringIO):
    """A terminal at which somebody agrees."""

    def isatty(self) -> bool:
        return True


@attrs.frozen
class Desk:
    """A user's home with the documentation's configuration file."""

    home: Path
    #: The emulators, by the addresses of the hosts that they stand in for.
    servers: Mapping[str, Server]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def furnish(self) -> None:
        """Write the configuration file, for the hosts by name and for their emulators."""
        cloud, center = self.servers[CLOUD], self.servers[DATA_CENTER]
        folder = self.home / ".config" / "githost"
        folder.mkdir(parents=True)
        # An emulator's address does not tell its product as Cloud's does.
        here = self._led(settings()).replace(
            f'"{cloud.url}"]', f'"{cloud.url}"]\nprovider = "{cloud.provider}"'
        )
        here = here.replace("me@example.com", cloud.users["admin"]["email"])
        path = folder / "config.toml"
        path.write_text(f"{settings()}\n{here}", "utf-8")
        path.chmod(0o600)
        self.monkeypatch.setenv("WORK_TOKEN", center.tokens["admin"])
        self.monkeypatch.setenv("HOOK_SECRET", "a long random text")
        pass_prints(cloud.tokens["admin"], self.home, self.monkeypatch)
        # Whoever is asked agrees.
        terminal = _Terminal("y\n" * 9)
        self.monkeypatch.setattr("sys.stdin", terminal)
        self.monkeypatch.setattr(confirm, "sys", SimpleNamespace(stdin=terminal, stderr=terminal))
        # Who serves until interrupted is interrupted at once.
        self.monkeypatch.setattr(
            "githost.cli.emulate.emulation",
            SimpleNamespace(prepare=emulation.prepare, uvicorn_server=_ended),
        )

    def type(self, one: Typed) -> None:
        """Type a command, which has to do what its page says."""
        if one.words[0] != "githost":
            subprocess.run(["bash", "-c", one.line], check=True)
            return
        self.capsys.readouterr()
        status = run(self._arguments(one))
        shown = self.capsys.readouterr()
        printed = self._led_back(shown.out + shown.err)
        assert status == 0, f"{one.line}: {status}\n{printed}"
        if one.printed:
            assert is_shown(one.printed, printed.rstrip("\n")), f"{one.line}\n{printed}"

    def _arguments(self, one: Typed) -> list[str]:
        """Return what a shell gives to the command, at the emulators."""
        words = [re.sub(r"^~(?=/)", str(self.home), word) for word in one.words[1:]]
        if words[0] == "estimate":  # asks nobody, and a host on this machine has no limits
            return words
        # A port that somebody else may have.
        return [self._led("0" if word == "7990" else word) for word in words]

    def _led(self, text: str) -> str:
        """Lead to the emulators."""
        for url, server in self.servers.items():
            name = url.removeprefix("https://")
            text = re.sub(f"(https://)?{re.escape(name)}(?![\\w.-])", server.url, text)
        return text

    def _led_back(self, text: str) -> str:
        """Tell of the hosts, of whose limits emulators have none, and of the home that the pages have."""
        for url, server in self.servers.items():
            text = text.replace(server.url, url)
        text = text.replace("no limit known", "less than a minute of waiting")
        return text.replace(str(self.home), "/home/me")


def _ended(_: object) -> SimpleNamespace:
    return SimpleNamespace(run=lambda _: None)
