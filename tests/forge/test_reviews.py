"""Reviews, default reviewers, comments, tasks and statuses."""

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import Invalid, NotFound, WrongState
from githost_local.forge.events import (
    CommentEvent,
    CommentEventKind,
    Event,
    ReviewEvent,
    ReviewEventKind,
    StatusEvent,
    StatusEventKind,
)
from githost_local.forge.records import (
    Account,
    Anchor,
    PullRequest,
    Repository,
    ReviewRole,
    Side,
    StatusState,
    Verdict,
)


def test_verdicts_follow_each_other(
    forge: Forge, fix: PullRequest, bob: Account, events: list[Event]
) -> None:
    """An approval replaces a request for changes, and is taken back; saying it twice is once."""
    assert forge.reviews.request_changes(fix, actor=bob).verdict is Verdict.CHANGES_REQUESTED
    approved = forge.reviews.approve(fix, actor=bob)
    forge.reviews.approve(fix, actor=bob)
    assert (approved.role, approved.commit) == (ReviewRole.PARTICIPANT, fix.source_commit)
    assert forge.reviews.get(fix, bob).verdict is Verdict.APPROVED
    assert forge.reviews.clear(fix, actor=bob).at is None
    assert [event.kind for event in events if isinstance(event, ReviewEvent)] == [
        ReviewEventKind.CHANGES_REQUESTED,
        ReviewEventKind.APPROVED,
        ReviewEventKind.UNAPPROVED,
    ]


def test_closed_pull_request_takes_no_verdict(
    forge: Forge, fix: PullRequest, alice: Account, bob: Account
) -> None:
    """Reviews end with the pull request."""
    forge.pull_requests.close(fix, actor=alice)
    with pytest.raises(WrongState):
        forge.reviews.approve(fix, actor=bob)
    with pytest.raises(NotFound):
        forge.reviews.get(fix, bob)


def test_default_reviewers(forge: Forge, site: Repository, alice: Account, bob: Account) -> None:
    """Accounts are added once and removed."""
    for account in (bob, alice, bob):
        forge.default_reviewers.add(site, account)
    assert forge.default_reviewers.list(site).items == (alice, bob)
    assert forge.default_reviewers.remove(site, bob)
    assert not forge.default_reviewers.remove(site, bob)


def test_comment_is_written_changed_and_deleted(
    forge: Forge, fix: PullRequest, bob: Account, events: list[Event]
) -> None:
    """Versions count; a deleted comment leaves a mark."""
    comment = forge.comments.create(fix, "Hm.", actor=bob)
    changed = forge.comments.update(comment, body="Hm!", actor=bob)
    assert (changed.body, changed.version) == ("Hm!", 1)
    forge.comments.delete(comment, actor=bob)
    assert forge.comments.list(fix).items == ()
    (mark,) = forge.comments.list(fix, deleted=True)
    assert (mark.deleted, mark.body) == (True, "")
    with pytest.raises(NotFound):
        forge.comments.update(mark, body="x", actor=bob)
    assert [event.kind for event in events if isinstance(event, CommentEvent)] == [
        CommentEventKind.CREATED,
        CommentEventKind.UPDATED,
        CommentEventKind.DELETED,
    ]
    with pytest.raises(Invalid):
        forge.comments.create(fix, " ", actor=bob)


def test_reply_has_its_parents_place(
    forge: Forge, fix: PullRequest, alice: Account, bob: Account
) -> None:
    """An anchored thread stays together and can be resolved."""
    anchor = Anchor(path="lines.txt", line=6, side=Side.NEW, commit=None)
    first = forge.comments.create(fix, "Why six?", anchor=anchor, extra={"k": 1}, actor=bob)
    reply = forge.comments.create(fix, "Because.", parent=first, actor=alice)
    assert first.anchor is not None
    assert first.anchor.commit == fix.source_commit
    assert reply.anchor == first.anchor
    assert reply.parent_id == first.id
    assert forge.comments.get(fix, str(first.id)).extra == {"k": 1}
    resolved = forge.comments.resolve(first, actor=alice)
    assert (resolved.resolved, resolved.resolved_by) == (True, alice.id)
    with pytest.raises(WrongState):
        forge.comments.resolve(first, actor=alice)
    assert forge.comments.reopen(first, actor=bob).resolved_by is None
    with pytest.raises(NotFound):
        forge.comments.get(fix, "seven")


def test_tasks(forge: Forge, fix: PullRequest, alice: Account, bob: Account) -> None:
    """A task is done by somebody, undone, and deleted."""
    task = forge.tasks.create(fix, "Test it", actor=bob)
    done = forge.tasks.resolve(task, actor=alice)
    assert (done.done, done.done_by, done.done_at is not None) == (True, alice.id, True)
    assert forge.tasks.list(fix, done=False).items == ()
    assert forge.tasks.reopen(task).done_by is None
    assert forge.tasks.update(task, body="Test more").body == "Test more"
    forge.tasks.delete(task)
    with pytest.raises(NotFound):
        forge.tasks.get(fix, task.id)


def test_status_is_replaced_by_its_key(
    forge: Forge, site: Repository, bob: Account, events: list[Event]
) -> None:
    """One status for each key; statuses of a repository and of a commit anywhere are apart."""
    sha = forge.commits.resolve(site, "main")
    first = forge.statuses.set(site, "main", key="ci", state=StatusState.RUNNING, actor=bob)
    second = forge.statuses.set(site, sha, key="ci", state=StatusState.SUCCESS, actor=bob)
    forge.statuses.set(None, sha, key="ci", state=StatusState.FAILURE)
    assert (second.id, second.created_at) == (first.id, first.created_at)
    assert forge.statuses.list(site, sha).items == (second,)
    assert forge.statuses.get(None, sha, "ci").state is StatusState.FAILURE
    assert [event.kind for event in events if isinstance(event, StatusEvent)] == [
        StatusEventKind.CREATED,
        StatusEventKind.UPDATED,
        StatusEventKind.CREATED,
    ]
    forge.statuses.delete(second)
    with pytest.raises(NotFound):
        forge.statuses.get(site, sha, "ci")
