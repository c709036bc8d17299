"""The log of what happened to a pull request, only ever added to."""

from __future__ import annotations

from githost_local.forge.noun import Noun
from githost_local.forge.records import Account, Activity, PullRequest, Slice
from githost_local.forge.rows import record

_TABLE = "activities"


class ActivityLog(Noun):
    """The logs of all pull requests."""

    def add(
        self, pull_request: PullRequest, action: str, actor: Account | None, **details: object
    ) -> None:
        """Add a line; the words for `action` stand at `Activity.action`."""
        self._store.insert(
            _TABLE,
            pull_request_id=pull_request.id,
            action=action,
            actor_id=actor.id if actor else None,
            at=self._forge.now(),
            details=details,
        )

    def list(
        self, pull_request: PullRequest, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Activity]:
        """List a pull request's log, newest first."""
        return self._store.select(
            lambda row: record(Activity, row),
            _TABLE,
            {"pull_request_id = ?": pull_request.id},
            order="id DESC",
            offset=offset,
            limit=limit,
        )
