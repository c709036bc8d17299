"""Comments on pull requests on Data Center.

Rule 1: the server lists the comments of one file only, so all of them are taken from the pull
request's activities. A thread comes with the answers inside, and comes again for what was done to
it later.
Rule 2: comments with the severity BLOCKER are tasks, and the business of `tasks`.
Rule 3: what changes a comment carries the comment's own version, which is read first.
"""

from typing import Any, Final

from githost.errors import DecodeError, NotFoundError, UnsupportedError
from githost.interface import (
    Began,
    Comments,
    Decoded,
    OnSite,
    RepoLike,
    adopting,
    comment_anchor,
    only,
    pull_number,
    repo_ref,
    without_secrets,
)
from githost.model import Anchor, Comment, RepoRef
from githost.wire import Op, Page, Pages, Request, Response, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.anchors import place
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import next_start, page_limit, page_start, single
from githost_bitbucket.datacenter.paths import pull_path
from githost_bitbucket.datacenter.users import written_by
from githost_bitbucket.family import comment_number

__all__ = ["TASK", "DataCenterComments", "change_comment", "delete_comment", "read_comment"]

#: The severity of comments that are tasks.
TASK: Final = "BLOCKER"
#: Where comments lie that are no tasks.
_KIND: Final = "comments"
#: Between the start of the next page and the comments that were given already.
_GIVEN: Final = "+"


def read_comment(
    repo: RepoRef, number: int, kind: str, comment: str
) -> Op[Decoded[payloads.Comment]]:
    """Read a comment below `kind`: `comments` or `blocker-comments`."""
    response = yield from send(
        Request("GET", pull_path(repo, number, kind, comment_number(comment)))
    )
    return decoder.decode(response, payloads.Comment)


def change_comment(
    repo: RepoRef, number: int, kind: str, found: payloads.Comment, given: dict[str, Any]
) -> Op[Response]:
    """Change what is `given` of the comment `found`, which was read below `kind`."""
    path = pull_path(repo, number, kind, found.id)
    body = {"version": _version(found), **given}
    return (yield from send(Request("PUT", path, json=body, repeatable=False)))


def delete_comment(repo: RepoRef, number: int, kind: str, found: payloads.Comment) -> Op[None]:
    """Delete the comment `found`, which was read below `kind`."""
    path = pull_path(repo, number, kind, found.id)
    query = {"version": _version(found)}
    yield from send(Request("DELETE", path, query=query, repeatable=False))


def _version(found: payloads.Comment) -> int:
    """Return the version that a change of `found` must carry.

    Raises `DecodeError` where the server did not tell it.
    """
    if found.version is None:
        raise DecodeError("required field missing: version", path="$.version")
    return found.version


class DataCenterComments(OnSite, Comments):
    """Comments that are no tasks."""

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Comment]:
        path = pull_path(repo_ref(repo), pull_number(number), "activities")
        limit = page_limit(page_size)

        def fetch(at: str | None) -> Op[Page[Comment]]:
            start, given = _opened(at)
            query = {"limit": limit, "start": page_start(start)}
            response = yield from send(Request("GET", path, query=query))
            page = decoder.decode(response, payloads.Page).value
            found: list[Comment] = []
            for index, document in enumerate(page.values):
                for wire, said in self._said(document, f"$.values[{index}]"):
                    if wire.id not in given and said is not None:
                        found.append(said)
                    given.add(wire.id)
            return Page(tuple(found), _closed(next_start(page, start), given))

        return Pages(fetch, cursor)

    def get(self, repo: RepoLike, number: int, comment: str) -> Op[Comment]:
        found = yield from _read(repo_ref(repo), pull_number(number), comment)
        return decode.comment(found.value, without_secrets(found.document))

    def create(
        self,
        repo: RepoLike,
        number: int,
        body: str,
        *,
        anchor: Anchor | None = None,
        reply_to: str | None = None,
    ) -> Op[Comment]:
        """Write a comment on a pull request, on a line of it, or in answer to another.

        Requests: one, and with `anchor` one more, which reads the file's diff: the server wants to
        be told whether the line was changed. It is never sent twice: where no answer says that it
        was written, it is looked for among the caller's newest.

        Raises: `UnsupportedError` for an anchor at another commit than the pull request's newest;
        what the interface states.
        """
        ref, number = repo_ref(repo), pull_number(number)
        where = comment_anchor(anchor, reply_to)
        document: dict[str, Any] = {"text": body}
        parent = None if reply_to is None else comment_number(reply_to)
        if parent is not None:
            document["parent"] = {"id": parent}
        if where is not None:
            document["anchor"] = yield from place(ref, number, where)
        return (
            yield from adopting(
                _created(ref, number, document, parent),
                self._made(ref, number, body, where, parent, Began()),
                what=f"a comment on {ref}#{number}",
            )
        )

    def _made(
        self,
        repo: RepoRef,
        number: int,
        body: str,
        anchor: Anchor | None,
        parent: int | None,
        began: Began,
    ) -> Op[Comment | None]:
        ours = yield from written_by(began)
        above = None if parent is None else str(parent)
        found = yield from walk(self.list(repo, number))
        return only(
            one
            for one in found
            if ours.covers(one)
            and one.body.strip() == body.strip()
            and one.parent == above
            # An answer has its comment's anchor.
            and (above is not None or _place(one.anchor) == _place(anchor))
        )

    def update(self, repo: RepoLike, number: int, comment: str, body: str) -> Op[Comment]:
        ref, number = repo_ref(repo), pull_number(number)
        found = yield from _read(ref, number, comment)
        answer = yield from change_comment(ref, number, _KIND, found.value, {"text": body})
        return _comment(answer)

    def delete(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        ref, number = repo_ref(repo), pull_number(number)
        found = yield from _read(ref, number, comment)
        yield from delete_comment(ref, number, _KIND, found.value)

    def resolve(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        yield from _settle(repo, number, comment, resolved=True)

    def reopen(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        yield from _settle(repo, number, comment, resolved=False)

    def _said(self, document: Any, at: str) -> tuple[tuple[payloads.Comment, Comment | None], ...]:
        """Return the comments within an activity, None for those that are not to be listed."""
        entry = decoder.structure(document, payloads.Activity, at=at)
        try:
            found = decode.said(entry, keep_raw=self.site.keep_raw)
        except DecodeError as error:
            raise error.within(at) from error
        gone = entry.commentAction == "DELETED"
        return tuple(
            (wire, None if gone or wire.severity == TASK else said) for wire, said in found
        )


def _read(repo: RepoRef, number: int, comment: str) -> Op[Decoded[payloads.Comment]]:
    found = yield from read_comment(repo, number, _KIND, comment)
    if found.value.severity == TASK:
        raise NotFoundError(f"{comment} on {repo}#{number} is a task and no comment; see tasks")
    return found


def _settle(repo: RepoLike, number: int, comment: str, *, resolved: bool) -> Op[None]:
    ref, number = repo_ref(repo), pull_number(number)
    found = yield from _read(ref, number, comment)
    given = {"threadResolved": resolved}
    answer = yield from change_comment(ref, number, _KIND, found.value, given)
    settled = decoder.decode(answer, payloads.Comment).value.threadResolved or False
    # Servers ignore what they do not know, and say that all went well.
    if settled is not resolved:
        raise UnsupportedError(
            f"the server left the thread of comment {comment} on {ref}#{number} as it was: it is "
            "an answer within a thread, or this release has no settling of threads",
            operation="comments.resolve" if resolved else "comments.reopen",
        )


def _created(
    repo: RepoRef, number: int, document: dict[str, Any], parent: int | None
) -> Op[Comment]:
    request = Request("POST", pull_path(repo, number, _KIND), json=document)
    return _comment((yield from send(request)), parent=parent)


def _place(anchor: Anchor | None) -> object:
    return None if anchor is None else (anchor.path, anchor.line, anchor.side)


def _comment(response: Response, *, parent: int | None = None) -> Comment:
    # Servers need not repeat what a comment answers.
    return single(
        response, payloads.Comment, lambda wire, raw: decode.comment(wire, raw, parent=parent)
    )


def _opened(cursor: str | None) -> tuple[str | None, set[int]]:
    if cursor is None:
        return None, set()
    start, _, given = cursor.partition(_GIVEN)
    return start, {comment_number(one) for one in given.split(_GIVEN) if one}


def _closed(start: str | None, given: set[int]) -> str | None:
    """Return a cursor that also tells what was given: a thread may come again on any later page."""
    if start is None:
        return None
    return _GIVEN.join((start, *map(str, sorted(given))))
