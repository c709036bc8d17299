"""`relay.py`: what a host sends reaches Slack and Jenkins, in the forms that they take."""

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example
from tests.receiver import Receipt, Receiver, receiving
from tests.served import listening

pytestmark = pytest.mark.parametrize(
    "place", ["bitbucket-cloud", "bitbucket-datacenter"], indirect=True
)
SECRET = "canary-71d0"


@pytest.fixture
def relayed(
    place: Place, host: Host, repo: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Receiver, Receiver]]:
    """Run the relay with a hook of the repository, and stand-ins of Slack and Jenkins."""
    with ExitStack() as stack:
        slack = stack.enter_context(receiving())
        jenkins = stack.enter_context(receiving(missing="jobless"))
        for name, value in {
            "HOOK_SECRET": SECRET,
            "SLACK_URL": slack.url,
            "JENKINS_URL": jenkins.url,
            "JENKINS_USER": "ada",
            "JENKINS_TOKEN": "t0ken",
        }.items():
            monkeypatch.setenv(name, value)
        relay = example("relay")
        stack.enter_context(relay.http)
        path = "cloud" if place.provider == "bitbucket-cloud" else "datacenter"
        host.hooks.create(
            repo,
            url=f"{stack.enter_context(listening(relay.app))}/{path}",
            events={githost.Event.PUSH, githost.Event.PR_OPENED, githost.Event.PR_MERGED},
            secret=SECRET,
        )
        yield slack, jenkins


def told(receiver: Receiver, there: Callable[[], bool]) -> list[Receipt]:
    """Return what a stand-in was told, once something holds."""
    deadline = time.monotonic() + 20
    while not there() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert there()
    return receiver.got


def test_push_is_built(host: Host, repo: str, relayed: tuple[Receiver, Receiver]) -> None:
    """Jenkins is asked, by its remote interface, to build the commit that was pushed."""
    _, jenkins = relayed
    made = host.files.write(repo, "a&b", b"", message="More", branch="main")
    (asked,) = told(jenkins, lambda: bool(jenkins.got))
    parts = urlsplit(asked.path)
    assert parts.path == f"/hook/job/{repo.partition('/')[2]}/buildWithParameters"
    assert parse_qs(parts.query) == {"BRANCH": ["main"], "COMMIT": [made.sha]}
    assert asked.headers["Authorization"] == f"Basic {base64.b64encode(b'ada:t0ken').decode()}"


def test_pull_requests_are_told(host: Host, repo: str, relayed: tuple[Receiver, Receiver]) -> None:
    """Slack gets a line for the opening and one for the merge, with its markup escaped."""
    slack, _ = relayed
    host.branches.create(repo, "fix", start="main")
    host.files.write(repo, "fix", b"", message="Fix", branch="fix")
    pull = host.pull_requests.create(repo, title="Fix <b> & c", source="fix", target="main")
    told(slack, lambda: bool(slack.got))
    host.pull_requests.merge(repo, pull.number)
    lines = [one.body["text"] for one in told(slack, lambda: len(slack.got) == 2)]
    link = f"<{pull.url}|{pull.ref}>: Fix &lt;b&gt; &amp; c"
    assert sorted(lines) == [f"admin merged {link}", f"admin opened {link}"]


def test_repository_without_a_job_is_passed_over(
    host: Host, repo: str, relayed: tuple[Receiver, Receiver]
) -> None:
    """What Jenkins does not know is not an error that the host is told of."""
    relay = example("relay")
    with relay.http:
        relay.build("jobless", "main", "0" * 40)
    assert relayed[1].got == []
