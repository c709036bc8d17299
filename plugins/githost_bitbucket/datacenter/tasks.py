"""Tasks on Data Center: comments that block, from 7.2 on.

What changes one carries its own version, which is read first.
"""

from typing import Any, Final

import attrs

from githost.errors import NotFoundError
from githost.interface import (
    Began,
    OnSite,
    RepoLike,
    Tasks,
    adopting,
    only,
    pull_number,
    repo_ref,
)
from githost.model import RepoRef, Task
from githost.wire import Op, Pages, Request, Response, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.comments import (
    TASK,
    change_comment,
    delete_comment,
    read_comment,
)
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import pull_path
from githost_bitbucket.datacenter.users import written_by
from githost_bitbucket.family import comment_number

__all__ = ["DataCenterTasks"]

_KIND: Final = "blocker-comments"


class DataCenterTasks(OnSite, Tasks):
    """Comments that block."""

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Task]:
        return paged(
            self.site,
            pull_path(repo_ref(repo), pull_number(number), _KIND),
            payloads.Comment,
            decode.task,
            page_size=page_size,
            cursor=cursor,
        )

    def create(
        self, repo: RepoLike, number: int, body: str, *, comment: str | None = None
    ) -> Op[Task]:
        document: dict[str, Any] = {"text": body}
        if comment is not None:
            document["parent"] = {"id": comment_number(comment)}
        ref, number = repo_ref(repo), pull_number(number)
        made = yield from adopting(
            _created(ref, number, document),
            self._made(ref, number, body, comment, Began()),
            what=f"a task on {ref}#{number}",
        )
        # Servers do not repeat what the task hangs on.
        return attrs.evolve(made, comment=comment) if made.comment is None else made

    def _made(
        self, repo: RepoRef, number: int, body: str, comment: str | None, began: Began
    ) -> Op[Task | None]:
        ours = yield from written_by(began)
        found = yield from walk(self.list(repo, number))
        return only(
            one
            for one in found
            if ours.covers(one)
            and one.body.strip() == body.strip()
            # Servers do not repeat what the task hangs on.
            and one.comment in {None, comment}
        )

    def update(self, repo: RepoLike, number: int, task: str, body: str) -> Op[Task]:
        return (yield from _change(repo_ref(repo), pull_number(number), task, {"text": body}))

    def resolve(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        ref, number = repo_ref(repo), pull_number(number)
        return (yield from _change(ref, number, task, {"state": "RESOLVED"}))

    def reopen(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        ref, number = repo_ref(repo), pull_number(number)
        return (yield from _change(ref, number, task, {"state": "OPEN"}))

    def delete(self, repo: RepoLike, number: int, task: str) -> Op[None]:
        ref, number = repo_ref(repo), pull_number(number)
        found = yield from _read(ref, number, task)
        yield from delete_comment(ref, number, _KIND, found)


def _created(repo: RepoRef, number: int, document: dict[str, Any]) -> Op[Task]:
    return _task((yield from send(Request("POST", pull_path(repo, number, _KIND), json=document))))


def _read(repo: RepoRef, number: int, task: str) -> Op[payloads.Comment]:
    found = (yield from read_comment(repo, number, _KIND, task)).value
    if found.severity not in {None, TASK}:
        raise NotFoundError(f"{task} on {repo}#{number} is a comment and no task; see comments")
    return found


def _change(repo: RepoRef, number: int, task: str, given: dict[str, Any]) -> Op[Task]:
    found = yield from _read(repo, number, task)
    return _task((yield from change_comment(repo, number, _KIND, found, given)))


def _task(response: Response) -> Task:
    return single(response, payloads.Comment, decode.task)
