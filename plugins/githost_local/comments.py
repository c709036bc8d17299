"""Comments on pull requests."""

import attrs

from githost.errors import (
    NotFoundError,
    PermissionDeniedError,
    ValidationError,
)
from githost.interface import Comments, RepoLike, comment_anchor, pull_number, repo_ref
from githost.model import Anchor, Comment, RepoRef, Side
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalComments"]


@attrs.frozen
class LocalComments(Comments):
    """Operations on comments. Whoever can read a repository can comment in it."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Comment]:
        ref, n = repo_ref(repo), pull_number(number)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Comment]:
            found = _shown(session, session.pull_request(ref, n))
            return Slice(found[offset : offset + limit], len(found))

        return self.access.pages(select, decode.comment, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, number: int, comment: str) -> Op[Comment]:
        ref, n = repo_ref(repo), pull_number(number)

        def get(session: Session) -> Comment:
            return decode.comment(session, _comment(session, session.pull_request(ref, n), comment))

        return (yield from self.access.read(get))

    def create(
        self,
        repo: RepoLike,
        number: int,
        body: str,
        *,
        anchor: Anchor | None = None,
        reply_to: str | None = None,
    ) -> Op[Comment]:
        ref, n = repo_ref(repo), pull_number(number)
        place = comment_anchor(anchor, reply_to)

        def create(session: Session) -> Comment:
            found = session.active_pull_request(ref, n)
            made = session.forge.comments.create(
                found,
                body,
                parent=None if reply_to is None else _comment(session, found, reply_to),
                anchor=None if place is None else _anchor(session, found, place),
                actor=session.actor,
            )
            return decode.comment(session, made)

        return (yield from self.access.write(create))

    def update(self, repo: RepoLike, number: int, comment: str, body: str) -> Op[Comment]:
        ref, n = repo_ref(repo), pull_number(number)

        def update(session: Session) -> Comment:
            found = _comment(session, session.active_pull_request(ref, n), comment)
            if found.author_id != session.actor.id:
                raise PermissionDeniedError(
                    f"comment {comment} on {ref}#{n} is somebody else's; its author can change it"
                )
            new = session.forge.comments.update(found, body=body, actor=session.actor)
            return decode.comment(session, new)

        return (yield from self.access.write(update))

    def delete(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        ref, n = repo_ref(repo), pull_number(number)

        def delete(session: Session) -> None:
            pull_request = session.active_pull_request(ref, n)
            found = _comment(session, pull_request, comment)
            repository = session.forge.repos.get(pull_request.repository_id)
            session.check_own(found.author_id, repository, Level.ADMIN, f"repository {ref}")
            session.forge.comments.delete(found, actor=session.actor)

        yield from self.access.write(delete)

    def resolve(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        ref, n = repo_ref(repo), pull_number(number)
        yield from self.access.write(
            lambda session: session.forge.comments.resolve(
                _thread(session, ref, n, comment), actor=session.actor
            )
        )

    def reopen(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        ref, n = repo_ref(repo), pull_number(number)
        yield from self.access.write(
            lambda session: session.forge.comments.reopen(
                _thread(session, ref, n, comment), actor=session.actor
            )
        )


def _shown(session: Session, found: records.PullRequest) -> tuple[records.Comment, ...]:
    """Return the comments, and of the deleted ones those that hold the place of answers."""
    comments = session.forge.comments.list(found, deleted=True).items
    answered = {comment.parent_id for comment in comments if not comment.deleted}
    return tuple(c for c in comments if not c.deleted or c.id in answered)


def _comment(session: Session, found: records.PullRequest, comment: str) -> records.Comment:
    """Return a comment that is shown."""
    record = session.forge.comments.get(found, comment)
    if record.deleted and record not in _shown(session, found):
        raise NotFoundError(f"comment {comment} on pull request {found.number} was deleted")
    return record


def _thread(session: Session, ref: RepoRef, number: int, comment: str) -> records.Comment:
    """Return a comment that begins a thread."""
    found = _comment(session, session.active_pull_request(ref, number), comment)
    if found.parent_id is not None:
        raise ValidationError(
            f"comment {comment} on {ref}#{number} is an answer; settle the thread's first comment",
            fields={"comment": ("it is an answer",)},
        )
    return found


def _anchor(session: Session, found: records.PullRequest, anchor: Anchor) -> records.Anchor:
    """Return a place in the diff: a file that it changes, and a line that the file has."""
    old = anchor.side is Side.OLD
    repository = session.forge.repos.get(found.repository_id)
    for change in session.forge.pull_requests.changes(found):
        path = (change.old_path or change.path) if old else change.path
        if path == anchor.path:
            blob, rev = (
                (change.old_sha, found.merge_base) if old else (change.new_sha, found.source_commit)
            )
            break
    else:
        raise _misplaced(anchor, "the pull request does not change that file")
    if anchor.line is not None:
        there = blob is not None and rev is not None
        lines = session.forge.files.read(repository, path, rev=rev).splitlines() if there else []
        if not 1 <= anchor.line <= len(lines):
            raise _misplaced(anchor, f"the file has {len(lines)} lines on the {anchor.side} side")
    commit = anchor.commit
    if commit is not None:
        commit = session.forge.commits.resolve(repository, commit)
    return records.Anchor(
        path=anchor.path, line=anchor.line, side=records.Side(anchor.side.value), commit=commit
    )


def _misplaced(anchor: Anchor, why: str) -> ValidationError:
    return ValidationError(
        f"{anchor.path}:{anchor.line or ''} is not in the diff: {why}", fields={"anchor": (why,)}
    )
