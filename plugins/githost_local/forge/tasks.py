"""Tasks of pull requests."""

from __future__ import annotations

from githost_local.forge.errors import Invalid
from githost_local.forge.noun import Noun, identifier
from githost_local.forge.records import Account, Comment, PullRequest, Slice, Task
from githost_local.forge.rows import record

_TABLE = "tasks"


class Tasks(Noun):
    """What is to be done before a pull request is merged; the forge does not hold it back."""

    def create(
        self,
        pull_request: PullRequest,
        body: str,
        *,
        comment: Comment | None = None,
        actor: Account,
    ) -> Task:
        """Add a task, to the pull request or to one of its comments."""
        if not body.strip():
            raise Invalid("body", "it is empty")
        if comment is not None and comment.pull_request_id != pull_request.id:
            raise Invalid("comment", "it is a comment on another pull request")
        now = self._forge.now()
        with self._store.transaction():
            made = self._store.insert(
                _TABLE,
                pull_request_id=pull_request.id,
                comment_id=comment.id if comment else None,
                author_id=actor.id,
                body=body,
                done=False,
                created_at=now,
                updated_at=now,
            )
            self._forge.pull_requests.touch(pull_request)
            return self.get(pull_request, made)

    def get(self, pull_request: PullRequest, task: int | str) -> Task:
        """Return a task of this pull request."""
        return self._store.get(
            Task, _TABLE, "task", pull_request_id=pull_request.id, id=identifier("task", task)
        )

    def list(
        self,
        pull_request: PullRequest,
        *,
        done: bool | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Task]:
        """List tasks, oldest first."""
        return self._store.select(
            lambda row: record(Task, row),
            _TABLE,
            {"pull_request_id = ?": pull_request.id, "done = ?": done},
            order="id",
            offset=offset,
            limit=limit,
        )

    def update(self, task: Task, *, body: str) -> Task:
        """Change the text."""
        if not body.strip():
            raise Invalid("body", "it is empty")
        return self._change(task, body=body)

    def resolve(self, task: Task, *, actor: Account) -> Task:
        """Mark a task as done."""
        return self._change(task, done=True, done_by=actor.id, done_at=self._forge.now())

    def reopen(self, task: Task) -> Task:
        """Mark a task as not done."""
        return self._change(task, done=False, done_by=None, done_at=None)

    def delete(self, task: Task) -> None:
        """Remove a task."""
        with self._store.transaction():
            self._store.delete(_TABLE, task.id)

    def _change(self, task: Task, **values: object) -> Task:
        with self._store.transaction():
            self._store.assign(_TABLE, task.id, values | {"updated_at": self._forge.now()})
            return self._store.get(Task, _TABLE, "task", id=task.id)
