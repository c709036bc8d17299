"""Comments on pull requests and on commits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from githost_local.forge.errors import Invalid, NotFound, WrongState
from githost_local.forge.events import CommentEvent, CommentEventKind, CommitCommentEvent
from githost_local.forge.noun import Noun, identifier
from githost_local.forge.records import (
    Account,
    Anchor,
    Comment,
    Commented,
    PullRequest,
    Side,
    Slice,
)
from githost_local.forge.rows import record

_TABLE = "comments"
_ACTIONS = {
    CommentEventKind.CREATED: "commented",
    CommentEventKind.UPDATED: "comment_updated",
    CommentEventKind.DELETED: "comment_deleted",
    CommentEventKind.RESOLVED: "comment_resolved",
    CommentEventKind.REOPENED: "comment_reopened",
}


class Comments(Noun):
    """Comments on pull requests and commits, their lines, and each other."""

    def create(
        self,
        on: Commented,
        body: str,
        *,
        parent: Comment | None = None,
        anchor: Anchor | None = None,
        extra: Mapping[str, Any] | None = None,
        actor: Account,
    ) -> Comment:
        """Comment on a commit, or a pull request in whatever state.

        A reply has its parent's anchor. An anchor without a commit is given the one that is
        commented on, or the source's present one.
        """
        if not body.strip():
            raise Invalid("body", "it is empty")
        if parent is not None and not _is_on(parent, on):
            raise Invalid("parent", "it is a comment on something else")
        now = self._forge.now()
        with self._store.transaction():
            if isinstance(on, PullRequest):
                on = self._forge.pull_requests.by_id(on.id)
            commit = on.source_commit if isinstance(on, PullRequest) else on.sha
            place = parent.anchor if parent else anchor
            made = self._store.insert(
                _TABLE,
                **_place(on),
                author_id=actor.id,
                body=body,
                parent_id=parent.id if parent else None,
                anchor=_columns(place, commit) if place else None,
                resolved=False,
                deleted=False,
                version=0,
                created_at=now,
                updated_at=now,
                extra=extra or {},
            )
            if isinstance(on, PullRequest) and actor.id != on.author_id:
                self._forge.reviews.join(on, actor)
            return self._tell(CommentEventKind.CREATED, self.get(on, made), actor)

    def get(self, on: Commented, comment: int | str) -> Comment:
        """Return a comment on this pull request or commit; a deleted one, too."""
        row = self._store.row(_TABLE, **_place(on), id=identifier("comment", comment))
        if row is None:
            raise NotFound("comment", comment)
        return _comment(dict(row))

    def by_id(self, comment: int) -> Comment:
        """Return a comment by its id, whatever it is on; a deleted one, too."""
        row = self._store.row(_TABLE, id=comment)
        if row is None:
            raise NotFound("comment", comment)
        return _comment(dict(row))

    def list(
        self,
        on: Commented,
        *,
        deleted: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Comment]:
        """List comments, oldest first; with `deleted`, also the marks of deleted ones."""
        return self._store.select(
            _comment,
            _TABLE,
            {
                **{f'"{column}" = ?': value for column, value in _place(on).items()},
                "deleted = ?": None if deleted else False,
            },
            order="id",
            offset=offset,
            limit=limit,
        )

    def update(
        self,
        comment: Comment,
        *,
        body: str | None = None,
        extra: Mapping[str, Any] | None = None,
        actor: Account,
    ) -> Comment:
        """Change a comment."""
        if body is not None and not body.strip():
            raise Invalid("body", "it is empty")
        with self._store.transaction():
            old = self._current(comment)
            new = self._change(old, body=body, extra=extra)
            return self._tell(CommentEventKind.UPDATED, new, actor, previous=old)

    def delete(self, comment: Comment, *, actor: Account) -> None:
        """Delete a comment's body; a mark stays where it was, and replies stay."""
        with self._store.transaction():
            old = self._current(comment)
            new = self._change(old, deleted=True, body="")
            self._tell(CommentEventKind.DELETED, new, actor, previous=old)

    def resolve(self, comment: Comment, *, actor: Account) -> Comment:
        """Mark a thread as resolved; WrongState if it is."""
        with self._store.transaction():
            old = self._current(comment)
            if old.resolved:
                raise WrongState("resolved", "open", what=f"comment {old.id}")
            new = self._change(old, resolved=True, resolved_by=actor.id)
            return self._tell(CommentEventKind.RESOLVED, new, actor, previous=old)

    def reopen(self, comment: Comment, *, actor: Account) -> Comment:
        """Mark a thread as not resolved; WrongState if it is not."""
        with self._store.transaction():
            old = self._current(comment)
            if not old.resolved:
                raise WrongState("open", "resolved", what=f"comment {old.id}")
            self._store.assign(_TABLE, old.id, {"resolved_by": None})
            new = self._change(old, resolved=False)
            return self._tell(CommentEventKind.REOPENED, new, actor, previous=old)

    def _current(self, comment: Comment) -> Comment:
        found = self.by_id(comment.id)
        if found.deleted:
            raise NotFound("comment", comment.id)
        return found

    def _change(self, old: Comment, **values: object) -> Comment:
        self._store.update(
            _TABLE, old.id, values | {"version": old.version + 1, "updated_at": self._forge.now()}
        )
        return self.by_id(old.id)

    def _tell(
        self,
        kind: CommentEventKind,
        comment: Comment,
        actor: Account,
        *,
        previous: Comment | None = None,
    ) -> Comment:
        if comment.pull_request_id is None:
            assert comment.repository_id is not None
            assert comment.commit is not None
            self._forge.publish(
                CommitCommentEvent(
                    kind=kind,
                    repository=self._forge.repos.get(comment.repository_id),
                    commit=comment.commit,
                    comment=comment,
                    actor=actor,
                    at=self._forge.now(),
                    previous=previous,
                )
            )
            return comment
        pull_requests = self._forge.pull_requests
        pull_request = pull_requests.by_id(comment.pull_request_id)
        pull_requests.touch(pull_request)
        pull_requests.log(pull_request, _ACTIONS[kind], actor, comment=comment.id)
        self._forge.publish(
            CommentEvent(
                kind=kind,
                repository=self._forge.repos.get(pull_request.repository_id),
                pull_request=pull_requests.by_id(pull_request.id),
                comment=comment,
                actor=actor,
                at=self._forge.now(),
                previous=previous,
            )
        )
        return comment


def _place(on: Commented) -> Mapping[str, object]:
    """Return the columns that say what a comment is on."""
    if isinstance(on, PullRequest):
        return {"pull_request_id": on.id}
    return {"repository_id": on.repository.id, "commit": on.sha}


def _is_on(comment: Comment, on: Commented) -> bool:
    return all(getattr(comment, column) == value for column, value in _place(on).items())


def _comment(row: Mapping[str, Any]) -> Comment:
    kept = json.loads(row["anchor"]) if row["anchor"] else None
    anchor = None
    if kept:
        anchor = Anchor(
            path=kept["path"], line=kept["line"], side=Side(kept["side"]), commit=kept["commit"]
        )
    return record(Comment, row, anchor=anchor)


def _columns(anchor: Anchor, commit: str) -> Mapping[str, object]:
    return {
        "path": anchor.path,
        "line": anchor.line,
        "side": anchor.side.value,
        "commit": anchor.commit or commit,
    }
