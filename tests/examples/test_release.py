"""`release.py`: from nothing to a tag, and on from where it stopped."""

import sys

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example

GOOD = (sys.executable, "-c", "")
BAD = (sys.executable, "-c", "raise SystemExit(1)")


def test_release_is_merged_built_and_tagged(
    place: Place, host: Host, repo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tag is on what the merge made, and the version stands in the file there."""
    example("release").main([place.url, repo, "1.2.0", *GOOD])
    (pull,) = host.pull_requests.list(repo, state=None)
    assert (pull.title, pull.state) == ("Release 1.2.0", githost.PullRequestState.MERGED)
    tag = host.tags.get(repo, "v1.2.0")
    assert tag.commit == host.branches.get(repo, "main").commit
    assert host.files.read(repo, "VERSION", ref="v1.2.0") == b"1.2.0\n"
    assert capsys.readouterr().out == f"v1.2.0 is {tag.commit}\n"


def test_failed_build_is_told_and_the_next_run_goes_on(place: Place, host: Host, repo: str) -> None:
    """The commit that failed says so, nothing is merged; mended, the same pull request is."""
    with pytest.raises(SystemExit, match=r"mend release/2\.0"):
        example("release").main([place.url, repo, "2.0", *BAD])
    tip = host.branches.get(repo, "release/2.0").commit
    assert [one.state for one in host.statuses.list(repo, tip)] == [githost.StatusState.FAILURE]
    assert host.tags.list(repo).all() == []
    host.files.write(repo, "mended", b"", message="Mend", branch="release/2.0")
    example("release").main([place.url, repo, "2.0", *GOOD])
    assert [one.state for one in host.pull_requests.list(repo, state=None)] == [
        githost.PullRequestState.MERGED
    ]
    assert host.files.read(repo, "mended", ref="v2.0") == b""
