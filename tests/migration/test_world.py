"""The world that migrations are tested with holds what they must bear."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import githost
from githost.client.sync import Host
from githost.model import PullRequestState, Side, Verdict
from tests.migration.hosts import BEGINNING, running
from tests.migration.people import GONE
from tests.migration.snapshots import Snapshot, differing, snapshot
from tests.migration.world import FULL, SMALL, Sizes, World, build

_PROVIDER = "bitbucket-datacenter"


def sized(world: World, sizes: Sizes) -> None:
    """Assert that there is as much of everything as was asked for."""
    words = {
        "projects": sizes.projects,
        "repositories": sizes.repositories,
        "pull requests": sizes.pull_requests,
        "comments": sizes.comments,
        "tasks": sizes.tasks,
        "permissions": sizes.permissions,
        "hooks": sizes.hooks,
        "branch rules": sizes.rules,
        "deploy keys": sizes.deploy_keys,
    }
    assert {name: world.counts[name] for name in words} == words


@pytest.fixture(scope="module")
def host(small_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Serve a copy of it, at another port than the one where it was made."""
    copy = small_world.copied(tmp_path_factory.mktemp("copy") / "data")
    with running(_PROVIDER, data=copy) as server, server.connect() as connected:
        yield connected


@pytest.fixture(scope="module")
def held(small_world: World, host: Host) -> Snapshot:
    """Read all that the copy holds."""
    return snapshot(host, small_world.namespaces)


def test_there_is_as_much_as_was_asked_for(small_world: World, held: Snapshot) -> None:
    """The counts are those of the sizes, when it is made and when it is read."""
    sized(small_world, SMALL)
    read = Counter(part for _, part, _ in held)
    assert read["pull_requests"] == SMALL.pull_requests
    assert read["permissions"] == SMALL.permissions
    assert read["hooks"] == SMALL.hooks
    assert read["branch_rules"] == SMALL.rules
    assert read["comments"] == SMALL.comments
    assert read["tasks"] == SMALL.tasks


def test_pull_requests_are_of_every_kind(small_world: World, host: Host) -> None:
    """They are open, drafts, merged and declined, from branches and forks, kept and deleted."""
    pulls, branches = [], {}
    for repository in host.repos.list(small_world.namespaces[0]):
        pulls += host.pull_requests.list(repository, state=None).all()
        branches[repository.ref] = {one.name for one in host.branches.list(repository)}
    assert {one.state for one in pulls} == set(PullRequestState) - {PullRequestState.UNKNOWN}
    assert any(one.draft for one in pulls)
    assert any(one.source.repo not in {one.ref.repo, None} for one in pulls)
    kept = {(one.state, one.source.branch in branches[one.ref.repo]) for one in pulls}
    assert {(PullRequestState.MERGED, True), (PullRequestState.MERGED, False)} <= kept
    assert {(PullRequestState.CLOSED, True), (PullRequestState.CLOSED, False)} <= kept
    verdicts = {review.verdict for one in pulls for review in one.reviews}
    assert {Verdict.NONE, Verdict.APPROVED, Verdict.CHANGES_REQUESTED} <= verdicts
    assert max(len(one.description.encode()) for one in pulls) >= 10 * 1024
    times = [one.created_at for one in pulls if one.created_at is not None]
    assert min(times) > BEGINNING
    assert (max(times) - min(times)).days > 1


def test_comments_are_of_every_kind(held: Snapshot) -> None:
    """They are in threads, on old and new lines and whole files, settled, and by who has left."""
    comments = [facts for (_, part, _), facts in held.items() if part == "comments"]
    places = {
        anchor[1:] if anchor[1] is None else anchor[2] for _, _, _, anchor, *_ in comments if anchor
    }
    assert {Side.OLD, Side.NEW, (None, Side.NEW)} <= places
    assert any(parent for _, _, parent, *_ in comments)
    assert any(resolved for *_, resolved, _ in comments)
    assert GONE in {author for _, author, *_ in comments}


def test_git_holds_odd_things(held: Snapshot) -> None:
    """There are tags of both kinds, names with slashes and letters of all scripts, and nothing at all."""
    branches = {name for _, part, name in held if part == "branches"}
    assert "refs/heads/user/zoë/Größe_日本" in branches
    empty = [repo for (repo, part, _), facts in held.items() if part == "settings" and not facts[3]]
    assert len(empty) == 1


@pytest.mark.slow
def test_same_seed_makes_the_same_world(held: Snapshot, tmp_path: Path) -> None:
    """A second one differs in what the server makes with its clock: the commits of merges."""
    other = build(tmp_path / "again", SMALL)
    with running(_PROVIDER, data=other.data) as server, server.connect() as host:
        found = differing(held, snapshot(host, other.namespaces))
    assert {part for _, part, _ in found} <= {"branches"}
    assert all(was and now for was, now in found.values())


@pytest.mark.slow
def test_full_world_is_as_large_as_was_asked_for(
    full_world: World, record_property: Callable[[str, object], None]
) -> None:
    """It has everything that it is to have; a machine with nothing else to do needs a minute."""
    sized(full_world, FULL)
    record_property("measured", f"full world: {full_world.seconds:.0f} s")


def test_slow_hosts_take_their_time(tmp_path: Path) -> None:
    """With a latency of 50 ms no answer comes before that."""
    with (
        running("bitbucket-cloud", data=tmp_path / "slow", latency=0.05) as server,
        server.connect() as host,
    ):
        began = time.monotonic()
        host.repos.list("acme").all()
        assert time.monotonic() - began >= 0.05


def test_unreliable_hosts_fail(tmp_path: Path) -> None:
    """Of a thousand exchanges about so many go wrong as were asked for."""
    once = githost.Options(retry=githost.Retry(attempts=1))
    with running("bitbucket-cloud", data=tmp_path / "bad", faults=500, seed=1) as server:
        failed = 0
        with githost.connect(
            server.url, provider=server.provider, credential=server.credential(), options=once
        ) as host:
            for _ in range(40):
                try:
                    host.repos.list("acme").all()
                except githost.GitHostError:
                    failed += 1
    assert 10 < failed < 35
