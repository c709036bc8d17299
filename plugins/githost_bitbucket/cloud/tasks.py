"""Tasks on Cloud."""

from typing import Any, Final

from githost.interface import Began, OnSite, RepoLike, Tasks, adopting, only, pull_number, repo_ref
from githost.model import RepoRef, Task
from githost.wire import Op, Pages, Request, Response, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import pull_path
from githost_bitbucket.cloud.users import written_by
from githost_bitbucket.family import comment_number

__all__ = ["CloudTasks"]

#: Fewer are refused. Not in the published schema; seen by clients.
_SMALLEST_PAGE: Final = 10


class CloudTasks(OnSite, Tasks):
    """Tasks of pull requests."""

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Task]:
        """List the tasks of a pull request, at least ten a page."""
        return paged(
            self.site,
            pull_path(repo, number, "tasks"),
            payloads.Task,
            decode.task,
            page_size=page_size,
            cursor=cursor,
            smallest=_SMALLEST_PAGE,
        )

    def create(
        self, repo: RepoLike, number: int, body: str, *, comment: str | None = None
    ) -> Op[Task]:
        document: dict[str, Any] = {"content": {"raw": body}}
        if comment is not None:
            document["comment"] = {"id": comment_number(comment)}
        ref, number = repo_ref(repo), pull_number(number)
        return (
            yield from adopting(
                _created(ref, number, document),
                self._made(ref, number, body, comment, Began()),
                what=f"a task on {ref}#{number}",
            )
        )

    def _made(
        self, repo: RepoRef, number: int, body: str, comment: str | None, began: Began
    ) -> Op[Task | None]:
        ours = yield from written_by(began)
        parent = None if comment is None else str(comment_number(comment))
        found = yield from walk(self.list(repo, number))
        return only(
            one
            for one in found
            if ours.covers(one) and one.body.strip() == body.strip() and one.comment == parent
        )

    def update(self, repo: RepoLike, number: int, task: str, body: str) -> Op[Task]:
        return (yield from _change(repo, number, task, {"content": {"raw": body}}))

    def resolve(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        return (yield from _change(repo, number, task, {"state": "RESOLVED"}))

    def reopen(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        return (yield from _change(repo, number, task, {"state": "UNRESOLVED"}))

    def delete(self, repo: RepoLike, number: int, task: str) -> Op[None]:
        yield from send(Request("DELETE", _path(repo, number, task)))


def _path(repo: RepoLike, number: int, task: str) -> str:
    return pull_path(repo, number, "tasks", str(comment_number(task)))


def _created(repo: RepoRef, number: int, document: dict[str, Any]) -> Op[Task]:
    request = Request("POST", pull_path(repo, number, "tasks"), json=document)
    return _task((yield from send(request)))


def _change(repo: RepoLike, number: int, task: str, document: dict[str, Any]) -> Op[Task]:
    request = Request("PUT", _path(repo, number, task), json=document)
    return _task((yield from send(request)))


def _task(response: Response) -> Task:
    return single(response, payloads.Task, decode.task)
