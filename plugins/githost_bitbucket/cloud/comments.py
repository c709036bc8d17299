"""Comments on Cloud. Only threads that begin on the diff can be resolved.

A comment stands at the newest commit of its pull request; Cloud takes no other.
"""

from typing import Any

from githost.errors import NotFoundError, UnsupportedError
from githost.interface import (
    Began,
    Comments,
    OnSite,
    RepoLike,
    adopting,
    comment_anchor,
    only,
    pull_number,
    repo_ref,
)
from githost.model import Anchor, Comment, RepoRef, Side
from githost.wire import Op, Pages, Request, Response, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import pull_path
from githost_bitbucket.cloud.pull_requests import is_at, read_pull
from githost_bitbucket.cloud.users import written_by
from githost_bitbucket.family import comment_number

__all__ = ["CloudComments"]


class CloudComments(OnSite, Comments):
    """Comments of pull requests."""

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Comment]:
        return paged(
            self.site,
            pull_path(repo, number, "comments"),
            payloads.Comment,
            decode.comment,
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, number: int, comment: str) -> Op[Comment]:
        return _comment((yield from send(Request("GET", _path(repo, number, comment)))))

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

        Requests: one, and one more where `anchor` names a commit. It is never sent twice: where no
        answer says that it was written, it is looked for among the caller's newest, which asks who
        the caller is, too.

        Raises: `UnsupportedError` for an anchor at another commit than the pull request's newest;
        `NotFoundError` where Cloud did not take it for an answer: it then stands by itself; what
        the interface states.
        """
        place = comment_anchor(anchor, reply_to)
        document: dict[str, Any] = {"content": {"raw": body}}
        if reply_to is not None:
            document["parent"] = {"id": comment_number(reply_to)}
        if place is not None:
            document["inline"] = _inline(place)
            yield from _check_commit(repo, number, place)
        ref, number = repo_ref(repo), pull_number(number)
        made = yield from adopting(
            _created(ref, number, document),
            self._made(ref, number, body, place, reply_to, Began()),
            what=f"a comment on {ref}#{number}",
        )
        if reply_to is not None and made.parent != str(comment_number(reply_to)):
            raise NotFoundError(
                f"comment {made.id} on {repo_ref(repo)}#{number} was written, but not as an answer "
                f"to {reply_to}: Cloud took {made.parent} in its place. Delete it, and check the id"
            )
        return made

    def _made(
        self,
        repo: RepoRef,
        number: int,
        body: str,
        anchor: Anchor | None,
        reply_to: str | None,
        began: Began,
    ) -> Op[Comment | None]:
        ours = yield from written_by(began)
        parent = None if reply_to is None else str(comment_number(reply_to))
        found = yield from walk(self.list(repo, number))
        return only(
            one
            for one in found
            if ours.covers(one)
            and one.body.strip() == body.strip()
            and one.parent == parent
            and _place(one.anchor) == _place(anchor)
        )

    def update(self, repo: RepoLike, number: int, comment: str, body: str) -> Op[Comment]:
        document = {"content": {"raw": body}}
        request = Request("PUT", _path(repo, number, comment), json=document)
        return _comment((yield from send(request)))

    def delete(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        yield from send(Request("DELETE", _path(repo, number, comment)))

    def resolve(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        yield from send(Request("POST", _path(repo, number, comment, "resolve")))

    def reopen(self, repo: RepoLike, number: int, comment: str) -> Op[None]:
        yield from send(Request("DELETE", _path(repo, number, comment, "resolve")))


def _path(repo: RepoLike, number: int, comment: str, *rest: str) -> str:
    return pull_path(repo, number, "comments", str(comment_number(comment)), *rest)


def _comment(response: Response) -> Comment:
    return single(response, payloads.Comment, decode.comment)


def _created(repo: RepoRef, number: int, document: dict[str, Any]) -> Op[Comment]:
    request = Request("POST", pull_path(repo, number, "comments"), json=document)
    return _comment((yield from send(request)))


def _place(anchor: Anchor | None) -> object:
    return None if anchor is None else (anchor.path, anchor.line, anchor.side)


def _inline(anchor: Anchor) -> dict[str, Any]:
    place: dict[str, Any] = {"path": anchor.path}
    if anchor.line is not None:
        place["from" if anchor.side is Side.OLD else "to"] = anchor.line
    return place


def _check_commit(repo: RepoLike, number: int, anchor: Anchor) -> Op[None]:
    if anchor.commit is None:
        return
    end = (yield from read_pull(repo, number)).source
    if not is_at(end, anchor.commit):
        tip = end.commit.hash if end.commit is not None else None
        raise UnsupportedError(
            f"{repo_ref(repo)}#{number} is at {tip}, and a comment cannot be put at "
            f"{anchor.commit}; leave the commit out of the anchor",
            operation="comments.create",
        )
