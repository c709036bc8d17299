"""Projects: groupings of repositories inside a namespace, absent from their addresses."""

import attrs

from githost.interface import NamespaceLike, Projects, limits, namespace_ref, target_ref
from githost.model import NamespaceRef, Project, ProjectRef, Visibility
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.namespaces import OPEN_OR_NOT, is_public
from githost_local.session import Session

__all__ = ["LocalProjects"]


@attrs.frozen
class LocalProjects(Projects):
    """Operations on projects."""

    access: Access

    def list(
        self, namespace: NamespaceLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Project]:
        where = namespace_ref(namespace)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Project]:
            return session.forge.projects.list(
                session.namespace(where), where=session.readable, offset=offset, limit=limit
            )

        return self.access.pages(select, decode.project, page_size=page_size, cursor=cursor)

    def get(self, namespace: NamespaceLike, key: str) -> Op[Project]:
        ref = _ref(namespace, key)
        return (
            yield from self.access.read(
                lambda session: decode.project(session, session.project(ref))
            )
        )

    @limits(visibility=OPEN_OR_NOT)
    def create(
        self,
        namespace: NamespaceLike,
        key: str,
        *,
        name: str,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Project]:
        ref = _ref(namespace, key)

        def create(session: Session) -> Project:
            made = session.forge.projects.create(
                session.namespace(NamespaceRef(ref.namespace), Level.ADMIN),
                ref.key,
                name=name,
                description=description or "",
                public=visibility is Visibility.PUBLIC,
            )
            return decode.project(session, made)

        return (yield from self.access.write(create))

    @limits(visibility=OPEN_OR_NOT)
    def update(
        self,
        namespace: NamespaceLike,
        key: str,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
    ) -> Op[Project]:
        ref = _ref(namespace, key)

        def update(session: Session) -> Project:
            new = session.forge.projects.update(
                session.project(ref, Level.ADMIN),
                name=name,
                description=description,
                public=is_public(visibility),
            )
            return decode.project(session, new)

        return (yield from self.access.write(update))

    def delete(self, namespace: NamespaceLike, key: str) -> Op[None]:
        ref = _ref(namespace, key)
        yield from self.access.write(
            lambda session: session.forge.projects.delete(session.project(ref, Level.ADMIN))
        )


def _ref(namespace: NamespaceLike, key: str) -> ProjectRef:
    ref = ProjectRef(namespace_ref(namespace).path, key)
    target_ref(ref)
    return ref
