"""Commits, and what lies between two of them."""

import attrs

from githost.interface import Commits, RepoLike, path_within, ref_name, repo_ref
from githost.model import Change, Commit, Comparison
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
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
        touched = None if path is None else path_within(path) or None
        reached = None if ref is None else ref_name(ref, "commit")
        without = [] if exclude is None else [ref_name(exclude, "commit")]

        def select(session: Session, offset: int, limit: int) -> Slice[records.Commit]:
            repository = session.repository(where)
            start = reached
            if start is None:
                default = session.forge.branches.default(repository)
                if default is None:
                    return Slice((), 0)
                start = default.commit
            return session.forge.commits.list(
                repository,
                include=[start],
                exclude=without,
                path=touched,
                offset=offset,
                limit=limit,
            )

        return self.access.pages(select, decode.commit, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, ref: str) -> Op[Commit]:
        where, name = repo_ref(repo), ref_name(ref, "commit")

        def get(session: Session) -> Commit:
            found = session.forge.commits.get(session.repository(where), name)
            return decode.commit(session, found)

        return (yield from self.access.read(get))

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        where, old, new = repo_ref(repo), ref_name(base, "commit"), ref_name(head, "commit")

        def compare(session: Session) -> Comparison:
            return decode.comparison(
                session.forge.commits.compare(session.repository(where), old, new)
            )

        return (yield from self.access.read(compare))

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        where, old, new = repo_ref(repo), ref_name(base, "commit"), ref_name(head, "commit")
        inside = None if path is None else path_within(path) or None

        def diff(session: Session) -> bytes:
            return session.forge.commits.diff(session.repository(where), old, new, path=inside)

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
        where, old, new = repo_ref(repo), ref_name(base, "commit"), ref_name(head, "commit")

        def select(session: Session, offset: int, limit: int) -> Slice[records.Change]:
            return session.forge.commits.changes(
                session.repository(where), old, new, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.change, page_size=page_size, cursor=cursor)
