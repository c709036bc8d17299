"""`inventory.py`: one line of CSV for each repository."""

import csv
import io

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example


@pytest.mark.parametrize("named", [["acme"], []], ids=["named", "all"])
def test_each_repository_is_a_line(
    named: list[str], place: Place, host: Host, repo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures are those of the repository."""
    host.branches.create(repo, "more", start="main")
    host.files.write(repo, "more", b"", message="More", branch="more")
    opened = host.pull_requests.create(repo, title="More", source="more", target="main")
    assert example("inventory").main([place.url, *named]) == 0
    lines = {
        line["repository"]: line for line in csv.DictReader(io.StringIO(capsys.readouterr().out))
    }
    assert {str(one.ref) for one in host.repos.list("acme")} <= set(lines)
    tip = host.commits.get(repo, "main")
    assert lines[repo] == {
        "repository": repo,
        "visibility": "private",
        "default branch": "main",
        "last commit": str(tip.authored_at),
        "branches": "2",
        "open": "1",
        "oldest open": str(opened.created_at),
        "administrators": lines[repo]["administrators"],
    }
    host.repos.delete(repo)


def test_what_may_not_be_read_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever administers nothing sees no grants: the status is 1, and no line is made up."""
    inventory, connect = example("inventory"), githost.connect
    monkeypatch.setattr(
        githost, "connect", lambda *given, **named: connect(*given, **named, credential=place.bob)
    )
    assert inventory.main([place.url, "acme"]) == 1
    told = capsys.readouterr()
    assert [line["repository"] for line in csv.DictReader(io.StringIO(told.out))] == []
    assert "/site: " in told.err
