"""The command line as a user types it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import githost
from githost.cli.app import run
from githost.interface import Nouns, operations


def githost_command(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "githost", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, timeout=120
    )


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """`githost version` prints it and succeeds."""
    assert run(["version"]) == 0
    assert capsys.readouterr().out.strip() == githost.__version__


def test_providers_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """`githost providers` names what is installed."""
    assert run(["providers"]) == 0
    printed = capsys.readouterr().out
    for name in ("bitbucket-cloud", "bitbucket-datacenter", "local"):
        assert name in printed


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["emulate", "github"], "there is no emulator 'github'"),
        (["emulate", "bitbucket-cloud", "--port", "70000"], "a port is a number"),
        (["emulate", "bitbucket-cloud", "--port", "x"], "port"),
        (["emulate", "bitbucket-cloud", "--seed", "big"], "there is no seed 'big'"),
        (["emulate", "bitbucket-datacenter", "--version", "1.0"], "not '1.0'; choose"),
        (["emulate", "bitbucket-cloud", "--version", "1.0"], "has no versions to choose from"),
        (["emulate", "bitbucket-cloud", "--data", __file__], "cannot be opened as an emulator's"),
        (["demo", "--repo", "/nowhere/at/all"], "no folder"),
        (["nonsense"], "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_is_one_line_and_status_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The complaint says what was wrong; there is no traceback."""
    assert run(arguments) == 2
    shown = capsys.readouterr().err
    assert complaint in shown
    assert shown.startswith("githost: ")
    assert len(shown.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("provider", "line"),
    [
        ("bitbucket-datacenter", "Token: REPO_ADMIN"),
        ("bitbucket-cloud", "Token: repository pullrequest:write webhook"),
        (
            "bitbucket-cloud",
            (
                "ApiToken: read:repository:bitbucket read:pullrequest:bitbucket "
                "write:pullrequest:bitbucket read:webhook:bitbucket write:webhook:bitbucket"
            ),
        ),
    ],
)
def test_scopes_are_the_least_set(
    provider: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a higher scope brings with it is not asked for; API tokens' scopes bring nothing."""
    operations = ["repos.list", "pull_requests.create", "hooks.create"]
    assert run(["scopes", "--provider", provider, *operations]) == 0
    assert line in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["repos.lst"], "no operation 'repos.lst'"),
        (["pull_requests.reopen"], "does not reopen"),
    ],
)
def test_scopes_of_what_is_not_there_are_refused(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt operation, or one that the host lacks, is told as such."""
    assert run(["scopes", "--provider", "bitbucket-cloud", *arguments]) == 2
    assert complaint in capsys.readouterr().err


def test_matrix_shows_every_operation(capsys: pytest.CaptureFixture[str]) -> None:
    """`githost providers --table` has a row for each operation, and a reason for each no."""
    assert run(["providers", "--table"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("| `") == len(operations_of_the_interface())
    assert "| `pull_requests.reopen` | no (" in printed
    assert "does not reopen a declined pull request" in printed


def operations_of_the_interface() -> set[str]:
    """Return every operation that the interface states."""
    nouns = Nouns().items()
    return {f"{name}.{one}" for name, noun in nouns for one in operations(type(noun))}


def test_folder_that_is_no_repository_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`githost demo --repo` wants a git repository."""
    assert run(["demo", "--repo", str(tmp_path)]) == 2
    assert "no git repository" in capsys.readouterr().err


def test_port_in_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """An emulator does not start on a port that is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["emulate", "bitbucket-cloud", "--port", str(port)]) == 2
    assert f"port {port} is in use" in capsys.readouterr().err


def test_emulator_that_cannot_be_served_is_not_announced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script that waits for the line does not get one, and a person is told what to install."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert run(["emulate", "bitbucket-cloud"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "pip install 'githost-sdk[emulator]'" in printed.err


@pytest.mark.parametrize(
    ("package", "command"),
    [
        ("rich.table", ["providers"]),
        ("sqlalchemy", ["migrate", "diff", "plan.toml"]),
    ],
)
def test_missing_package_is_one_line_that_names_the_extra(package: str, command: list[str]) -> None:
    """Where only a part of the extra is installed; there is no traceback."""
    code = (
        f"import sys; sys.modules[{package!r}] = None; "
        f"from githost.cli.app import run; sys.exit(run({command!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "pip install 'githost-sdk[cli]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let children heed an interruption: a run in the background of a shell ignores it, and they inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("provider", ["bitbucket-cloud", "bitbucket-datacenter"])
def test_emulator_prints_one_line_when_ready_and_ends_when_interrupted(provider: str) -> None:
    """The line has what a script needs to connect."""
    command = [sys.executable, "-m", "githost", "emulate", provider, "--seed", "demo"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            assert set(ready) == {"url", "provider", "users", "tokens"}
            assert ready["users"].keys() == ready["tokens"].keys() >= {"admin", "alice", "bob"}
            host, port = ready["url"].split("/")[2].split(":")
            socket.create_connection((host, int(port))).close()
            process.send_signal(signal.SIGINT)
            assert process.wait(20) in {0, 130}
        finally:
            process.kill()


def test_demo_moves_a_sample(tmp_path: Path) -> None:
    """Outside a repository the demonstration makes its own, and the two sides agree."""
    done = githost_command("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "differs" not in done.stdout
    for word in ("description", "branches", "tags", "pull_requests", "permissions", "hooks"):
        assert word in done.stdout


def test_demo_moves_a_real_repository(tmp_path: Path) -> None:
    """`--repo` takes any repository with a history."""
    identity = {
        f"GIT_{who}_{what}": f"ada{what}"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    folder = tmp_path / "My Site"
    folder.mkdir()
    for command in (
        ["init", "--quiet", "--initial-branch=trunk"],
        ["commit", "--quiet", "--allow-empty", "--message=Begin"],
        ["tag", "v1"],
        ["checkout", "--quiet", "-b", "feature/x"],
        ["commit", "--quiet", "--allow-empty", "--message=More"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, env={**os.environ, **identity})
    done = githost_command("demo", "--repo", str(folder))
    assert done.returncode == 0, done.stderr
    assert "trunk" in done.stdout
