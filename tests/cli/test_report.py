"""`githost report`, against an imitation."""

import errno
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from githost import emulation
from githost.cli.app import run
from githost.credentials import ApiToken
from githost.emulation import Server


@pytest.fixture(scope="module")
def cloud() -> Iterator[Server]:
    """Imitate Cloud."""
    with emulation.serve("bitbucket-cloud", seed="demo") as server:
        yield server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cloud: Server) -> Path:
    """Be a user whose environment has a token for the imitation, and nothing else."""
    credential = cloud.credential()
    assert isinstance(credential, ApiToken)
    monkeypatch.setenv("GITHOST_TOKEN", credential.token.reveal())
    monkeypatch.setenv("GITHOST_EMAIL", credential.email)
    monkeypatch.setenv("GITHOST_HOST", cloud.url)
    for name in ("GITHOST_CONFIG", "XDG_CONFIG_HOME", "NETRC", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "keyring", None)
    return tmp_path


def report(cloud: Server, *arguments: str) -> int:
    """Run the command on the imitation, of the weeks in which its world was made."""
    return run(
        [
            *("report", "--host", cloud.url, "--provider", cloud.provider),
            *("--since", "2025-02-24", "--until", "2025-03-16"),
            *arguments,
        ]
    )


def test_page_and_json_are_written(
    cloud: Server, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing goes to standard output; what it will take is said first."""
    html, figures = home / "acme.html", home / "acme.json"
    assert report(cloud, "acme", "--html", str(html), "--json", str(figures)) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "3 repositories: at least 9 requests (no limit known), then one or more for each pull request",
        "5 pull requests: at least 5 requests (no limit known)",
    ]
    assert "<h1>Activity of acme</h1>" in html.read_text("utf-8")
    document = json.loads(figures.read_text("utf-8"))
    assert [week["begins"][:10] for week in document["weeks"]] == [
        *("2025-02-24", "2025-03-03", "2025-03-10")
    ]
    assert [week["opened"] for week in document["weeks"]] == [0, 5, 0]
    assert document["targets"] == ["acme"]


def test_progress_is_shown_on_a_terminal(cloud: Server, home: Path) -> None:
    """On standard error, with how many are done."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "githost", "report", "acme", "--host", cloud.url]
    command += ["--provider", cloud.provider, "--json", str(home / "a.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        shown = _everything(ours)
        assert running.stdout is not None
        assert running.stdout.read() == b""
    assert running.returncode == 0
    assert b"3/3" in shown
    assert b"repositories" in shown


def _everything(terminal: int) -> bytes:
    """Read what is shown on a terminal until nobody writes to it any more."""
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError as error:
        # So Linux tells the end.
        if error.errno != errno.EIO:
            raise
    os.close(terminal)
    return shown


def test_repository_may_be_given(cloud: Server, home: Path) -> None:
    """Several targets make one report."""
    figures = home / "two.json"
    assert report(cloud, "acme/api", "acme/docs", "--json", str(figures)) == 0
    document = json.loads(figures.read_text("utf-8"))
    assert [one["name"] for one in document["repositories"]] == ["acme/api", "acme/docs"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["acme"], "--html FILE, --json FILE or both"),
        (["acme", "--html", "missing/acme.html"], "there is no folder missing"),
        (["acme", "--json", "."], ". is a folder"),
        (["acme", "--json", "a.json", "--since", "2999-01-01"], "give an earlier --since"),
        (["acme", "--json", "a.json", "--since", "yesterday"], "--since"),
        (["acme", "--json", "a.json", "--concurrency", "0"], "--concurrency"),
        (["a?b", "--json", "a.json"], "a?b"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_cannot_work_is_status_2(
    cloud: Server,
    home: Path,
    arguments: list[str],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one line, before anything is asked of the host."""
    monkeypatch.chdir(home)
    assert report(cloud, *arguments) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert complaint in told
    assert not (home / "a.json").exists()


def test_missing_extra_is_status_2(
    cloud: Server, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is read; the JSON does without it."""
    monkeypatch.setitem(sys.modules, "plotly", None)
    assert report(cloud, "acme", "--html", str(home / "a.html")) == 2
    assert capsys.readouterr().err.endswith("pip install 'githost-sdk[report]'\n")
    assert report(cloud, "acme/docs", "--json", str(home / "a.json")) == 0


def test_unknown_target_is_status_1(
    cloud: Server, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written."""
    assert report(cloud, "acme/nothing", "--json", str(home / "a.json")) == 1
    assert "404" in capsys.readouterr().err
    assert not (home / "a.json").exists()


def test_full_disk_is_status_1(cloud: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Named by the file."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    assert report(cloud, "acme", "--json", "/dev/full") == 1
    assert "/dev/full: No space left on device; mend that and run again" in capsys.readouterr().err


def test_what_is_missing_is_named_and_status_1(
    cloud: Server,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What could be read is written all the same."""
    from githost.errors import PermissionDeniedError
    from githost.model import RepoRef, Repository
    from githost.reports import reading

    real = reading._commits

    def commits(host: object, repository: Repository, period: object) -> object:
        if repository.ref == RepoRef("acme", "api"):
            raise PermissionDeniedError("403: no access")
        return real(host, repository, period)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(reading, "_commits", commits)
    figures = home / "a.json"
    assert report(cloud, "acme", "--json", str(figures)) == 1
    assert "githost: not read: acme/api: 403: no access\n" in capsys.readouterr().err
    assert json.loads(figures.read_text("utf-8"))["unread"] == [
        {"what": "acme/api", "why": "403: no access"}
    ]


def test_local_host_is_named_by_its_address(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It needs no provider."""
    figures = home / "a.json"
    address = f"local:{home / 'forge'}"
    assert run(["report", "acme", "--host", address, "--json", str(figures)]) == 1
    assert "acme" in capsys.readouterr().err
