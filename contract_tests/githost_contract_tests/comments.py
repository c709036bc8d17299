"""What every provider promises about comments on pull requests."""

import pytest

import githost
from githost.errors import ConfigurationError, NotFoundError, PermissionDeniedError, ValidationError
from githost.model import Anchor, PullRequest, Side, UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import CONFLICT, MAIN
from githost_contract_tests.refusals import DENIED, IMPOSSIBLE
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded

__all__ = ["CommentContract"]

_TEXT = "Ünïcode, *mark-up* and\n\na second paragraph"
_LINE = Anchor(path="one.txt", line=2)


class CommentContract(ProviderContract):
    """Promises about comments."""

    @requires("comments.create")
    @requires("comments.get")
    @requires("users.me")
    def test_written_comment_is_read_back(self, host: githost.Host, pull: PullRequest) -> None:
        """Text and author are what they were; nothing else is claimed.

        If this fails: check which field holds the text as it was written, not as it is shown.
        """
        made = host.comments.create(pull.ref.repo, pull.number, _TEXT)
        found = host.comments.get(pull.ref.repo, pull.number, made.id)
        for comment in (sound(made), sound(found)):
            assert (comment.id, comment.body) == (made.id, _TEXT)
            assert comment.author is not None
            assert comment.author.ref == host.users.me().ref
            assert (comment.parent, comment.anchor) == (None, None)
            assert not comment.resolved
            assert not comment.deleted

    @requires("comments.create", reply_to="1")
    def test_answer_names_what_it_answers(self, host: githost.Host, pull: PullRequest) -> None:
        """An answer has the id of the comment that it answers as `parent`.

        If this fails: check that `reply_to` is sent.
        """
        repo, number = pull.ref.repo, pull.number
        first = host.comments.create(repo, number, "first")
        answer = host.comments.create(repo, number, "answer", reply_to=first.id)
        assert answer.parent == first.id
        assert host.comments.get(repo, number, answer.id).parent == first.id

    @requires("comments.create", anchor=_LINE)
    @requires("comments.get")
    def test_comment_on_a_line_keeps_its_place(self, host: githost.Host, pull: PullRequest) -> None:
        """A comment on an added line knows path, line and side.

        If this fails: check which of the host's words stand for the new side.
        """
        made = host.comments.create(pull.ref.repo, pull.number, "Why?", anchor=_LINE)
        found = host.comments.get(pull.ref.repo, pull.number, made.id)
        for comment in (sound(made), sound(found)):
            assert comment.anchor is not None
            place = (comment.anchor.path, comment.anchor.line, comment.anchor.side)
            assert place == ("one.txt", 2, Side.NEW)

    @requires("comments.create", anchor=_LINE)
    def test_comment_on_an_old_line_keeps_its_side(self, host: githost.Host, busy: Seeded) -> None:
        """A comment on a removed line counts in the file before the change.

        If this fails: check which of the host's words stand for the old side.
        """
        pull = busy.pull_request(CONFLICT, MAIN)
        where = Anchor(path="README.md", line=1, side=Side.OLD)
        made = host.comments.create(busy.ref, pull.number, "Why not?", anchor=where)
        assert made.anchor is not None
        assert (made.anchor.line, made.anchor.side) == (1, Side.OLD)

    @requires("comments.create", anchor=Anchor(path="one.txt"))
    def test_comment_on_a_file_has_no_line(self, host: githost.Host, pull: PullRequest) -> None:
        """A comment on a file as a whole knows its path alone.

        If this fails: leave the line out, rather than sending none.
        """
        where = Anchor(path="one.txt")
        made = host.comments.create(pull.ref.repo, pull.number, "Whole", anchor=where)
        assert made.anchor is not None
        assert (made.anchor.path, made.anchor.line) == ("one.txt", None)

    @requires("comments.create", anchor=_LINE)
    def test_anchor_and_answer_do_not_go_together(
        self, host: githost.Host, pull: PullRequest
    ) -> None:
        """An answer has its place already: `ConfigurationError`, and nothing is sent.

        If this fails: take anchors through `githost.interface.comment_anchor`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.comments.create(pull.ref.repo, pull.number, "x", anchor=_LINE, reply_to="1")
        assert wire.seen == []

    @requires("comments.create", anchor=_LINE)
    @pytest.mark.parametrize(
        "anchor",
        [
            Anchor(path="one.txt", line=0),
            Anchor(path="one.txt", line=-1),
            Anchor(path="one.txt", line=1, commit=""),
            Anchor(path="one.txt", line=1, commit=MAIN),
        ],
        ids=["line 0", "line -1", "no commit", "branch"],
    )
    def test_impossible_place_is_refused(
        self, host: githost.Host, standing: Seeded, anchor: Anchor
    ) -> None:
        """A line below 1 and what is no SHA are `ConfigurationError`, and nothing is sent.

        If this fails: take anchors through `githost.interface.comment_anchor`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.comments.create(standing.ref, 1, "Where?", anchor=anchor)
        assert wire.seen == []

    @requires("comments.create", anchor=_LINE)
    def test_line_outside_the_diff_is_refused_or_kept(
        self, host: githost.Host, pull: PullRequest
    ) -> None:
        """A place that is not in the diff is `ValidationError`, or kept by hosts that do not look.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        where = Anchor(path="missing.txt", line=1)
        try:
            made = host.comments.create(pull.ref.repo, pull.number, "Where?", anchor=where)
        except ValidationError:
            assert host.comments.list(pull.ref.repo, pull.number).all() == []
        else:
            assert made.anchor is not None
            assert (made.anchor.path, made.anchor.line) == ("missing.txt", 1)

    @requires("comments.create", reply_to="1")
    def test_missing_comment_is_not_answered(self, host: githost.Host, pull: PullRequest) -> None:
        """An answer to what is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        with pytest.raises(NotFoundError):
            host.comments.create(pull.ref.repo, pull.number, "x", reply_to="99999999")

    @requires("comments.list")
    @requires("comments.create", reply_to="1")
    def test_list_is_flat_and_holds_each_once(self, host: githost.Host, pull: PullRequest) -> None:
        """Comments and their answers are listed alike, each once, also after a change.

        If this fails: where answers are nested, flatten them; where activities are read, keep the
        first of each id.
        """
        repo, number = pull.ref.repo, pull.number
        first = host.comments.create(repo, number, "first")
        answer = host.comments.create(repo, number, "answer", reply_to=first.id)
        deep = host.comments.create(repo, number, "deeper", reply_to=answer.id)
        second = host.comments.create(repo, number, "second", anchor=_LINE)
        host.comments.update(repo, number, first.id, "first, changed")
        listed = [sound(one) for one in host.comments.list(repo, number)]
        ids = [comment.id for comment in listed]
        assert sorted(ids) == sorted([first.id, answer.id, deep.id, second.id])
        bodies = {comment.id: comment.body for comment in listed}
        assert bodies[first.id] == "first, changed"
        parents = {comment.id: comment.parent for comment in listed}
        assert parents[answer.id] == first.id
        anchors = {comment.id: comment.anchor for comment in listed}
        placed = anchors[second.id]
        assert placed is not None
        assert (placed.path, placed.line) == (_LINE.path, _LINE.line)

    @requires("comments.list")
    def test_new_pull_request_has_no_comments(self, host: githost.Host, pull: PullRequest) -> None:
        """Before anybody has spoken the list is empty.

        If this fails: leave out activities that are no comments.
        """
        assert host.comments.list(pull.ref.repo, pull.number).all() == []

    @requires("comments.update")
    def test_text_can_be_changed(self, host: githost.Host, pull: PullRequest) -> None:
        """A comment's text can be changed, more than once.

        If this fails: where the host wants a version, read it first.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.comments.create(repo, number, "before")
        host.comments.update(repo, number, made.id, "between")
        assert host.comments.update(repo, number, made.id, "after").body == "after"
        assert host.comments.get(repo, number, made.id).body == "after"

    @requires("comments.delete")
    def test_deleted_comment_is_gone(self, host: githost.Host, pull: PullRequest) -> None:
        """What was deleted is not listed, and cannot be changed or deleted again.

        If this fails: check how the host shows what was deleted.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.comments.create(repo, number, "gone")
        host.comments.delete(repo, number, made.id)
        assert made.id not in {one.id for one in host.comments.list(repo, number)}
        with pytest.raises(IMPOSSIBLE):
            host.comments.update(repo, number, made.id, "back")
        with pytest.raises(NotFoundError):
            host.comments.delete(repo, number, made.id)

    @requires("comments.get")
    def test_missing_comment_is_not_found(self, host: githost.Host, pull: PullRequest) -> None:
        """Reading what is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.comments.get(pull.ref.repo, pull.number, "99999999")

    @requires("comments.resolve")
    @requires("comments.reopen")
    def test_thread_can_be_settled_and_opened(self, host: githost.Host, pull: PullRequest) -> None:
        """A thread on the diff can be settled, and opened again.

        If this fails: check how the host says that a thread is settled.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.comments.create(repo, number, "Why?", anchor=_LINE)
        host.comments.resolve(repo, number, made.id)
        assert host.comments.get(repo, number, made.id).resolved
        host.comments.reopen(repo, number, made.id)
        assert not host.comments.get(repo, number, made.id).resolved

    @requires("comments.create")
    @requires("comments.update")
    def test_others_text_is_not_changed(
        self,
        host: githost.Host,
        other_host: githost.Host,
        reviewer: UserRef,
        pull: PullRequest,
    ) -> None:
        """Who may write to the repository may still not change somebody else's text.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.comments.create(repo, number, "mine")
        with pytest.raises(PermissionDeniedError):
            other_host.comments.update(repo, number, made.id, "yours")
        assert host.comments.get(repo, number, made.id).body == "mine"

    @requires("comments.list")
    def test_others_cannot_list(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights reads nothing of a private repository.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.comments.list(standing.ref, 1).first()
