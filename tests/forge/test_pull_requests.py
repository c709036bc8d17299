"""Pull requests: opening, changing, closing, and following the pushes."""

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import (
    AlreadyExists,
    Invalid,
    NotFound,
    NothingToMerge,
    SourceMissing,
    StaleVersion,
    WrongState,
)
from githost_local.forge.events import Event, PullRequestEvent, PullRequestEventKind
from githost_local.forge.records import (
    Account,
    Mergeability,
    PullRequest,
    PullRequestState,
    Repository,
    ReviewRole,
)


def _kinds(events: list[Event]) -> list[PullRequestEventKind]:
    return [event.kind for event in events if isinstance(event, PullRequestEvent)]


def _actions(forge: Forge, pull_request: PullRequest) -> list[str]:
    return [a.action for a in forge.pull_requests.activity(pull_request)][::-1]


def test_opened_pull_request_has_both_ends(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """It is open, has a number, and knows both commits and where they parted."""
    main = forge.branches.get(site, "main").commit
    assert (fix.number, fix.state, fix.version) == (1, PullRequestState.OPEN, 0)
    assert (fix.target_branch, fix.target_commit, fix.merge_base) == ("main", main, main)
    assert fix.source_commit == forge.branches.get(site, "fix").commit
    assert fix.author_id == alice.id
    assert forge.pull_requests.get(site, 1) == fix
    assert [c.message for c in forge.pull_requests.commits(fix)] == ["Append\n"]
    assert [c.path for c in forge.pull_requests.changes(fix)] == ["lines.txt"]
    assert b"+six" in forge.pull_requests.diff(fix)
    assert forge.pull_requests.mergeability(fix) == Mergeability(clean=True, conflicts=())
    with pytest.raises(NotFound):
        forge.pull_requests.get(site, 2)


def test_what_cannot_be_opened(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """Duplicates, missing or equal branches, nothing to merge, and the author as reviewer."""
    create = forge.pull_requests.create
    with pytest.raises(AlreadyExists) as caught:
        create(site, title="Again", source_branch="fix", actor=alice)
    assert caught.value.existing == fix
    with pytest.raises(NotFound):
        create(site, title="t", source_branch="nowhere", actor=alice)
    with pytest.raises(NotFound):
        create(site, title="t", source_branch="fix", target_branch="nowhere", actor=alice)
    with pytest.raises(Invalid, match="source_branch"):
        create(site, title="t", source_branch="main", actor=alice)
    forge.branches.create(site, "same", start="main")
    with pytest.raises(NothingToMerge):
        create(site, title="t", source_branch="same", actor=alice)
    with pytest.raises(Invalid, match="title"):
        create(site, title=" ", source_branch="fix", actor=alice)
    with pytest.raises(Invalid, match="reviewers"):
        create(
            site, title="t", source_branch="fix", target_branch="same", reviewers=[alice],
            actor=alice,
        )  # fmt: skip
    assert forge.pull_requests.list(repository=site).items == (fix,)


def test_update_counts_the_version(
    forge: Forge, fix: PullRequest, alice: Account, bob: Account, events: list[Event]
) -> None:
    """Title and reviewers change together, once, if the version is the expected one."""
    changed = forge.pull_requests.update(
        fix, title="Better", reviewers=[bob], expected_version=0, actor=alice
    )
    assert (changed.title, changed.reviewers, changed.version) == ("Better", (bob.id,), 1)
    assert _kinds(events) == [
        PullRequestEventKind.UPDATED,
        PullRequestEventKind.REVIEWERS_CHANGED,
    ]
    with pytest.raises(StaleVersion) as caught:
        forge.pull_requests.update(fix, title="Worse", expected_version=0, actor=alice)
    assert (caught.value.expected, caught.value.current) == (0, 1)
    assert _actions(forge, fix) == ["opened", "updated", "reviewers_changed"]


def test_new_reviewer_list_keeps_verdicts(
    forge: Forge, fix: PullRequest, alice: Account, bob: Account
) -> None:
    """Who stays a reviewer keeps the approval; who goes, goes with it."""
    carol = forge.accounts.create("carol")
    forge.pull_requests.update(fix, reviewers=[bob], actor=alice)
    approval = forge.reviews.approve(fix, actor=bob)
    both = forge.pull_requests.update(fix, reviewers=[carol, bob], actor=alice)
    assert approval in both.reviews
    assert set(both.reviewers) == {bob.id, carol.id}
    assert forge.pull_requests.update(fix, reviewers=[], actor=alice).reviews == ()


def test_target_changes(forge: Forge, site: Repository, fix: PullRequest, alice: Account) -> None:
    """A pull request can be aimed at another branch, where there is something to merge."""
    forge.branches.create(site, "release", start="main")
    forge.branches.create(site, "done", start="fix")
    moved = forge.pull_requests.update(fix, target_branch="release", actor=alice)
    assert moved.target_branch == "release"
    with pytest.raises(NothingToMerge):
        forge.pull_requests.update(fix, target_branch="done", actor=alice)
    with pytest.raises(Invalid):
        forge.pull_requests.update(fix, target_branch="fix", actor=alice)


def test_close_and_reopen(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account, bob: Account
) -> None:
    """A closed one has a reason and an end, and opens again with its branch's new commits."""
    closed = forge.pull_requests.close(fix, reason="No", actor=bob)
    assert (closed.state, closed.close_reason, closed.closed_by) == (
        PullRequestState.CLOSED, "No", bob.id,
    )  # fmt: skip
    assert closed.closed_at is not None
    with pytest.raises(WrongState):
        forge.pull_requests.update(fix, title="t", actor=alice)
    pushed = forge.files.commit(
        site, branch="fix", files={"more": b"1"}, message="More", actor=alice
    )
    assert forge.pull_requests.by_id(fix.id).source_commit == fix.source_commit
    opened = forge.pull_requests.reopen(fix, actor=alice)
    assert (opened.state, opened.closed_at, opened.close_reason) == (
        PullRequestState.OPEN, None, "",
    )  # fmt: skip
    assert opened.source_commit == pushed.sha
    assert _actions(forge, fix) == ["opened", "closed", "reopened", "rescoped"]


def test_reopening_needs_the_branch(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """Without its source branch a pull request stays closed, though it can be looked at."""
    forge.pull_requests.close(fix, actor=alice)
    forge.branches.delete(site, "fix")
    with pytest.raises(SourceMissing):
        forge.pull_requests.reopen(fix, actor=alice)
    assert b"+six" in forge.pull_requests.diff(fix)


def test_deleted_number_is_not_used_again(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """The next pull request gets the next number; nothing of the old one is kept."""
    forge.pull_requests.delete(fix, actor=alice)
    again = forge.pull_requests.create(site, title="t", source_branch="fix", actor=alice)
    assert again.number == 2
    assert forge.repos.git(site).ref("refs/githost/pull/1/head") is None


def test_push_to_the_source_is_followed(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account, events: list[Event]
) -> None:
    """New commits raise the version and are announced."""
    sha = forge.files.commit(
        site, branch="fix", files={"more": b"1"}, message="More", actor=alice
    ).sha
    current = forge.pull_requests.by_id(fix.id)
    assert (current.source_commit, current.version) == (sha, 1)
    assert _kinds(events) == [PullRequestEventKind.SOURCE_UPDATED]
    assert forge.pull_requests.commits(current).total == 2


def test_push_to_the_target_is_followed(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """The target's new commit is known, and what parted them stays."""
    sha = forge.files.commit(
        site, branch="main", files={"more": b"1"}, message="More", actor=alice
    ).sha
    current = forge.pull_requests.by_id(fix.id)
    assert (current.target_commit, current.merge_base) == (sha, fix.merge_base)


def test_merge_by_hand_is_noticed(
    forge: Forge, site: Repository, fix: PullRequest, bob: Account, events: list[Event]
) -> None:
    """Pushing the source's commits to the target merges the pull request."""
    forge.repos.git(site).run("update-ref", "refs/heads/main", fix.source_commit)
    forge.repos.received(site, actor=bob)
    merged = forge.pull_requests.by_id(fix.id)
    assert (merged.state, merged.merge_commit, merged.closed_by) == (
        PullRequestState.MERGED, fix.source_commit, bob.id,
    )  # fmt: skip
    assert PullRequestEventKind.MERGED in _kinds(events)
    assert forge.pull_requests.commits(merged).total == 1


def test_pull_request_from_a_fork(
    forge: Forge, site: Repository, alice: Account, bob: Account
) -> None:
    """A fork's commits are kept in the target, even when the fork is deleted."""
    fork = forge.repos.fork(site, into=forge.namespaces.personal(bob), actor=bob)
    forge.files.commit(
        fork, branch="idea", start="main", files={"idea": b"1"}, message="Idea", actor=bob
    )
    opened = forge.pull_requests.create(
        site, title="Idea", source=fork, source_branch="idea", actor=bob
    )
    assert opened.source_repository_id == fork.id
    pushed = forge.files.commit(
        fork, branch="idea", files={"idea": b"2"}, message="Better", actor=bob
    )
    current = forge.pull_requests.by_id(opened.id)
    assert current.source_commit == pushed.sha
    assert forge.commits.get(site, pushed.sha).message == "Better"
    merged = forge.pull_requests.merge(current, delete_source=True, actor=alice)
    assert merged.state is PullRequestState.MERGED
    with pytest.raises(NotFound):
        forge.branches.get(fork, "idea")
    forge.repos.delete(fork)
    assert forge.pull_requests.by_id(opened.id).source_repository_id is None
    assert b"+2" in forge.pull_requests.diff(merged)


def test_stranger_is_no_source(
    forge: Forge, site: Repository, alice: Account, bob: Account
) -> None:
    """A repository that is no fork's relative cannot be merged from."""
    other = forge.repos.create(forge.namespaces.personal(bob), "other")
    forge.files.commit(other, branch="main", files={"a": b"1"}, message="m", actor=bob)
    with pytest.raises(Invalid, match="source"):
        forge.pull_requests.create(site, title="t", source=other, source_branch="main", actor=alice)


def test_list_filters(forge: Forge, site: Repository, alice: Account, bob: Account) -> None:
    """State, branches, people and text narrow the list down; newest first."""
    for name in ("a", "b", "c"):
        forge.files.commit(
            site, branch=name, start="main", files={name: b"1"}, message=name, actor=alice
        )
    a = forge.pull_requests.create(site, title="Alpha", source_branch="a", actor=alice)
    b = forge.pull_requests.create(
        site, title="Beta", source_branch="b", reviewers=[alice], actor=bob
    )
    c = forge.pull_requests.create(
        site, title="Gamma", source_branch="c", target_branch="b", actor=bob
    )
    c = forge.pull_requests.close(c, actor=bob)
    listed = forge.pull_requests.list
    assert listed(repository=site).items == (c, b, a)
    assert listed(states=[PullRequestState.OPEN], descending=False).items == (a, b)
    assert listed(author=bob, target_branch="main").items == (b,)
    assert listed(source=site, source_branch="a").items == (a,)
    assert listed(query="alph").items == (a,)
    assert listed(updated_since=c.updated_at).items == (c,)
    assert (listed(limit=1).items, listed(limit=1).total) == ((c,), 3)


def test_reviewer_joins_and_leaves(
    forge: Forge, fix: PullRequest, alice: Account, bob: Account
) -> None:
    """Reviewers are added and removed one by one."""
    assert forge.reviews.add_reviewer(fix, bob, actor=alice).role is ReviewRole.REVIEWER
    assert forge.pull_requests.by_id(fix.id).version == 1
    assert forge.reviews.remove(fix, bob, actor=alice)
    assert not forge.reviews.remove(fix, bob, actor=alice)
    with pytest.raises(Invalid):
        forge.reviews.add_reviewer(fix, alice, actor=alice)
