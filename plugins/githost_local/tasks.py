"""Tasks on pull requests. They hold no merge back."""

import attrs

from githost.interface import RepoLike, Tasks, pull_number, repo_ref
from githost.model import RepoRef, Task
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalTasks"]


@attrs.frozen
class LocalTasks(Tasks):
    """Operations on tasks. Whoever can read a repository can add one, and mark one as done."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Task]:
        ref, n = repo_ref(repo), pull_number(number)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Task]:
            return session.forge.tasks.list(
                session.pull_request(ref, n), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.task, page_size=page_size, cursor=cursor)

    def create(
        self, repo: RepoLike, number: int, body: str, *, comment: str | None = None
    ) -> Op[Task]:
        ref, n = repo_ref(repo), pull_number(number)

        def create(session: Session) -> Task:
            found = session.active_pull_request(ref, n)
            on = None if comment is None else session.forge.comments.get(found, comment)
            made = session.forge.tasks.create(found, body, comment=on, actor=session.actor)
            return decode.task(session, made)

        return (yield from self.access.write(create))

    def update(self, repo: RepoLike, number: int, task: str, body: str) -> Op[Task]:
        ref, n = repo_ref(repo), pull_number(number)

        def update(session: Session) -> Task:
            new = session.forge.tasks.update(_own(session, ref, n, task), body=body)
            return decode.task(session, new)

        return (yield from self.access.write(update))

    def resolve(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        ref, n = repo_ref(repo), pull_number(number)

        def resolve(session: Session) -> Task:
            found = _task(session, ref, n, task)
            return decode.task(session, session.forge.tasks.resolve(found, actor=session.actor))

        return (yield from self.access.write(resolve))

    def reopen(self, repo: RepoLike, number: int, task: str) -> Op[Task]:
        ref, n = repo_ref(repo), pull_number(number)

        def reopen(session: Session) -> Task:
            return decode.task(session, session.forge.tasks.reopen(_task(session, ref, n, task)))

        return (yield from self.access.write(reopen))

    def delete(self, repo: RepoLike, number: int, task: str) -> Op[None]:
        ref, n = repo_ref(repo), pull_number(number)
        yield from self.access.write(
            lambda session: session.forge.tasks.delete(_own(session, ref, n, task))
        )


def _task(session: Session, ref: RepoRef, number: int, task: str) -> records.Task:
    return session.forge.tasks.get(session.active_pull_request(ref, number), task)


def _own(session: Session, ref: RepoRef, number: int, task: str) -> records.Task:
    """Return a task for its author, and for who administers the repository."""
    pull_request = session.active_pull_request(ref, number)
    found = session.forge.tasks.get(pull_request, task)
    repository = session.forge.repos.get(pull_request.repository_id)
    session.check_own(found.author_id, repository, Level.ADMIN, f"repository {ref}")
    return found
