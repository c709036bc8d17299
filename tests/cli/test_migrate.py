"""`githost migrate` as a user types it: from counting what there is to switching its hooks on."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pexpect
import pytest

import githost
from githost.cli.app import run
from githost.emulation import Server, serve
from githost.migration.journal import Journal
from githost.migration.plan import Plan
from githost.reports import read_verification


@attrs.frozen
class Seat:
    """A user at a terminal: a Data Center to move from, a Cloud to move to, and a folder."""

    folder: Path
    center: Server
    cloud: Server

    @property
    def plan(self) -> Path:
        """The plan that the tests share."""
        return self.folder / "plan.toml"


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    """Serve both hosts once; a test that changes the target has one of its own."""
    with serve("bitbucket-datacenter", seed="demo") as center, serve("bitbucket-cloud") as cloud:
        yield center, cloud


@pytest.fixture
def seat(servers: tuple[Server, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """Give a user who has credentials of both hosts in the configuration file."""
    return _seated(tmp_path, monkeypatch, *servers)


@pytest.fixture
def own_seat(
    servers: tuple[Server, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Seat]:
    """Give a user whose target nobody else has, with a plan for it."""
    with serve("bitbucket-cloud") as cloud:
        seat = _seated(tmp_path, monkeypatch, servers[0], cloud)
        assert _planned(seat) == 0
        yield seat


def _seated(folder: Path, monkeypatch: pytest.MonkeyPatch, center: Server, cloud: Server) -> Seat:
    config = folder / "config.toml"
    text = (
        f'[hosts."{center.url}"]\nprovider = "{center.provider}"\n'
        f'credential = "token"\ntoken = "{center.tokens["admin"]}"\n'
        f'[hosts."{cloud.url}"]\nprovider = "{cloud.provider}"\ncredential = "api-token"\n'
        f'email = "admin@example.com"\ntoken = "{cloud.tokens["admin"]}"\n'
    )
    config.write_text(text, encoding="utf-8")
    config.chmod(0o600)
    monkeypatch.setenv("GITHOST_CONFIG", str(config))
    monkeypatch.chdir(folder)
    return Seat(folder, center, cloud)


def _planned(seat: Seat, *more: str) -> int:
    where = (seat.center.url, seat.cloud.url, "ACME", "--into", "acme", "--by-name")
    return run(["migrate", "plan", *where, "-o", "plan.toml", *more])


def test_an_inventory_counts_and_tells_what_stays_behind(
    seat: Seat, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each repository, then each obstacle with its reason, then the cost of both sides."""
    assert run(["migrate", "inventory", seat.center.url, "ACME", "--target", seat.cloud.url]) == 0
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line}
    assert rows["repository"][:4] == ["branches", "tags", "open", "merged"]
    assert rows["ACME/site"][:4] == ["4", "2", "2", "1"]
    assert "3 repositories, 3 users, 1 group\n" in shown
    assert "  hooks: 1 of them, their secrets (hosts do not give secrets away" in shown
    assert shown.count("requests, less than a minute of waiting") == 2


def test_an_inventory_is_one_json_object(seat: Seat, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs read the same."""
    assert run(["migrate", "inventory", seat.center.url, "ACME", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["totals"]["repositories"] == len(found["repositories"]) == 3
    assert found["repositories"][2]["pull_requests"] == {"open": 2, "closed": 1, "merged": 1}
    assert found["target"] is None


def test_a_plan_is_written_once(seat: Seat, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody edited is not overwritten unless they say so."""
    assert _planned(seat) == 0
    shown = capsys.readouterr().out
    assert "plan.toml: 3 repositories to move\n" in shown
    assert "[users] 3: 0 found, 2 to check, 1 without anybody" in shown
    written = Plan.read(seat.plan)
    assert (written.source.url, written.target.url) == (seat.center.url, seat.cloud.url)
    assert _planned(seat) == 2
    assert (
        "plan.toml is there already; name another file, or say --force" in capsys.readouterr().err
    )
    assert _planned(seat, "--force") == 0


def test_a_dry_run_announces_and_does_nothing(
    seat: Seat, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has a sign before each thing, and a status for scripts only when asked."""
    assert _planned(seat) == 0
    capsys.readouterr()
    assert run(["migrate", "diff", "plan.toml"]) == 0
    shown = capsys.readouterr().out
    assert "ACME/site\n  + repositories  acme/site\n  + branches  feature/dark-mode\n" in shown
    assert "  - permissions  write for developers  (nobody on the target" in shown
    assert shown.splitlines()[-1].endswith(" to make, 0 to change, 4 that cannot be carried.")
    assert run(["migrate", "diff", "plan.toml", "--detailed-exitcode", "--json"]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["change"] for line in lines} == {"make", "drop"}
    with _opened(seat.cloud) as cloud:
        assert cloud.repos.list("acme").all() == []


def _opened(server: Server) -> githost.Host:
    return githost.connect(server.url, provider=server.provider, credential=server.credential())


@pytest.mark.slow
def test_a_plan_is_carried_out_verified_and_switched_on(
    own_seat: Seat, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way, and a second time, which finds nothing to do; then with a journal made anew."""
    assert run(["migrate", "verify", "plan.toml"]) == 1
    assert "ACME/site: branches main: it is not on the target" in capsys.readouterr().out
    assert run(["migrate", "apply", "plan.toml", "--yes"]) == 0
    told = capsys.readouterr()
    assert "3 repositories from http" in told.err
    assert told.out.endswith(" that cannot be carried, 0 failed\n")
    assert run(["migrate", "apply", "plan.toml", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("0 made, 0 changed, ")
    assert run(["migrate", "diff", "plan.toml", "--detailed-exitcode"]) == 0
    written = ["--report", "verified.html", "--json", "verified.json"]
    assert run(["migrate", "verify", "plan.toml", *written]) == 0
    assert "things compared: everything is explained" in capsys.readouterr().out
    verification = read_verification(Path("verified.json").read_text(encoding="utf-8"))
    assert verification.clean
    assert own_seat.center.url in Path("verified.html").read_text(encoding="utf-8")
    assert run(["migrate", "rebuild", "plan.toml", "--journal", "again.journal"]) == 0
    assert run(["migrate", "rebuild", "plan.toml", "--journal", "again.journal"]) == 2
    assert "again.journal is not new" in capsys.readouterr().err
    assert run(["migrate", "activate", "plan.toml", "--journal", "again.journal"]) == 0
    assert capsys.readouterr().out == "hooks switched on: 1\n"
    with _opened(own_seat.cloud) as cloud:
        [hook] = cloud.hooks.list("acme/site")
        assert hook.active


@pytest.mark.slow
def test_a_workspace_goes_into_an_archive_on_disk(
    tmp_path: Path, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was not there becomes the host, and each thing is accounted for once."""
    with serve("bitbucket-cloud", seed="demo") as cloud:
        _seated(tmp_path, monkeypatch, servers[0], cloud)
        where = [cloud.url, f"local:{tmp_path / 'archive'}", "acme"]
        assert run(["migrate", "plan", *where, "-o", "archive.toml"]) == 0
        assert run(["migrate", "apply", "archive.toml", "--yes"]) == 0
        assert run(["migrate", "verify", "archive.toml", "--json", "verified.json"]) == 0
    items = read_verification(Path("verified.json").read_text(encoding="utf-8")).items
    names = [(item.repository, item.part, item.name) for item in items]
    assert len(names) == len(set(names))
    assert {item.part for item in items} >= {"statuses", "comments", "tasks", "hooks"}


def _typed(seat: Seat, *arguments: str) -> "pexpect.spawn[str]":
    return pexpect.spawn(
        sys.executable,
        ["-m", "githost", "migrate", *arguments],
        cwd=str(seat.folder),
        encoding="utf-8",
        timeout=30,
        dimensions=(24, 120),
    )


@pytest.mark.slow
def test_a_terminal_is_asked_and_sees_how_far_it_is(own_seat: Seat) -> None:
    """No is no; after a yes a bar with the rate moves until all is made."""
    refused = _typed(own_seat, "apply", "plan.toml")
    refused.expect("3 repositories from http")
    refused.expect(r"Carry out plan.toml\? \[y/N\]: ")
    refused.sendline("n")
    refused.expect("nothing was done")
    refused.expect(pexpect.EOF)
    refused.close()
    assert refused.exitstatus == 1
    with _opened(own_seat.cloud) as cloud:
        assert cloud.repos.list("acme").all() == []
    agreed = _typed(own_seat, "apply", "plan.toml")
    agreed.expect("Carry out plan.toml")
    agreed.sendline("y")
    agreed.expect(r"\d+ made, \d+\.\d/s")
    agreed.expect(r"\d+ made, \d+ changed, \d+ kept, 4 that cannot be carried, 0 failed")
    agreed.expect(pexpect.EOF)
    agreed.close()
    assert agreed.exitstatus == 0


@pytest.mark.slow
def test_an_interruption_is_one_line_and_the_next_run_goes_on(own_seat: Seat) -> None:
    """Ctrl-C says what to do, and doing it makes the rest once."""
    command = [sys.executable, "-m", "githost", "migrate", "apply", "plan.toml", "--yes"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        journal = own_seat.folder / "plan.journal"
        while time.monotonic() < deadline and not _begun(journal):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.splitlines()[-1] == (
        "githost: interrupted; run the same command again to go on from here"
    )
    assert run(["migrate", "apply", "plan.toml", "--yes"]) == 0
    assert run(["migrate", "verify", "plan.toml"]) == 0
    with _opened(own_seat.cloud) as cloud:
        titles = [one.title for one in cloud.pull_requests.list("acme/site", state=None)]
        assert len(titles) == len(set(titles)) == 4


def _begun(path: Path) -> bool:
    if not path.exists():
        return False
    with Journal(path) as journal:
        return next(journal.entries(), None) is not None


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["diff", "missing.toml"], "the plan missing.toml cannot be read"),
        (["apply", "broken.toml", "--yes"], "broken.toml: [source] is missing"),
        (["apply", "plan.toml"], "this would carry out plan.toml; say --yes to do it"),
        (["apply", "plan.toml", "--yes", "--journal", "no/j"], "for the journal j; make it first"),
        (["apply", "plan.toml", "--yes", "--journal", "x://"], "cannot be opened"),
        (["verify", "plan.toml", "--journal", "typo.journal"], "there is no journal typo.journal"),
        (["verify", "plan.toml", "--report", "no/such/page.html"], "there is no folder no/such"),
        (["activate", "plan.toml"], "there is no journal plan.journal"),
        (["plan", "HERE", "THERE", "NOPE", "--into", "acme", "-o", "a"], "no namespace 'NOPE'"),
        (["plan", "HERE", "THERE", "ACME", "--into", "no", "-o", "a"], "no namespace 'no'"),
        (["plan", "HERE", "THERE", "ACME", "-o", "a"], "name one that is there, as --into acme"),
        (["plan", "HERE", "THERE", "ACME", "-o", "no/a"], "there is no folder no"),
        (["inventory", "HERE", "NOPE"], "there is no namespace 'NOPE'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_is_one_line(
    seat: Seat, arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names what is wrong and what to do; there is no traceback."""
    (seat.folder / "broken.toml").write_text("", encoding="utf-8")
    seat.plan.write_text(
        f'[source]\nurl = "{seat.center.url}"\n[target]\nurl = "{seat.cloud.url}"\n[users]\n[groups]\n'
        '[[moves]]\nsource = "ACME/api"\ntarget = "acme/api"\n',
        encoding="utf-8",
    )
    urls = {"HERE": seat.center.url, "THERE": seat.cloud.url}
    assert run(["migrate", *(urls.get(one, one) for one in arguments)]) != 0
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("githost: ")]
    assert len(told) == 1
    assert complaint in told[0]


def test_who_may_not_write_is_told(own_seat: Seat, capsys: pytest.CaptureFixture[str]) -> None:
    """A credential without permission on the target ends in one line for each repository."""
    config = own_seat.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    cloud = own_seat.cloud
    text = text.replace(cloud.tokens["admin"], cloud.tokens["alice"])
    text = text.replace("admin@example.com", "alice@example.com")
    config.write_text(text, encoding="utf-8")
    status = run(["migrate", "apply", "plan.toml", "--yes"])
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("githost: ")]
    assert status == 1
    assert told
    assert all("You do not have permission" in line for line in told), told
