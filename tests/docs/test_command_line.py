"""The page about the command line shows what really happens, with an emulator in Cloud's place."""

import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

import githost
from githost import emulation
from githost.cli.app import run
from tests.docs.blocks import blocks
from tests.docs.generated import ROOT

PAGE = ROOT / "docs" / "how-to" / "command-line.md"


def typed() -> list[tuple[str, str]]:
    """Return each command of the page, and what it prints there."""
    found: list[tuple[str, str]] = []
    for block in blocks(PAGE.read_text("utf-8")):
        if block.language == "console":
            for piece in block.text.removeprefix("$ ").split("\n$ "):
                command, _, printed = piece.partition("\n")
                found.append((command, printed.rstrip("\n")))
    return found


def test_page_shows_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Command after command, in one world."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GITHOST_CONFIG", str(tmp_path / "absent.toml"))
    connect = githost.connect
    with emulation.serve("bitbucket-cloud", seed="demo") as server:

        def led(url: str, **_: Any) -> Any:
            assert url == "https://bitbucket.org"
            return connect(server.url, provider=server.provider, credential=server.credential())

        monkeypatch.setattr(githost, "connect", led)
        for command, printed in typed():
            if not command.startswith("githost "):
                subprocess.run(["bash", "-c", command], check=True)
                continue
            capsys.readouterr()
            status = run(shlex.split(command)[1:])
            shown = capsys.readouterr()
            assert (status, shown.out.rstrip("\n")) == (0, printed), f"{command}: {shown.err}"
