"""Comments on Cloud. Only threads that begin on the diff can be resolved."""

from typing import Any

import attrs

from githost.errors import ConfigurationError
from githost.interface import Comments, RepoLike, Site
from githost.model import Anchor, Comment, Side
from githost.wire import Op, Pages, Request, Response, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import comment_number, pull_path

__all__ = ["CloudComments"]


@attrs.frozen
class CloudComments(Comments):
    """Comments of pull requests."""

    site: Site

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
        if anchor is not None and reply_to is not None:
            raise ConfigurationError(
                "an answer stands where the comment stands that it answers; give anchor or "
                "reply_to, not both"
            )
        document: dict[str, Any] = {"content": {"raw": body}}
        if anchor is not None:
            document["inline"] = _inline(anchor)
        if reply_to is not None:
            document["parent"] = {"id": int(comment_number(reply_to))}
        request = Request("POST", pull_path(repo, number, "comments"), json=document)
        return _comment((yield from send(request)))

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
    return pull_path(repo, number, "comments", comment_number(comment), *rest)


def _comment(response: Response) -> Comment:
    return single(response, payloads.Comment, decode.comment)


def _inline(anchor: Anchor) -> dict[str, Any]:
    place: dict[str, Any] = {"path": anchor.path}
    if anchor.line is not None:
        place["from" if anchor.side is Side.OLD else "to"] = anchor.line
    return place
