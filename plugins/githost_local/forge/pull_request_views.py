"""Pull requests, looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from githost_local.forge.activity import ActivityLog
from githost_local.forge.errors import MergeConflict, NotFound
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    Activity,
    Change,
    Commit,
    Mergeability,
    PullRequest,
    PullRequestState,
    Repository,
    Review,
    Slice,
)
from githost_local.forge.rows import record
from githost_local.forge.strategies import merge_trees

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge

_TABLE = "pull_requests"


class PullRequestViews(Noun):
    """What can be asked about pull requests without changing them."""

    def __init__(self, forge: Forge) -> None:
        super().__init__(forge)
        self._activity = ActivityLog(forge)

    def get(self, repository: Repository, number: int) -> PullRequest:
        """Return the pull request with this number."""
        row = self._store.row(_TABLE, repository_id=repository.id, number=number)
        if row is None:
            raise NotFound("pull request", number)
        return self._record(dict(row))

    def by_id(self, identifier: int) -> PullRequest:
        """Return the pull request with this id, which no other repository's has."""
        row = self._store.row(_TABLE, id=identifier)
        if row is None:
            raise NotFound("pull request", identifier)
        return self._record(dict(row))

    def _record(self, row: Mapping[str, Any]) -> PullRequest:
        rows = self._store.rows(
            "SELECT * FROM reviews WHERE pull_request_id = ? ORDER BY role = 'participant', id",
            row["id"],
        )
        return record(PullRequest, row, reviews=tuple(record(Review, dict(r)) for r in rows))

    def list(
        self,
        *,
        repository: Repository | None = None,
        states: Iterable[PullRequestState] | None = None,
        author: Account | None = None,
        source: Repository | None = None,
        source_branch: str | None = None,
        target_branch: str | None = None,
        updated_since: datetime | None = None,
        query: str | None = None,
        descending: bool = True,
        where: Callable[[PullRequest], bool] | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[PullRequest]:
        """List pull requests, newest first; `query` is a part of title or description."""
        way = "DESC" if descending else "ASC"
        return self._store.select(
            self._record,
            _TABLE,
            {
                "repository_id = ?": repository.id if repository else None,
                "state IN (SELECT value FROM json_each(?))": (
                    None if states is None else frozenset(state.value for state in states)
                ),
                "author_id = ?": author.id if author else None,
                "source_repository_id = ?": source.id if source else None,
                "source_branch = ?": source_branch,
                "target_branch = ?": target_branch,
                "updated_at >= ?": updated_since,
                "(instr(lower(title), lower(?)) OR instr(lower(description), lower(?)))": query,
            },
            order=f"created_at {way}, id {way}",
            offset=offset,
            limit=limit,
            where=where,
        )

    def mergeability(self, pull_request: PullRequest) -> Mergeability:
        """Try the merge and tell whether it has conflicts."""
        repository = self._forge.repos.get(pull_request.repository_id)
        try:
            merge_trees(
                self._git(repository),
                pull_request.target_commit,
                pull_request.source_commit,
            )
        except MergeConflict as conflict:
            return Mergeability(clean=False, conflicts=conflict.paths)
        return Mergeability(clean=True, conflicts=())

    def commits(
        self, pull_request: PullRequest, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Commit]:
        """List the source's commits that the target lacked, newest first."""
        return self._forge.commits.list(
            self._forge.repos.get(pull_request.repository_id),
            include=[pull_request.source_commit],
            exclude=[pull_request.target_commit],
            offset=offset,
            limit=limit,
        )

    def diff(self, pull_request: PullRequest) -> bytes:
        """Return what the source changed since it left the target."""
        return self._forge.commits.diff(
            self._forge.repos.get(pull_request.repository_id),
            pull_request.merge_base,
            pull_request.source_commit,
        )

    def changes(
        self, pull_request: PullRequest, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Change]:
        """List the files the source changed since it left the target."""
        return self._forge.commits.changes(
            self._forge.repos.get(pull_request.repository_id),
            pull_request.merge_base,
            pull_request.source_commit,
            offset=offset,
            limit=limit,
        )

    def activity(
        self, pull_request: PullRequest, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Activity]:
        """List what happened to it, newest first."""
        return self._activity.list(pull_request, offset=offset, limit=limit)
