"""Projects: groupings of repositories inside a namespace, not part of their address."""

from __future__ import annotations

from collections.abc import Callable

from githost_local.forge.errors import Invalid, NotEmpty
from githost_local.forge.noun import Noun
from githost_local.forge.records import Namespace, Project, Slice
from githost_local.forge.rows import record

_TABLE = "projects"


class Projects(Noun):
    """Projects of a namespace."""

    def create(
        self,
        namespace: Namespace,
        code: str,
        *,
        name: str,
        description: str = "",
        public: bool = False,
    ) -> Project:
        """Make a project."""
        if not code:
            raise Invalid("code", "it is empty")
        now = self._forge.now()
        with self._store.transaction():
            self._store.free(_TABLE, "project", namespace_id=namespace.id, code=code)
            identifier = self._store.insert(
                _TABLE,
                namespace_id=namespace.id,
                code=code,
                name=name,
                description=description,
                public=public,
                created_at=now,
                updated_at=now,
            )
            return self.get(identifier)

    def get(self, identifier: int) -> Project:
        """Return the project with this id."""
        return self._store.get(Project, _TABLE, "project", id=identifier)

    def by_key(self, key: str) -> Project:
        """Return the project with this key."""
        return self._store.get(Project, _TABLE, "project", key=key)

    def by_code(self, namespace: Namespace, code: str) -> Project:
        """Return the namespace's project with this code, in whatever case."""
        return self._store.get(Project, _TABLE, "project", namespace_id=namespace.id, code=code)

    def list(
        self,
        namespace: Namespace,
        *,
        where: Callable[[Project], bool] | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Project]:
        """List a namespace's projects by code."""
        return self._store.select(
            lambda row: record(Project, row),
            _TABLE,
            {"namespace_id = ?": namespace.id},
            order="code",
            offset=offset,
            limit=limit,
            where=where,
        )

    def update(
        self,
        project: Project,
        *,
        code: str | None = None,
        name: str | None = None,
        description: str | None = None,
        public: bool | None = None,
    ) -> Project:
        """Change a project."""
        with self._store.transaction():
            if code is not None:
                self._store.free(
                    _TABLE, "project", but=project.id, namespace_id=project.namespace_id, code=code
                )
            self._store.update(
                _TABLE,
                project.id,
                {
                    "code": code,
                    "name": name,
                    "description": description,
                    "public": public,
                    "updated_at": self._forge.now(),
                },
            )
            return self.get(project.id)

    def delete(self, project: Project) -> None:
        """Delete a project; NotEmpty while repositories are in it."""
        with self._store.transaction():
            if self._store.row("repositories", project_id=project.id):
                raise NotEmpty("project", project.code)
            self._store.delete(_TABLE, project.id)
