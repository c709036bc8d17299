"""What every provider promises about tasks on pull requests."""

import pytest

import githost
from githost.errors import NotFoundError
from githost.model import PullRequest
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound

__all__ = ["TaskContract"]


class TaskContract(ProviderContract):
    """Promises about tasks."""

    @requires("tasks.create")
    @requires("tasks.list")
    @requires("users.me")
    def test_created_task_is_listed(self, host: githost.Host, pull: PullRequest) -> None:
        """A task has its text and author, is not done, and hangs on the pull request.

        If this fails: check which field holds the text as it was written.
        """
        made = host.tasks.create(pull.ref.repo, pull.number, "Write *tests*")
        [found] = host.tasks.list(pull.ref.repo, pull.number)
        for task in (sound(made), sound(found)):
            assert (task.id, task.body, task.done) == (made.id, "Write *tests*", False)
            assert task.comment is None
            assert task.author is not None
            assert task.author.ref == host.users.me().ref

    @requires("tasks.create", comment="1")
    def test_task_can_hang_on_a_comment(self, host: githost.Host, pull: PullRequest) -> None:
        """A task on a comment names it.

        If this fails: check that `comment` is sent.
        """
        repo, number = pull.ref.repo, pull.number
        comment = host.comments.create(repo, number, "Something is missing")
        made = host.tasks.create(repo, number, "Add it", comment=comment.id)
        [found] = host.tasks.list(repo, number)
        assert made.comment == found.comment == comment.id

    @requires("tasks.create", comment="1")
    def test_missing_comment_takes_no_task(self, host: githost.Host, pull: PullRequest) -> None:
        """A task on what is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        with pytest.raises(NotFoundError):
            host.tasks.create(pull.ref.repo, pull.number, "x", comment="99999999")

    @requires("tasks.resolve")
    @requires("tasks.reopen")
    def test_task_can_be_done_and_undone(self, host: githost.Host, pull: PullRequest) -> None:
        """`resolve` and `reopen` change `done`, in the answer and in the list, and no text.

        If this fails: where the host wants a version, read it first.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.tasks.create(repo, number, "Write tests")
        done = host.tasks.resolve(repo, number, made.id)
        assert (done.id, done.done, done.body) == (made.id, True, "Write tests")
        assert [task.done for task in host.tasks.list(repo, number)] == [True]
        assert not host.tasks.reopen(repo, number, made.id).done
        assert [task.done for task in host.tasks.list(repo, number)] == [False]

    @requires("tasks.update")
    def test_text_can_be_changed(self, host: githost.Host, pull: PullRequest) -> None:
        """A task's text can be changed, and what is done stays done.

        If this fails: send the text alone, or the state that was read with it.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.tasks.create(repo, number, "before")
        host.tasks.resolve(repo, number, made.id)
        assert host.tasks.update(repo, number, made.id, "after").body == "after"
        [found] = host.tasks.list(repo, number)
        assert (found.body, found.done) == ("after", True)

    @requires("tasks.delete")
    def test_deleted_task_is_gone(self, host: githost.Host, pull: PullRequest) -> None:
        """What was deleted is not listed, and doing or deleting it is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        repo, number = pull.ref.repo, pull.number
        made = host.tasks.create(repo, number, "gone")
        kept = host.tasks.create(repo, number, "kept")
        host.tasks.delete(repo, number, made.id)
        assert [task.id for task in host.tasks.list(repo, number)] == [kept.id]
        with pytest.raises(NotFoundError):
            host.tasks.resolve(repo, number, made.id)
        with pytest.raises(NotFoundError):
            host.tasks.delete(repo, number, made.id)

    @requires("tasks.list")
    @requires("comments.create")
    def test_comments_are_no_tasks(self, host: githost.Host, pull: PullRequest) -> None:
        """A plain comment is not listed as a task, nor a task's absence an error.

        If this fails: where tasks are comments, keep those that are tasks.
        """
        host.comments.create(pull.ref.repo, pull.number, "only a comment")
        assert host.tasks.list(pull.ref.repo, pull.number).all() == []
