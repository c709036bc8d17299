"""`cleanup.py`: what nobody touches goes, and only where it is really asked for."""

from typing import Any

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example

#: As many days ago that everything of the test is older, and younger than everything else.
OLD, YOUNG = "--days=-1", "--days=30"


@pytest.fixture
def used(host: Host, repo: str) -> str:
    """Give a repository with a merged branch, one with a commit of its own, and a pull request."""
    for name in ("merged", "own", "asked"):
        host.branches.create(repo, name, start="main")
    for name in ("own", "asked"):
        host.files.write(repo, name, b"", message=name, branch=name)
    host.pull_requests.create(repo, title="Asked", source="asked", target="main")
    return repo


def state(host: Host, repo: str) -> tuple[set[str], list[githost.PullRequestState]]:
    """Return the branches, and how the pull requests stand."""
    pulls = host.pull_requests.list(repo, state=None)
    return {one.name for one in host.branches.list(repo)}, [one.state for one in pulls]


def test_dry_run_tells_and_changes_nothing(
    place: Place, host: Host, used: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would be done is a line each."""
    before = state(host, used)
    assert example("cleanup").main([place.url, used, OLD]) == 0
    assert capsys.readouterr().out == ("would comment on #1\nwould close #1\nwould delete merged\n")
    assert state(host, used) == before


def test_dry_run_could_not_change_anything(
    place: Place, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection itself refuses to write."""
    cleanup = example("cleanup")
    opened: list[Any] = []
    connect = githost.connect

    def noting(*given: Any, **named: Any) -> Any:
        opened.append(named)
        return connect(*given, **named)

    monkeypatch.setattr(githost, "connect", noting)
    cleanup.main([place.url, used, OLD])
    assert [named["options"].read_only for named in opened] == [True]


def test_really_closes_and_deletes(
    place: Place, host: Host, used: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pull request says why it was closed; branches in use, and with own commits, stay."""
    assert example("cleanup").main([place.url, used, OLD, "--really"]) == 0
    assert capsys.readouterr().out == "comment on #1\nclose #1\ndelete merged\n"
    assert state(host, used) == ({"main", "own", "asked"}, [githost.PullRequestState.CLOSED])
    assert [one.body for one in host.comments.list(used, 1)] == ["Closed: untouched for -1 days."]


def test_what_is_young_stays(place: Place, host: Host, used: str) -> None:
    """Nothing that was touched within the days is changed."""
    before = state(host, used)
    assert example("cleanup").main([place.url, used, YOUNG, "--really"]) == 0
    assert state(host, used) == before
