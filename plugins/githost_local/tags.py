"""Tags."""

import attrs

from githost.interface import RepoLike, Tags, ref_name, repo_ref
from githost.model import Tag
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalTags"]


@attrs.frozen
class LocalTags(Tags):
    """Operations on tags."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Tag]:
        ref = repo_ref(repo)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Tag]:
            return session.forge.tags.list(
                session.repository(ref), query=query, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.tag, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, name: str) -> Op[Tag]:
        ref, tag = repo_ref(repo), ref_name(name, "tag")

        def get(session: Session) -> Tag:
            return decode.tag(session, session.forge.tags.get(session.repository(ref), tag))

        return (yield from self.access.read(get))

    def create(
        self, repo: RepoLike, name: str, *, target: str, message: str | None = None
    ) -> Op[Tag]:
        ref, tag, at = repo_ref(repo), ref_name(name, "tag"), ref_name(target, "commit")

        def create(session: Session) -> Tag:
            made = session.forge.tags.create(
                session.active_repository(ref),
                tag,
                target=at,
                message=message,
                actor=session.actor,
            )
            return decode.tag(session, made)

        return (yield from self.access.write(create))

    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        ref, tag = repo_ref(repo), ref_name(name, "tag")
        yield from self.access.write(
            lambda session: session.forge.tags.delete(
                session.active_repository(ref), tag, actor=session.actor
            )
        )
