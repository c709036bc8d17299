"""What a host can be asked about tasks."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Task
from githost.wire import Op, Pages

__all__ = ["Tasks"]


class Tasks(Noun):
    """Operations on the tasks of a pull request."""

    noun = "tasks"

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Task]:
        """List the tasks of a pull request."""
        raise missing(self, "list")

    @writes
    def create(
        self, repo: RepoLike, number: int, body: str, *, comment: str | None = None
    ) -> Op[Task]:
        """Add a task to a pull request, or to a comment on it."""
        raise missing(self, "create")

    @writes
    def update(self, repo: RepoLike, number: int, task: str, body: str) -> Op[Task]:
        """Change the text of a task."""
        raise missing(self, "update")

    @writes
    def resolve(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        """Mark a task as done."""
        raise missing(self, "resolve")

    @writes
    def reopen(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        """Mark a task as not done."""
        raise missing(self, "reopen")

    @writes
    def delete(self, repo: RepoLike, number: int, task: str) -> Op[None]:
        """Delete a task."""
        raise missing(self, "delete")
