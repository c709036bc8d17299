"""What a host can be asked about tasks."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Task
from githost.wire import Op, Pages

__all__ = ["Tasks"]


class Tasks(Noun):
    """Operations on the tasks of a pull request.

    `task` is the `id` of one. `body` is what is to be done, in the host's markup.
    """

    noun = "tasks"

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Task]:
        """List the tasks of a pull request.

        On Data Center tasks are comments that block; 7.2 brought them.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `NotFoundError` where the pull request is not there or the caller may not see it.

        Source: Cloud `GET …/pullrequests/{pull_request_id}/tasks`; Data Center
        `GET …/pull-requests/{pullRequestId}/blocker-comments`.
        """
        raise missing(self, "list")

    @writes
    def create(
        self, repo: RepoLike, number: int, body: str, *, comment: str | None = None
    ) -> Op[Task]:
        """Add a task to a pull request, or to a comment on it.

        `comment` is the id of the comment that it hangs on; None hangs it on the pull request.

        Requests: one.

        Raises: `NotFoundError` where the comment is not there.

        Source: Cloud `POST …/pullrequests/{pull_request_id}/tasks`; Data Center
        `POST …/pull-requests/{pullRequestId}/blocker-comments`.
        """
        raise missing(self, "create")

    @writes
    def update(self, repo: RepoLike, number: int, task: str, body: str) -> Op[Task]:
        """Change the text of a task.

        Requests: one on Cloud; two on Data Center, which wants the task's version.

        Raises: `NotFoundError`; `PermissionDeniedError` for somebody else's; `StaleRevisionError`
        where it was changed in between.

        Source: Cloud `PUT …/pullrequests/{pull_request_id}/tasks/{task_id}`; Data Center
        `PUT …/pull-requests/{pullRequestId}/blocker-comments/{commentId}`.
        """
        raise missing(self, "update")

    @writes
    def resolve(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        """Mark a task as done.

        Requests: as `update`.

        Raises: `NotFoundError`.

        Source: Cloud `PUT …/pullrequests/{pull_request_id}/tasks/{task_id}` with `RESOLVED`; Data
        Center `PUT …/pull-requests/{pullRequestId}/blocker-comments/{commentId}` with `RESOLVED`.
        """
        raise missing(self, "resolve")

    @writes
    def reopen(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        """Mark a task as not done.

        Requests: as `update`.

        Raises: `NotFoundError`.

        Source: Cloud `PUT …/pullrequests/{pull_request_id}/tasks/{task_id}` with `UNRESOLVED`; Data
        Center `PUT …/pull-requests/{pullRequestId}/blocker-comments/{commentId}` with `OPEN`.
        """
        raise missing(self, "reopen")

    @writes
    def delete(self, repo: RepoLike, number: int, task: str) -> Op[None]:
        """Delete a task.

        Requests: as `update`.

        Raises: `NotFoundError`; `PermissionDeniedError` for somebody else's.

        Source: Cloud `DELETE …/pullrequests/{pull_request_id}/tasks/{task_id}`; Data Center
        `DELETE …/pull-requests/{pullRequestId}/blocker-comments/{commentId}?version=`.
        """
        raise missing(self, "delete")
