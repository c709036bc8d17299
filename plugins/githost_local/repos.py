"""Repositories."""

from datetime import datetime

import attrs

from githost.interface import NamespaceLike, RepoLike, Repos, limits, namespace_ref, repo_ref
from githost.model import NamespaceRef, ProjectRef, Repository, Visibility
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import KEEP, Level, Slice
from githost_local.session import Session

__all__ = ["LocalRepos"]

#: Visibilities that a repository can be given.
_WRITABLE = frozenset(Visibility) - {Visibility.UNKNOWN}


@attrs.frozen
class LocalRepos(Repos):
    """Operations on repositories."""

    access: Access

    def list(
        self,
        namespace: NamespaceLike,
        *,
        query: str | None = None,
        project: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Repository]:
        where = namespace_ref(namespace)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Repository]:
            return session.forge.repos.list(
                namespace=session.namespace(where),
                project=_project(session, where, project),
                query=query,
                updated_since=updated_after,
                where=session.readable,
                offset=offset,
                limit=limit,
            )

        return self.access.pages(select, decode.repository, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike) -> Op[Repository]:
        ref = repo_ref(repo)
        return (
            yield from self.access.read(
                lambda session: decode.repository(session, session.repository(ref))
            )
        )

    @limits(visibility=_WRITABLE)
    def create(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Repository]:
        ref = repo_ref(repo)

        def create(session: Session) -> Repository:
            home = NamespaceRef(ref.namespace)
            made = session.forge.repos.create(
                session.namespace(home, Level.ADMIN),
                ref.name,
                description=description or "",
                visibility=records.Visibility(visibility.value),
                project=_project(session, home, project),
                default_branch=default_branch,
                actor=session.actor,
            )
            return decode.repository(session, made)

        return (yield from self.access.write(create))

    @limits(visibility=_WRITABLE)
    def update(
        self,
        repo: RepoLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
        project: str | None = None,
        archived: bool | None = None,
    ) -> Op[Repository]:
        ref = repo_ref(repo)

        def update(session: Session) -> Repository:
            new = session.forge.repos.update(
                session.repository(ref, Level.ADMIN),
                slug=name,
                name=name,
                description=description,
                visibility=None if visibility is None else records.Visibility(visibility.value),
                project=_project(session, NamespaceRef(ref.namespace), project) or KEEP,
                archived=archived,
                actor=session.actor,
            )
            return decode.repository(session, new)

        return (yield from self.access.write(update))

    def delete(self, repo: RepoLike) -> Op[None]:
        ref = repo_ref(repo)
        yield from self.access.write(
            lambda session: session.forge.repos.delete(
                session.repository(ref, Level.ADMIN), actor=session.actor
            )
        )

    def fork(
        self, repo: RepoLike, *, into: NamespaceLike | None = None, name: str | None = None
    ) -> Op[Repository]:
        ref = repo_ref(repo)
        where = None if into is None else namespace_ref(into)

        def fork(session: Session) -> Repository:
            actor = session.actor
            made = session.forge.repos.fork(
                session.repository(ref),
                into=(
                    session.forge.namespaces.personal(actor)
                    if where is None
                    else session.namespace(where, Level.ADMIN)
                ),
                slug=name,
                name=name,
                actor=actor,
            )
            return decode.repository(session, made)

        return (yield from self.access.write(fork))

    def forks(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Repository]:
        ref = repo_ref(repo)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Repository]:
            return session.forge.repos.forks(
                session.repository(ref), where=session.readable, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.repository, page_size=page_size, cursor=cursor)


def _project(session: Session, where: NamespaceRef, key: str | None) -> records.Project | None:
    return None if key is None else session.project(ProjectRef(where.path, key))
