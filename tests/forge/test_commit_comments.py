"""Comments on commits."""

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.events import CommentEventKind, CommitCommentEvent, Event
from githost_local.forge.records import Account, Anchor, CommitIn, PullRequest, Repository, Side


@pytest.fixture
def first(forge: Forge, site: Repository) -> CommitIn:
    """Give the commit at which `main` began."""
    return CommitIn(site, forge.commits.resolve(site, "main"))


def test_comment_on_a_commit_is_told_from_writing_to_deleting(
    forge: Forge, first: CommitIn, bob: Account, events: list[Event]
) -> None:
    """Each time with the repository and, once there was one, the comment as it was."""
    comment = forge.comments.create(first, "Hm.", actor=bob)
    changed = forge.comments.update(comment, body="Hm!", actor=bob)
    forge.comments.delete(changed, actor=bob)
    assert forge.comments.list(first).items == ()
    told = [event for event in events if isinstance(event, CommitCommentEvent)]
    assert told == events
    assert [(event.kind, event.previous) for event in told] == [
        (CommentEventKind.CREATED, None),
        (CommentEventKind.UPDATED, comment),
        (CommentEventKind.DELETED, changed),
    ]
    assert {(event.repository.id, event.commit) for event in told} == {
        (first.repository.id, first.sha)
    }


def test_reply_has_its_parents_anchor_at_the_commit(
    forge: Forge, first: CommitIn, alice: Account, bob: Account
) -> None:
    """The anchor's commit is the one that is commented on."""
    anchor = Anchor(path="lines.txt", line=2, side=Side.NEW, commit=None)
    root = forge.comments.create(first, "Why two?", anchor=anchor, actor=bob)
    reply = forge.comments.create(first, "Because.", parent=root, actor=alice)
    assert root.anchor is not None
    assert (root.anchor.commit, reply.anchor) == (first.sha, root.anchor)
    assert reply.parent_id == root.id
    assert forge.comments.by_id(reply.id) == reply


def test_comment_is_on_one_thing_only(
    forge: Forge, first: CommitIn, fix: PullRequest, site: Repository, bob: Account
) -> None:
    """Neither another commit, nor the commit's pull request, nor a fork has it."""
    on_tip = CommitIn(site, fix.source_commit)
    fork = forge.repos.fork(site, into=forge.namespaces.personal(bob), actor=bob)
    comment = forge.comments.create(first, "Hm.", actor=bob)
    for other in (on_tip, fix, CommitIn(fork, first.sha)):
        assert forge.comments.list(other).items == ()
        with pytest.raises(NotFound):
            forge.comments.get(other, comment.id)
        with pytest.raises(Invalid):
            forge.comments.create(other, "Hm?", parent=comment, actor=bob)
    with pytest.raises(Invalid):
        forge.comments.create(
            first, "Hm?", parent=forge.comments.create(fix, "Hm.", actor=bob), actor=bob
        )
    with pytest.raises(NotFound):
        forge.comments.by_id(99)


def test_comments_go_with_their_repository(
    forge: Forge, first: CommitIn, alice: Account, bob: Account
) -> None:
    """Threads and all."""
    root = forge.comments.create(first, "Hm.", actor=bob)
    forge.comments.create(first, "Hm?", parent=root, actor=alice)
    forge.repos.delete(first.repository, actor=alice)
    with pytest.raises(NotFound):
        forge.comments.by_id(root.id)
