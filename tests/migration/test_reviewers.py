"""Reviewers whom the target does not take: the others are asked all the same."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import githost
from githost import emulation
from githost.client.sync import Host
from githost.migration import Endpoint, Fate, Journal, Move, Plan, apply, verify
from githost.model import Permission, RepoRef, UserRef
from githost_local.forge import Forge

REPO = RepoRef("acme", "reviewed")
PEOPLE = ("alice", "bob")


@attrs.frozen
class Sides:
    """Both hosts, and the plan; on the target only alice may read what she is asked to review."""

    source: Host
    target: Host
    plan: Plan
    folder: Path

    def carry(self) -> tuple[list[str], Fate, str]:
        """Carry the plan out; return whom the target asks, and what is said of the pull request."""
        with Journal(self.folder / "journal.sqlite") as journal:
            assert apply(self.plan, journal, workers=1).failures == ()
            verified = verify(self.plan, journal)
        (item,) = (one for one in verified.items if one.part == "pull_requests")
        (pull,) = self.target.pull_requests.list(self.plan.moves[0].target)
        return [one.reviewer.name for one in pull.reviews], item.fate, item.why


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[Sides]:
    """Give a repository with a pull request that alice and bob are asked to review."""
    with Forge.open(tmp_path / "source") as forge:
        for one in PEOPLE:
            forge.accounts.create(one)
    with (
        githost.connect(f"local:{tmp_path / 'source'}") as source,
        emulation.serve("bitbucket-datacenter") as server,
        githost.connect(
            server.url, provider=server.provider, credential=server.credential()
        ) as target,
    ):
        source.namespaces.create(REPO.namespace)
        source.repos.create(REPO)
        source.files.write(REPO, "a", b"", message="Begin", branch="main")
        source.branches.create(REPO, "more", start="main")
        source.files.write(REPO, "b", b"", message="More", branch="more")
        source.permissions.grant(REPO, UserRef("alice"), Permission.WRITE)
        source.pull_requests.create(
            REPO, title="More", source="more", target="main", reviewers=map(UserRef, PEOPLE)
        )
        namespace = target.namespaces.list().all()[0].path
        plan = Plan(
            source=Endpoint(url=source.url),
            target=Endpoint(
                url=server.url, provider=server.provider, credential=server.credential()
            ),
            moves=(Move(source=REPO, target=RepoRef(namespace, REPO.name)),),
            users={one: server.users[one]["id"] for one in PEOPLE},
            archive=tmp_path / "archive",
        )
        yield Sides(source, target, plan, tmp_path)


def test_one_who_is_refused_keeps_nobody_else_away(sides: Sides) -> None:
    """Alice is asked, and it is told that bob is not."""
    asked, fate, why = sides.carry()
    assert (asked, fate) == (["alice"], Fate.DEGRADED)
    assert "the target did not take as reviewers: bob" in why


def test_later_change_arrives_all_the_same(sides: Sides) -> None:
    """A new title is carried though bob is still refused."""
    sides.carry()
    sides.source.pull_requests.update(REPO, 1, title="Much more")
    asked, _, _ = sides.carry()
    assert asked == ["alice"]
    (pull,) = sides.target.pull_requests.list(sides.plan.moves[0].target)
    assert pull.title == "Much more"
