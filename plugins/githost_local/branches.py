"""Branches."""

import attrs

from githost.interface import Branches, RepoLike, ref_name, repo_ref
from githost.model import Branch
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalBranches"]


@attrs.frozen
class LocalBranches(Branches):
    """Operations on branches."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Branch]:
        ref = repo_ref(repo)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Branch]:
            return session.forge.branches.list(
                session.repository(ref), query=query, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.branch, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        ref, branch = repo_ref(repo), ref_name(name, "branch")

        def get(session: Session) -> Branch:
            found = session.forge.branches.get(session.repository(ref), branch)
            return decode.branch(session, found)

        return (yield from self.access.read(get))

    def create(self, repo: RepoLike, name: str, *, start: str) -> Op[Branch]:
        ref, branch, at = repo_ref(repo), ref_name(name, "branch"), ref_name(start, "commit")

        def create(session: Session) -> Branch:
            made = session.forge.branches.create(
                session.active_repository(ref), branch, start=at, actor=session.actor
            )
            return decode.branch(session, made)

        return (yield from self.access.write(create))

    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        ref, branch = repo_ref(repo), ref_name(name, "branch")
        yield from self.access.write(
            lambda session: session.forge.branches.delete(
                session.active_repository(ref), branch, actor=session.actor
            )
        )

    def set_default(self, repo: RepoLike, name: str) -> Op[None]:
        ref, branch = repo_ref(repo), ref_name(name, "branch")

        def choose(session: Session) -> None:
            session.forge.branches.set_default(
                session.active_repository(ref, Level.ADMIN), branch, actor=session.actor
            )

        yield from self.access.write(choose)
