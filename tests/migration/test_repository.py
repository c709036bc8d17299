"""One repository from one local host to another: carried whole, and every difference told."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import githost
from githost.client.sync import Host
from githost.interface.addresses import Subject
from githost.migration import Item, Outcome, Snapshot, carry, read, verify
from githost.model import Event, Permission, PullRequestState, RepoRef, UserRef
from githost_local.forge import Forge

SITE = RepoRef("acme", "site")


def same(subject: Subject) -> Subject:
    """Name people alike on both sides."""
    return subject


@attrs.frozen
class Sides:
    """Where it comes from, and where it goes."""

    source: Host
    target: Host

    def moved(self) -> Snapshot:
        """Carry the repository and return what the source has."""
        before = read(self.source, SITE)
        carry(self.source, before, self.target, SITE, people=same)
        return before

    def compared(self, before: Snapshot) -> dict[str, Item]:
        """Return what became of each thing."""
        return {item.what: item for item in verify(before, read(self.target, SITE), people=same)}


def _opened(directory: Path) -> Host:
    with Forge.open(directory) as forge:
        forge.accounts.create("alice", email="alice@example.com", password="alice")
    host = githost.connect(f"local:{directory}")
    host.namespaces.create("acme")
    return host


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[Sides]:
    """Give a repository with branches, pull requests in each state, a grant and a hook."""
    with _opened(tmp_path / "source") as source, _opened(tmp_path / "target") as target:
        source.repos.create(SITE, description="The site")
        source.files.write(SITE, "a.txt", b"a\n", message="Begin", branch="main")
        source.permissions.grant(SITE, UserRef("alice"), Permission.WRITE)
        for name in ("open", "merged", "closed"):
            source.branches.create(SITE, name, start="main")
            source.files.write(SITE, f"{name}.txt", b"x\n", message=name, branch=name)
            source.pull_requests.create(
                SITE, title=name, source=name, target="main", reviewers=[UserRef("alice")]
            )
        source.pull_requests.merge(SITE, 2)
        source.pull_requests.close(SITE, 3)
        source.tags.create(SITE, "v1", target="main", message="One")
        source.hooks.create(
            SITE, url="https://ci.example.com/hook", events={Event.PUSH}, secret="s3cret"
        )
        yield Sides(source, target)


def test_everything_that_can_be_carried_arrives(sides: Sides) -> None:
    """Nothing differs; what no host takes is dropped with a reason."""
    found = sides.compared(sides.moved())
    assert {item.what for item in found.values() if item.outcome is Outcome.DIFFERS} == set()
    dropped = {what for what, item in found.items() if item.outcome is Outcome.DROPPED}
    assert dropped == {
        "pull request 2",
        "pull request 3",
        "hook https://ci.example.com/hook: secret",
    }
    assert all(found[what].why for what in dropped)
    assert found["pull request 1: reviewers"].outcome is Outcome.KEPT
    [opened] = sides.target.pull_requests.list(SITE, state=PullRequestState.OPEN)
    assert (opened.title, opened.source.branch) == ("open", "open")


def test_progress_names_each_thing(sides: Sides) -> None:
    """Whoever watches hears of every step."""
    heard: list[str] = []
    before = read(sides.source, SITE)
    carry(sides.source, before, sides.target, SITE, people=same, progress=heard.append)
    assert heard[:3] == ["repository", "branches and tags", "default branch"]
    assert heard.count("pull requests") == 1


@pytest.mark.parametrize(
    "what",
    [
        "description",
        "branches",
        "tags",
        "pull request 1",
        "permission of alice",
        "hook https://ci.example.com/hook",
    ],
)
def test_what_is_missing_on_the_target_differs(sides: Sides, what: str) -> None:
    """Each thing that is changed behind the migration's back is told."""
    before = sides.moved()
    target = sides.target
    if what == "description":
        target.repos.update(SITE, description="Another")
    elif what == "branches":
        target.branches.delete(SITE, "closed")
    elif what == "tags":
        target.tags.delete(SITE, "v1")
    elif what == "pull request 1":
        target.pull_requests.close(SITE, 1)
    elif what == "permission of alice":
        target.permissions.revoke(SITE, UserRef("alice"))
    else:
        [hook] = target.hooks.list(SITE)
        target.hooks.delete(SITE, hook.id)
    found = sides.compared(before)
    assert [one for one, item in found.items() if item.outcome is Outcome.DIFFERS] == [what]


def test_people_without_a_counterpart_are_told(sides: Sides) -> None:
    """A grant to somebody whom the target does not know is dropped, and said so."""
    before = read(sides.source, SITE)
    carry(sides.source, before, sides.target, SITE, people=lambda _: None)
    after = read(sides.target, SITE)
    found = {item.what: item for item in verify(before, after, people=lambda _: None)}
    assert found["permission of alice"].outcome is Outcome.DROPPED
    assert found["pull request 1: author"].outcome is Outcome.DROPPED
    assert sides.target.permissions.list(SITE).all() == []
