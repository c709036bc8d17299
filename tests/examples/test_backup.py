"""`backup.py`: a namespace in a folder, what is new added to it, and back again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import githost
from githost.client.sync import Host
from githost.model import PullRequestState
from tests.examples.places import Place, at, example

pytestmark = pytest.mark.slow


@pytest.fixture(params=["bitbucket-cloud", "bitbucket-datacenter"])
def place(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Place]:
    """Give a host of the test's own, for it loses everything."""
    with at(request.param, tmp_path / "forge") as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


def state(host: Host) -> dict[str, object]:
    """Return what a backup is made for: branches, tags, grants and pull requests."""
    return {
        repo.ref.name: (
            {one.name: one.commit for one in host.branches.list(repo)},
            {one.name: one.commit for one in host.tags.list(repo)},
            {one.subject.id: one.permission for one in host.permissions.list(repo)},
            [
                (one.number, one.title, one.state is PullRequestState.OPEN)
                for one in host.pull_requests.list(repo, state=None)
            ],
        )
        for repo in host.repos.list("acme")
    }


def test_namespace_is_restored_from_its_backup(
    place: Place, host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second backup carries what is new; after a loss all of it is there again, grants too."""
    backup, folder = example("backup"), str(tmp_path / "backup")
    assert backup.main([place.url, "acme", folder]) == 0
    host.files.write("acme/docs", "new", b"", message="New", branch="main")
    carol = githost.UserRef(place.users["carol"])
    host.permissions.grant("acme/docs", carol, githost.Permission.WRITE)
    assert backup.main([place.url, "acme", folder]) == 0
    before = state(host)
    for repo in host.repos.list("acme").all():
        host.repos.delete(repo)
    capsys.readouterr()
    assert backup.main([place.url, "acme", folder, "--restore"]) == 0
    told = capsys.readouterr()
    assert ": differs: " not in told.out
    assert told.err == ""
    assert state(host) == before
