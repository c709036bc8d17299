"""`githost estimate`: how long requests wait for a rate limit."""

import sys
import time
from pathlib import Path

import pytest

import githost
from githost.cli.app import run
from githost.cli.estimate import spoken
from githost.engine.budget import Usage
from githost.engine.ledger import FileLedger
from githost.engine.meter import Meter
from githost.interface import Site
from githost_bitbucket.cloud.provider import BitbucketCloud


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a user whose environment has a token for Cloud, and nothing else."""
    for name in ("EMAIL", "USER", "CONFIG"):
        monkeypatch.delenv(f"GITHOST_{name}", raising=False)
    for name in ("XDG_CONFIG_HOME", "NETRC", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHOST_TOKEN", "canary-4711")
    monkeypatch.setenv("GITHOST_HOST", "bitbucket.org")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setitem(sys.modules, "keyring", None)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the lines of an estimate."""
    assert run(["estimate", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_estimate_is_spoken(capsys: pytest.CaptureFixture[str]) -> None:
    """For the tightest limit of the account that would be used, with all that are known."""
    first, *limits = told(capsys, "bitbucket.org", "4300")
    assert first.startswith("4 300 requests, about 4 h ")
    assert "  repositories: 1 000 in 1 h, 0 used" in limits
    assert not any("60 in 1 h" in limit for limit in limits)


def test_nobody_waits_longer(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever connects as nobody has another limit."""
    first, *limits = told(capsys, "bitbucket.org", "4300", "--anonymous")
    assert "about 71 h" in first
    assert limits == ["  all requests: 60 in 1 h, 0 used"]


def test_resource_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Raw files have a limit of their own; one that is not known is refused."""
    arguments = ("bitbucket.org", "4300", "--resource")
    assert "less than a minute" in told(capsys, *arguments, "raw files")[0]
    assert run(["estimate", *arguments, "ponies"]) == 2
    assert "no limit of 'ponies'" in capsys.readouterr().err
    assert run(["estimate", *arguments, "ponies", "--anonymous"]) == 2
    assert "no limit of 'ponies' is known; leave the resource out" in capsys.readouterr().err


def test_file_of_the_budget_tells_what_was_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By this account, with whatever wrote the file."""
    path = tmp_path / "budget.sqlite"
    arguments = ("bitbucket.org", "100", "--budget", str(path))
    assert "less than a minute" in told(capsys, *arguments)[0]
    _use(path)
    first, *limits = told(capsys, *arguments)
    assert "  repositories: 1 000 in 1 h, 1 000 used" in limits
    assert "about" in first


def _use(path: Path) -> None:
    """Use up a limit, as the account of the environment would."""
    provider = BitbucketCloud()
    site = Site(url="https://bitbucket.org", roots=provider.roots("https://bitbucket.org"))
    meter = Meter(provider, site, githost.Options(budget=githost.Budget(path=path)))
    meter.identify(githost.Token("canary-4711"))
    FileLedger(path).change(
        meter._key("repositories"),
        lambda _: (None, Usage(marks=((time.time() - 600, 1000),))),
    )


def test_local_host_has_no_limit(capsys: pytest.CaptureFixture[str]) -> None:
    """Its address has a scheme of its own."""
    assert told(capsys, "local:x", "5") == [
        "5 requests: no limit of local:x is known, so none waits"
    ]


def test_host_without_a_limit_makes_nobody_wait(capsys: pytest.CaptureFixture[str]) -> None:
    """Which is said, rather than no time."""
    lines = told(
        capsys,
        "https://git.example.com",
        "100",
        "--anonymous",
        *("--provider", "bitbucket-datacenter"),
    )
    assert lines == ["100 requests: no limit of https://git.example.com is known, so none waits"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute of waiting"),
        (59.9, "less than a minute of waiting"),
        (60, "about 1 min of waiting"),
        (3599, "about 1 h of waiting"),
        (3661, "about 1 h 2 min of waiting"),
        (15_600, "about 4 h 20 min of waiting"),
        (3_600_000, "about 1 000 h of waiting"),
    ],
)
def test_times_are_said_in_hours_and_minutes(seconds: float, words: str) -> None:
    """Rounded up to the minute."""
    assert spoken(seconds) == words
