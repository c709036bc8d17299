"""`jira.py`: issues lead to their pull requests and back, once each."""

from collections.abc import Iterator

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example
from tests.receiver import Receiver, receiving

pytestmark = pytest.mark.parametrize(
    "place", ["bitbucket-cloud", "bitbucket-datacenter"], indirect=True
)


@pytest.fixture
def jira(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Run a stand-in of Jira, which has every issue but those of a project UTF."""
    with receiving(missing="UTF-") as server:
        monkeypatch.setenv("JIRA_URL", server.url.removesuffix("/hook"))
        monkeypatch.setenv("JIRA_USER", "ada@example.com")
        monkeypatch.setenv("JIRA_TOKEN", "t0ken")
        yield server


@pytest.fixture
def pull(host: Host, repo: str) -> githost.PullRequest:
    """Open a pull request that names issues in its title and its branch."""
    branch = "feature/WEB-12_login"
    host.branches.create(repo, branch, start="main")
    host.files.write(repo, "login", b"", message="Log in", branch=branch)
    return host.pull_requests.create(
        repo, title="API-7, WEB-12: names in UTF-8", source=branch, target="main"
    )


def test_issues_and_pull_request_are_linked(
    place: Place, host: Host, repo: str, pull: githost.PullRequest, jira: Receiver
) -> None:
    """Jira gets a remote link for each issue there is, the pull request one comment."""
    example("jira").main([place.url, repo])
    page = jira.url.removesuffix("/hook")
    assert [one.path for one in jira.got] == [
        "/rest/api/2/issue/API-7/remotelink",
        "/rest/api/2/issue/WEB-12/remotelink",
    ]
    assert jira.got[0].body == {
        "globalId": pull.url,
        "object": {
            "url": pull.url,
            "title": f"{repo}#1: API-7, WEB-12: names in UTF-8",
            "status": {"resolved": False},
        },
    }
    assert [one.body for one in host.comments.list(repo, pull.number)] == [
        f"Jira: [API-7]({page}/browse/API-7), [WEB-12]({page}/browse/WEB-12)"
    ]


def test_next_run_updates_the_links_and_repeats_no_comment(
    place: Place, host: Host, repo: str, pull: githost.PullRequest, jira: Receiver
) -> None:
    """Once merged, the same link is sent as resolved."""
    jira_py = example("jira")
    jira_py.main([place.url, repo])
    host.pull_requests.merge(repo, pull.number)
    jira_py.main([place.url, repo])
    sent = [(one.body["globalId"], one.body["object"]["status"]["resolved"]) for one in jira.got]
    assert sent == [(pull.url, False)] * 2 + [(pull.url, True)] * 2
    assert len(host.comments.list(repo, pull.number).all()) == 1
