"""Statuses of commits."""

import attrs

from githost.interface import RepoLike, Statuses, commit_sha, repo_ref
from githost.model import Status, StatusState
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalStatuses"]


@attrs.frozen
class LocalStatuses(Statuses):
    """Operations on statuses; every state is read back as it was set."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        commit: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Status]:
        ref, name = repo_ref(repo), commit_sha(commit)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Status]:
            repository = session.repository(ref)
            sha = session.forge.commits.resolve(repository, name)
            return session.forge.statuses.list(repository, sha, offset=offset, limit=limit)

        return self.access.pages(select, decode.status, page_size=page_size, cursor=cursor)

    def set(
        self,
        repo: RepoLike,
        commit: str,
        *,
        key: str,
        state: StatusState,
        url: str,
        name: str | None = None,
        description: str | None = None,
    ) -> Op[Status]:
        ref, sha = repo_ref(repo), commit_sha(commit)

        def put(session: Session) -> Status:
            given = session.forge.statuses.set(
                session.active_repository(ref),
                sha,
                key=key,
                state=records.StatusState(state.value),
                url=url,
                name=name,
                description=description or "",
                actor=session.actor,
            )
            return decode.status(session, given)

        return (yield from self.access.write(put))
