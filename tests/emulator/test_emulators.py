"""What both emulators of the distribution have in common."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import githost
from githost import emulation
from githost_bitbucket.emulator import emulators


def test_both_products_have_an_emulator() -> None:
    """They are found by their providers' names."""
    assert [one.provider for one in emulators()] == ["bitbucket-cloud", "bitbucket-datacenter"]


def test_no_server_is_imported_before_it_starts() -> None:
    """Starlette and uvicorn are an extra that users of the client may not have."""
    code = (
        "import sys; from githost_bitbucket.emulator import emulators; emulators();"
        "print(sorted({'starlette', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_account_that_is_not_there_is_refused_with_those_that_are() -> None:
    """`credential` of a server takes the login of one of its users."""
    with (
        emulation.serve("bitbucket-cloud") as server,
        pytest.raises(githost.ConfigurationError, match=r"no account 'nobody'; it has .*admin"),
    ):
        server.credential("nobody")


@pytest.mark.parametrize("provider", ["bitbucket-cloud", "bitbucket-datacenter"])
@pytest.mark.parametrize(
    ("taken", "why"), [("file", ".*"), ("folder", ".*not a forge"), ("database", ".*")]
)
def test_data_that_is_no_world_is_refused(
    tmp_path: Path, provider: str, taken: str, why: str
) -> None:
    """A file, a folder of something else and a broken database end in one line that names the path.

    Nothing in the folder is touched.
    """
    data = tmp_path / "data"
    if taken == "file":
        data.write_text("Dear Sir")
    else:
        data.mkdir()
        name = "letter.txt" if taken == "folder" else "forge.db"
        (data / name).write_text("no database at all, but as long as one's header is")
    with (
        pytest.raises(
            githost.ConfigurationError,
            match=rf"^{re.escape(str(data))} cannot be opened as an emulator's world: {why}; name a ",
        ),
        emulation.prepare(provider, data=data),
    ):
        pytest.fail("it started")
    if taken == "folder":
        assert [path.name for path in data.iterdir()] == ["letter.txt"]


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server is not installed, the message says what to install."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with (
        pytest.raises(githost.ConfigurationError, match=r"pip install 'githost-sdk\[emulator\]'"),
        emulation.serve("bitbucket-cloud"),
    ):
        pytest.fail("it started")


class _Ends:
    """A server whose thread ends at once."""

    started = False
    should_exit = False

    def run(self, sockets: object) -> None:
        """End."""


def test_server_that_ends_before_it_has_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a server that is gone, nor is told that time ran out."""
    monkeypatch.setattr(emulation, "uvicorn_server", lambda _: _Ends())
    with (
        pytest.raises(githost.ConfigurationError, match="ended before it had started"),
        emulation.serve("bitbucket-cloud"),
    ):
        pytest.fail("it started")
