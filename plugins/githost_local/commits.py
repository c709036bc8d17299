"""Commits, and what lies between two of them."""

import attrs

from githost.interface import Commits, RepoLike, repo_ref
from githost.model import Change, Commit, Comparison
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.files import path_in
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalCommits"]


@attrs.frozen
class LocalCommits(Commits):
    """Operations on commits."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        *,
        ref: str | None = None,
        path: str | None = None,
        exclude: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        where = repo_ref(repo)
        touched = None if path is None else path_in(path)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Commit]:
            repository = session.repository(where)
            start = ref
            if start is None:
                default = session.forge.branches.default(repository)
                if default is None:
                    return Slice((), 0)
                start = default.commit
            return session.forge.commits.list(
                repository,
                include=[start],
                exclude=[] if exclude is None else [exclude],
                path=touched or None,
                offset=offset,
                limit=limit,
            )

        return self.access.pages(select, decode.commit, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, ref: str) -> Op[Commit]:
        where = repo_ref(repo)

        def get(session: Session) -> Commit:
            return decode.commit(session, session.forge.commits.get(session.repository(where), ref))

        return (yield from self.access.read(get))

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        where = repo_ref(repo)

        def compare(session: Session) -> Comparison:
            return decode.comparison(
                session.forge.commits.compare(session.repository(where), base, head)
            )

        return (yield from self.access.read(compare))

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        where = repo_ref(repo)
        inside = None if path is None else path_in(path)

        def diff(session: Session) -> bytes:
            return session.forge.commits.diff(
                session.repository(where), base, head, path=inside or None
            )

        return (yield from self.access.read(diff))

    def changes(
        self,
        repo: RepoLike,
        base: str,
        head: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        where = repo_ref(repo)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Change]:
            return session.forge.commits.changes(
                session.repository(where), base, head, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.change, page_size=page_size, cursor=cursor)
