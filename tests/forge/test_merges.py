"""Merging: strategies, conflicts, and two at a time."""

import threading

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import (
    ForgeError,
    MergeConflict,
    NotFastForward,
    SourceMissing,
    StaleVersion,
    WrongState,
)
from githost_local.forge.events import Event, PullRequestEvent, PullRequestEventKind, PushEvent
from githost_local.forge.records import (
    Account,
    Commit,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    Repository,
)


@pytest.fixture
def longer(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account, bob: Account
) -> PullRequest:
    """Give the pull request with a second commit, by bob."""
    forge.files.commit(site, branch="fix", files={"two": b"2"}, message="Second\n", actor=bob)
    return forge.pull_requests.by_id(fix.id)


@pytest.fixture
def diverged(forge: Forge, site: Repository, longer: PullRequest, alice: Account) -> PullRequest:
    """Give the pull request with a target that has moved on."""
    forge.files.commit(site, branch="main", files={"main": b"m"}, message="On\n", actor=alice)
    return forge.pull_requests.by_id(longer.id)


def _merge(
    forge: Forge, pull_request: PullRequest, actor: Account, strategy: MergeStrategy
) -> Commit:
    merged = forge.pull_requests.merge(pull_request, strategy=strategy, actor=actor)
    repository = forge.repos.get(pull_request.repository_id)
    assert merged.merge_commit is not None
    assert forge.branches.get(repository, "main").commit == merged.merge_commit
    return forge.commits.get(repository, merged.merge_commit)


def _paths(forge: Forge, site: Repository) -> list[str]:
    return [entry.path for entry in forge.files.list(site)]


def test_merge_commit_has_two_parents(
    forge: Forge, site: Repository, diverged: PullRequest, bob: Account, events: list[Event]
) -> None:
    """The branch has both sides; state, actor and commit are recorded."""
    commit = _merge(forge, diverged, bob, MergeStrategy.MERGE_COMMIT)
    assert commit.parents == (diverged.target_commit, diverged.source_commit)
    assert commit.message == "Merge fix into main\n\nAppend (#1)\n"
    assert commit.author.name == "Bob Brown"
    assert _paths(forge, site) == ["lines.txt", "main", "two"]
    merged = forge.pull_requests.by_id(diverged.id)
    assert (merged.state, merged.closed_by, merged.version) == (
        PullRequestState.MERGED, bob.id, diverged.version + 1,
    )  # fmt: skip
    assert [type(event) for event in events] == [PushEvent, PullRequestEvent]
    assert [c.message for c in forge.pull_requests.commits(merged)] == ["Second\n", "Append\n"]


@pytest.mark.parametrize(
    "strategy",
    [
        MergeStrategy.FAST_FORWARD,
        MergeStrategy.FAST_FORWARD_ONLY,
        MergeStrategy.REBASE_FAST_FORWARD,
    ],
)
def test_fast_forward_makes_no_commit(
    forge: Forge, longer: PullRequest, alice: Account, strategy: MergeStrategy
) -> None:
    """Where the target has not moved, the branch takes the source's commit."""
    assert _merge(forge, longer, alice, strategy).sha == longer.source_commit


def test_fast_forward_falls_back_to_a_merge(
    forge: Forge, diverged: PullRequest, alice: Account
) -> None:
    """Where the target has moved, a merge commit is made."""
    commit = _merge(forge, diverged, alice, MergeStrategy.FAST_FORWARD)
    assert commit.parents == (diverged.target_commit, diverged.source_commit)


@pytest.mark.parametrize(
    "strategy", [MergeStrategy.FAST_FORWARD_ONLY, MergeStrategy.SQUASH_FAST_FORWARD_ONLY]
)
def test_fast_forward_only_refuses(
    forge: Forge, diverged: PullRequest, alice: Account, strategy: MergeStrategy
) -> None:
    """Where the target has moved, nothing happens."""
    with pytest.raises(NotFastForward):
        forge.pull_requests.merge(diverged, strategy=strategy, actor=alice)
    assert forge.pull_requests.by_id(diverged.id) == diverged


def test_squash_makes_one_commit(
    forge: Forge, site: Repository, diverged: PullRequest, alice: Account
) -> None:
    """All changes are in one commit on top of the target."""
    commit = _merge(forge, diverged, alice, MergeStrategy.SQUASH)
    assert commit.parents == (diverged.target_commit,)
    assert commit.message == "Append (#1)\n"
    assert _paths(forge, site) == ["lines.txt", "main", "two"]


def test_squash_only_where_nothing_moved(forge: Forge, longer: PullRequest, alice: Account) -> None:
    """The strict squash makes one commit where the target stands still."""
    commit = _merge(forge, longer, alice, MergeStrategy.SQUASH_FAST_FORWARD_ONLY)
    assert commit.parents == (longer.target_commit,)


def test_rebase_copies_each_commit(
    forge: Forge, site: Repository, diverged: PullRequest, alice: Account
) -> None:
    """The copies keep authors and messages, in order, in one line."""
    tip = _merge(forge, diverged, alice, MergeStrategy.REBASE_FAST_FORWARD)
    line = forge.commits.list(site, include=["main"], exclude=[diverged.target_commit]).items
    assert line[0] == tip
    assert [(c.message, c.author.name) for c in line] == [
        ("Second\n", "Bob Brown"),
        ("Append\n", "Alice Adams"),
    ]
    assert {c.committer.name for c in line} == {"Alice Adams"}
    assert _paths(forge, site) == ["lines.txt", "main", "two"]


def test_rebase_merge_puts_a_merge_on_top(
    forge: Forge, site: Repository, diverged: PullRequest, alice: Account
) -> None:
    """The copies are the second parent of a merge commit."""
    commit = _merge(forge, diverged, alice, MergeStrategy.REBASE_MERGE)
    first, second = commit.parents
    assert first == diverged.target_commit
    assert forge.commits.compare(site, first, second).behind == 0
    assert forge.commits.compare(site, first, second).ahead == 2


def test_rebase_leaves_out_what_is_there(
    forge: Forge, site: Repository, longer: PullRequest, alice: Account
) -> None:
    """A commit whose change the target has is not copied."""
    forge.files.commit(site, branch="main", files={"two": b"2"}, message="Same\n", actor=alice)
    tip = _merge(
        forge, forge.pull_requests.by_id(longer.id), alice, MergeStrategy.REBASE_FAST_FORWARD
    )
    assert tip.message == "Append\n"


@pytest.mark.parametrize(
    "strategy",
    [MergeStrategy.MERGE_COMMIT, MergeStrategy.SQUASH, MergeStrategy.REBASE_FAST_FORWARD],
)
def test_conflict_names_the_paths_and_changes_nothing(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account, strategy: MergeStrategy
) -> None:
    """Both sides changed the same lines: told beforehand, and refused."""
    content = forge.files.read(site, "lines.txt") + b"seven\n"
    forge.files.commit(site, branch="main", files={"lines.txt": content}, message="7", actor=alice)
    current = forge.pull_requests.by_id(fix.id)
    assert forge.pull_requests.mergeability(current).conflicts == ("lines.txt",)
    before = forge.refs.all(site)
    with pytest.raises(MergeConflict) as caught:
        forge.pull_requests.merge(current, strategy=strategy, actor=alice)
    assert caught.value.paths == ("lines.txt",)
    assert forge.refs.all(site) == before
    assert forge.pull_requests.by_id(fix.id) == current


def test_message_and_source_deletion(
    forge: Forge, site: Repository, longer: PullRequest, alice: Account
) -> None:
    """The message is the caller's, and the source branch goes on demand."""
    merged = forge.pull_requests.merge(longer, message="Mine", delete_source=True, actor=alice)
    assert forge.commits.get(site, merged.merge_commit).message == "Mine"
    assert [b.name for b in forge.branches.list(site)] == ["main"]


def test_version_is_checked(forge: Forge, longer: PullRequest, alice: Account) -> None:
    """The version must be the one that the caller saw."""
    merge = forge.pull_requests.merge
    with pytest.raises(StaleVersion):
        merge(longer, expected_version=longer.version - 1, actor=alice)
    merge(longer, expected_version=longer.version, actor=alice)
    with pytest.raises(WrongState):
        merge(longer, actor=alice)


def test_draft_waits(forge: Forge, fix: PullRequest, alice: Account) -> None:
    """A draft is merged only once it is ready."""
    draft = forge.pull_requests.update(fix, draft=True, actor=alice)
    with pytest.raises(WrongState) as caught:
        forge.pull_requests.merge(draft, actor=alice)
    assert caught.value.state == "draft"
    ready = forge.pull_requests.update(draft, draft=False, actor=alice)
    assert forge.pull_requests.merge(ready, actor=alice).state is PullRequestState.MERGED


def test_source_must_be_there(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """Without its source branch a pull request is not merged."""
    forge.branches.delete(site, "fix")
    with pytest.raises(SourceMissing):
        forge.pull_requests.merge(fix, actor=alice)


def test_two_threads_merge_once(
    forge: Forge, site: Repository, longer: PullRequest, alice: Account, events: list[Event]
) -> None:
    """Of two merges at the same time exactly one wins."""
    barrier = threading.Barrier(2)
    outcomes: list[object] = []

    def merge() -> None:
        barrier.wait()
        try:
            outcomes.append(forge.pull_requests.merge(longer, actor=alice))
        except ForgeError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=merge) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["PullRequest", "WrongState"]
    merged = [
        event
        for event in events
        if isinstance(event, PullRequestEvent) and event.kind is PullRequestEventKind.MERGED
    ]
    assert len(merged) == 1
    assert forge.commits.list(site, include=["main"]).total == 4
